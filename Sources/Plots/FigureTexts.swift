/// The texts of a figure. gnuplot never sees them: it lays out placeholders of the same width, made of characters
/// from Unicode's private use area, and the texts are put in their place afterwards.
///
/// So no title or label can be a command, a format or markup, whatever it holds, and wide scripts get the room
/// they need, which gnuplot, counting characters, would not give them.
struct FigureTexts {
    /// The texts, single lines, by placeholder number.
    private(set) var lines: [String] = []

    private static let filler: UInt32 = 0xE000
    private static let first: UInt32 = 0xE100
    private static let capacity = 6000

    /// A gnuplot string literal that stands for `text`; line breaks stay line breaks.
    mutating func literal(_ text: String) -> String {
        "\""
            + text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { placeholder(String($0)) }.joined(separator: "\\n") + "\""
    }

    /// A placeholder word for use in data blocks (no spaces, no quotes); a text's first line only.
    mutating func word(_ text: String) -> String {
        placeholder(text.split(whereSeparator: \.isNewline).first.map(String.init) ?? " ")
    }

    private mutating func placeholder(_ text: String) -> String {
        guard lines.count < Self.capacity, !text.isEmpty else { return "" }
        var placeholder = String.UnicodeScalarView()
        placeholder.append(Self.scalar(Self.first + UInt32(lines.count)))
        for _ in 1..<max(Self.width(text), 2) { placeholder.append(Self.scalar(Self.filler)) }
        lines.append(text)
        return String(placeholder)
    }

    /// `commands` with the texts in place of their placeholders.
    ///
    /// Whatever a text holds, it stays a text: in commands it stands in single quotes, inside of which gnuplot sees
    /// nothing special, and its own single quotes in double ones (gnuplot 5.4 stumbles over two doubled ones); in a
    /// data block, which is read line by line, in double ones.
    func filled(_ commands: String) -> String {
        // Numbers by the thousand hold no placeholder.
        guard commands.utf8.contains(where: { $0 >= 0x80 }) else { return commands }
        var filled = ""
        var isInString = false
        for scalar in commands.unicodeScalars {
            if let line = text(startingWith: scalar.value) {
                filled += isInString ? Self.inCommand(line) : Self.inData(line)
            } else if !Self.isFiller(scalar.value) {
                if scalar == "\"" { isInString.toggle() }
                filled.unicodeScalars.append(scalar)
            }
        }
        return filled
    }

    private static func inCommand(_ text: String) -> String {
        let pieces = printable(text).split(separator: "'", omittingEmptySubsequences: false)
        return "\"." + pieces.map { "'\($0)'" }.joined(separator: ".\"'\".") + ".\""
    }

    private static func inData(_ text: String) -> String {
        "\"" + printable(text).replacing("\\", with: "\\\\").replacing("\"", with: "”") + "\""
    }

    private static func printable(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    }

    /// The text behind a placeholder's first scalar, `nil` where it is none.
    func text(startingWith scalar: UInt32) -> String? {
        let index = Int(scalar) - Int(Self.first)
        return lines.indices.contains(index) ? lines[index] : nil
    }

    /// Whether a scalar only fills a placeholder.
    static func isFiller(_ scalar: UInt32) -> Bool { scalar == filler }

    /// Width in gnuplot's character cells, which are 0.7 of the font size wide; a Latin letter fills most of one.
    static func width(_ text: String) -> Int {
        let width = text.unicodeScalars.reduce(0.0) { sum, scalar in
            switch scalar.value {
            case 0x300...0x36F, 0x200B...0x200F, 0xFE00...0xFE0F: sum
            case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFF00...0xFF60,
                0x1F300...0x1FAFF, 0x20000...0x3FFFD:
                sum + 1.43
            // As wide where the font is one of a wide script.
            case 0x2014, 0x2015, 0x2025, 0x2026, 0x2212: sum + 1.43
            default: sum + 0.8
            }
        }
        return Int(width.rounded(.up))
    }

    private static func scalar(_ value: UInt32) -> Unicode.Scalar {
        Unicode.Scalar(value) ?? " "
    }
}
