/// A text cut into lines, line ends kept: joining the pieces gives the text again.
///
/// Swift treats `\r\n` as one `Character`, so all cutting is done on bytes.
struct TextLines {
    /// The lines in order, each with its `\n` where it has one.
    var lines: [Substring]

    init(_ text: some StringProtocol) {
        let text = Substring(text)
        let utf8 = text.utf8
        lines = []
        var start = utf8.startIndex
        while start < utf8.endIndex {
            let newline = utf8[start...].firstIndex(of: 0x0A)
            let end = newline.map { utf8.index(after: $0) } ?? utf8.endIndex
            lines.append(text[start..<end])
            start = end
        }
    }

    /// The line without its end; a `\r` before it belongs to the end only in a file with Windows line ends.
    static func content(of line: Substring, newline: String) -> String {
        var utf8 = line.utf8
        if utf8.last == 0x0A {
            utf8 = utf8.dropLast()
            if newline == "\r\n", utf8.last == 0x0D { utf8 = utf8.dropLast() }
        }
        return String(Substring(utf8))
    }

    /// Whether a line holds nothing but blanks.
    static func isBlank(_ line: some StringProtocol) -> Bool {
        line.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
    }

    /// The lines of a source, cut at `\n`; an empty source has one empty line.
    static func split(_ source: String) -> [String] {
        source.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(Substring($0)) }
    }
}

extension StringProtocol {
    /// The text without blanks, tabs and line ends at both ends.
    func trimmed() -> String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A || $0 == 0x0D }
        let front = Substring(self).utf8.drop(while: isSpace)
        guard let last = front.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(Substring(front[...last]))
    }
}
