internal import SwiftIDEUtils
internal import SwiftParser
internal import SwiftSyntax

/// Colours Swift by what the compiler's own parser makes of it.
enum SwiftHighlighter {
    /// The source as markup.
    static func html(_ source: String) -> HTML {
        lines(source).joined("\n")
    }

    /// The source as markup, line by line; there is always one.
    static func lines(_ source: String) -> [HTML] {
        let bytes = Array(source.utf8)
        var lines: [HTML] = []
        var line = HTML.empty
        var end = 0
        func add(_ range: Range<Int>, _ name: String?) {
            let text = String(decoding: bytes[range], as: UTF8.self)
            for (index, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
                if index > 0 {
                    lines.append(line)
                    line = .empty
                }
                if part.isEmpty { continue }
                line += name.map { "<span class=\"\($0)\">\(part)</span>" } ?? unbroken(part)
            }
        }
        for range in Parser.parse(source: source).classifications {
            let (from, to) = (range.range.lowerBound.utf8Offset, range.range.upperBound.utf8Offset)
            guard from >= end, to <= bytes.count else { continue }
            if from > end { add(end..<from, nil) }
            add(from..<to, className(range.kind))
            end = to
        }
        if end < bytes.count { add(end..<bytes.count, nil) }
        return lines + [line]
    }

    /// Text in which no line ends inside of an arrow.
    private static func unbroken(_ text: Substring) -> HTML {
        text.split(separator: "->", omittingEmptySubsequences: false).map { HTML(text: $0) }
            .joined("<span class=\"o\">-&gt;</span>")
    }

    /// The style of a kind of token; short, because it stands on the page thousands of times.
    private static func className(_ kind: SyntaxClassification) -> String? {
        switch kind {
        case .keyword: "k"
        case .stringLiteral, .regexLiteral: "s"
        case .integerLiteral, .floatLiteral: "n"
        case .lineComment, .blockComment, .docLineComment, .docBlockComment: "m"
        case .type: "t"
        case .attribute, .ifConfigDirective, .editorPlaceholder: "a"
        default: nil
        }
    }
}
