/// The text of a Markdown or raw cell, which stands in comments so that the file stays Swift.
enum CommentedText {
    /// Takes the comment marks off the lines of a cell.
    ///
    /// - Parameters:
    ///   - lines: the cell's lines without their ends.
    ///   - line: the number of the first.
    /// - Returns: the text and the line on which it begins.
    static func strip(
        _ lines: [String], kind: Cell.Kind, line: Int
    ) throws(NotebookError) -> (text: String, line: Int) {
        guard let first = lines.firstIndex(where: { !TextLines.isBlank($0) }),
            let last = lines.lastIndex(where: { !TextLines.isBlank($0) })
        else { return ("", line) }
        if lines[first].trimmed().hasPrefix("/*") {
            return try stripBlock(Array(lines[first...last]), kind: kind, line: line + first)
        }
        var text: [String] = []
        for index in first...last {
            if TextLines.isBlank(lines[index]) {
                text.append("")
                continue
            }
            let utf8 = lines[index].utf8.drop { $0 == 0x20 || $0 == 0x09 }
            guard utf8.starts(with: "//".utf8) else { throw .textNotCommented(kind, line: line + index) }
            let rest = utf8.dropFirst(2)
            text.append(String(Substring(rest.first == 0x20 ? rest.dropFirst() : rest)))
        }
        return (text.joined(separator: "\n"), line + first)
    }

    /// Takes off a `/*` at the start of the first line and a `*/` at the end of the last.
    private static func stripBlock(
        _ lines: [String], kind: Cell.Kind, line: Int
    ) throws(NotebookError) -> (text: String, line: Int) {
        let text = lines.joined(separator: "\n").trimmed()
        guard text.hasSuffix("*/"), text.utf8.count >= 4 else { throw .textBlockNotClosed(kind, line: line) }
        var inner = TextLines.split(String(Substring(text.utf8.dropFirst(2).dropLast(2))))
        guard inner.count > 1 else { return (inner[0].trimmed(), line) }
        // A mark alone on its line belongs to the frame, not to the text.
        let startsBelow = TextLines.isBlank(inner[0])
        if startsBelow { inner.removeFirst() } else { inner[0] = inner[0].trimmed() }
        let last = inner.count - 1
        if TextLines.isBlank(inner[last]), last > 0 {
            inner.removeLast()
        } else if inner[last].utf8.last == 0x20 {
            inner[last].removeLast()
        }
        return (inner.joined(separator: "\n"), startsBelow ? line + 1 : line)
    }

    /// Puts the comment marks back: `// ` before each line, `//` alone for an empty one.
    static func comment(_ text: String) -> [String] {
        guard !text.isEmpty else { return [] }
        return TextLines.split(text).map { line in
            guard !line.isEmpty else { return "//" }
            let commented = "// \(line)"
            // A line that would look like a cell marker goes without its blank.
            return CellMarker.begins(commented) ? "//\(line)" : commented
        }
    }
}
