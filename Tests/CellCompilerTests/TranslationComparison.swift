import NotebookModel
import SwiftParser
import SwiftSyntax

/// Finds where a translated notebook differs from the original in more than its words.
///
/// Free are Markdown, cell titles, comments and the text inside string literals. All else must be equal: kinds, tags
/// and metadata of the cells, the tokens, the number of segments of each string with what stands between them, the
/// conversions of format strings, the marks of exercises, and the strings that are names: those of the parameters
/// and of switch cases.
struct TranslationComparison {
    /// Each difference in one line: which cell, which line of the translation, what.
    private(set) var differences: [String] = []

    init(original: Notebook, translation: Notebook) {
        compareHeaders(original.header, translation.header)
        for (index, pair) in zip(original.cells, translation.cells).enumerated() {
            compareCells(pair.0, pair.1, number: index + 1)
            // Once a cell is missing, all behind it differ.
            if !differences.isEmpty { return }
        }
        let (wanted, found) = (original.cells.count, translation.cells.count)
        if wanted != found {
            differences.append("the original has \(wanted) cells, the translation \(found)")
        }
    }

    private mutating func compareHeaders(_ original: Header, _ translation: Header) {
        if original.entries.map(\.key) != translation.entries.map(\.key) {
            differences.append(
                "header: keys \(translation.entries.map(\.key)) instead of \(original.entries.map(\.key))")
        }
        if translation["lang"] != "zh-Hans" {
            differences.append("header: lang is \(translation["lang"] ?? "missing"), not zh-Hans")
        }
        if !Self.isChinese(translation["title"] ?? "") {
            differences.append("header: the title is not Chinese")
        }
    }

    private mutating func compareCells(_ original: Cell, _ translation: Cell, number: Int) {
        let place = "cell \(number), line \(translation.line) (original: line \(original.line))"
        guard original.kind == translation.kind else {
            differences.append("\(place): \(translation.kind) instead of \(original.kind)")
            return
        }
        if original.metadata != translation.metadata {
            differences.append(
                "\(place): metadata \(translation.metadata.entries) instead of \(original.metadata.entries)")
        }
        if (original.title == nil) != (translation.title == nil) {
            differences.append("\(place): only one of the two has a title")
        }
        if original.kind == .markdown, !Self.isChinese(translation.source) {
            differences.append("\(place): the text is not Chinese")
        }
        if original.kind == .code { compareCode(original, translation, number: number) }
    }

    private mutating func compareCode(_ original: Cell, _ translation: Cell, number: Int) {
        let (wanted, found) = (CodePiece.pieces(of: original), CodePiece.pieces(of: translation))
        func place(_ index: Int) -> String {
            let line = index < found.count ? found[index].line : found.last?.line ?? translation.line
            let there = index < wanted.count ? wanted[index].line : wanted.last?.line ?? original.line
            return "cell \(number), line \(line) (original: line \(there))"
        }
        for index in 0..<max(wanted.count, found.count) {
            let (want, have) = (
                index < wanted.count ? wanted[index] : nil, index < found.count ? found[index] : nil
            )
            guard let want, let have, want.isSameCode(as: have) else {
                let (want, have) = (want?.described ?? "nothing", have?.described ?? "nothing")
                differences.append("\(place(index)): \(have) instead of \(want)")
                return
            }
            if let words = want.words, words == have.words, Self.isSentence(words) {
                differences.append("\(place(index)): \"\(words)\" is not translated")
            }
        }
    }

    /// Whether a text has a Chinese character.
    private static func isChinese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }

    /// Whether a text is more than a name: two lower-case words stand side by side.
    private static func isSentence(_ text: String) -> Bool {
        text.contains(/[a-z]{3,} [a-z]{2,}/)
    }
}

/// A token, a part of a string, or a mark of an exercise.
private struct CodePiece {
    /// What must be equal.
    var code: String
    /// What the token belongs to: equal tokens may be parsed differently.
    var role: SyntaxKind?
    /// The text of a string's segment, which may differ.
    var words: String?
    /// The line of the notebook file.
    var line: Int

    var described: String { words.map { "the string \"\($0)\"" } ?? "`\(code)`" }

    func isSameCode(as other: CodePiece) -> Bool { code == other.code && role == other.role }

    /// Reads a code cell from its first token to its last.
    static func pieces(of cell: Cell) -> [CodePiece] {
        let tree = Parser.parse(source: cell.source)
        let lines = SourceLocationConverter(fileName: "", tree: tree)
        return tree.tokens(viewMode: .sourceAccurate).flatMap { token in
            let line = cell.line - 1 + lines.location(for: token.positionAfterSkippingLeadingTrivia).line
            let role = token.parent?.kind
            let marks = (token.leadingTrivia + token.trailingTrivia).compactMap(mark)
            var piece = CodePiece(code: token.text, role: role, line: line)
            if case .stringSegment(let text) = token.tokenKind, !token.isName(in: cell) {
                piece.words = text
                piece.code = token.isFormat ? conversions(in: text) : ""
            }
            return marks.map { CodePiece(code: $0, line: line) } + [piece]
        }
    }

    /// The comment that begins or ends a solution or hidden checks.
    private static func mark(_ trivia: TriviaPiece) -> String? {
        guard case .lineComment(let text) = trivia else { return nil }
        return text.hasPrefix("// BEGIN ") || text.hasPrefix("// END ") ? text : nil
    }

    private static func conversions(in text: String) -> String {
        let found = text.matches(of: /%[-+ #0]*[0-9]*(\.[0-9]+)?l{0,2}[diuxXfFeEgGsc@%]/)
        return found.map { String($0.output.0) }.joined(separator: " ")
    }
}

extension TokenSyntax {
    private var ancestors: some Sequence<Syntax> { sequence(first: Syntax(self)) { $0.parent } }

    /// Whether a string's segment is a name by which the program is steered, not text for a reader.
    fileprivate func isName(in cell: Cell) -> Bool {
        cell.has(.parameters) || ancestors.contains { $0.is(SwitchCaseItemSyntax.self) }
    }

    /// Whether a string's segment belongs to the argument `format:`.
    fileprivate var isFormat: Bool {
        let literal = ancestors.first { $0.is(StringLiteralExprSyntax.self) }
        return literal?.parent?.as(LabeledExprSyntax.self)?.label?.text == "format"
    }
}
