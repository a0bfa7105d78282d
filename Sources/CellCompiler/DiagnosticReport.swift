import NotebookModel

/// What the compiler said, with the author's lines and columns in place of the compiled ones.
struct DiagnosticReport {
    /// Every message in order.
    private(set) var diagnostics: [CellFailure.Diagnostic] = []
    /// The whole text, source excerpts and fix-its included.
    private(set) var text = ""

    /// Where a cell ends: what is missing there is missed only after its last line, which is no longer the notebook's.
    struct End {
        /// The line of the compiled text behind the last one.
        let compiledLine: Int
        /// The cell's last line.
        let line: Int
        let text: Substring

        /// The end of a cell whose compiled text begins with lines that are not the author's.
        init(of source: CellSource, linesBefore: Int) {
            let lines = source.text.split(separator: "\n", omittingEmptySubsequences: false)
            let last = lines.lastIndex { !$0.allSatisfy(\.isWhitespace) } ?? 0
            (line, text) = (source.firstLine + last, lines[last])
            compiledLine = linesBefore + lines.count + 1
        }
    }

    /// Reads output in the llvm style: `file:line:column: severity: message`, then an excerpt.
    ///
    /// - Parameters:
    ///   - end: where the cell ends.
    ///   - map: the author's columns.
    ///   - ignoringUnused: leaves out warnings of unused values, where the last one would have been shown.
    ///   - advice: a sentence that follows a message of the compiler, `nil` for none.
    init(
        _ output: String, file: String, end: End, map: PositionMap, ignoringUnused: Bool = false,
        advice: (String) -> String? = { _ in nil }
    ) {
        var lines: [String] = []
        var latest: Header?
        var excerptLines = 0
        for line in output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            guard let header = Header(line, file: file, end: end, map: map) else {
                excerptLines += 1
                if let shown = latest?.excerpt(line, number: excerptLines, map: map) { lines.append(shown) }
                continue
            }
            latest = header
            excerptLines = 0
            let isUnused =
                header.diagnostic.severity == "warning" && header.diagnostic.message.contains("unused")
            if header.isGenerated || ignoringUnused && isUnused {
                latest?.isHidden = true
                continue
            }
            lines.append(header.text)
            diagnostics.append(header.diagnostic)
            if header.diagnostic.severity == "error", let sentence = advice(header.diagnostic.message) {
                latest?.advice = "note: \(sentence)"
                diagnostics.append(.init(severity: "note", message: sentence))
            }
        }
        text = lines.joined(separator: "\n").trimmingNewlines()
        if diagnostics.isEmpty,
            let first = output.split(separator: "\n").first(where: { $0.contains("error:") })
        {
            diagnostics = [.init(severity: "error", message: Self.withoutModules(String(first)))]
        }
    }

    /// The first line of a message.
    private struct Header {
        let diagnostic: CellFailure.Diagnostic
        /// As it is shown.
        let text: String
        /// Whether it is about text that the author never saw.
        let isGenerated: Bool
        var isHidden = false
        /// What follows the excerpt.
        var advice: String?
        /// The cell's end, if the message is about it.
        private var end: End?

        init?(_ line: String, file: String, end: End, map: PositionMap) {
            let format = /(.*?):(\d+):(\d+): (error|warning|note|remark): (.*)/
            guard let match = line.wholeMatch(of: format), let number = Int(match.2), let place = Int(match.3)
            else { return nil }
            let severity = String(match.4)
            let isCompiledText = match.1 != file && match.1.contains(#/Cell[0-9a-f]{20}\.swift$/#)
            let isAtEnd = isCompiledText && number >= end.compiledLine
            isGenerated = isCompiledText && !isAtEnd
            let message = DiagnosticReport.withoutModules(String(match.5))
            if match.1 == file || isAtEnd {
                let line = isAtEnd ? end.line : number
                let column = isAtEnd ? end.text.utf8.count + 1 : map.column(place, onLine: number)
                diagnostic = .init(severity: severity, message: message, line: line, column: column)
                text = "\(file):\(line):\(column): \(severity): \(message)"
                self.end = isAtEnd ? end : nil
            } else {
                // A place in a module that was read from its compiled form means nothing to the author.
                diagnostic = .init(severity: severity, message: message)
                text = "\(severity): \(message)"
            }
        }

        /// What is shown of a line that follows: of excerpts with text that is not the author's, the author's own.
        func excerpt(_ line: String, number: Int, map: PositionMap) -> String? {
            if isHidden { return nil }
            if number == 2, let advice {
                let pointer = ownExcerpt(line, number: number, map: map)
                return [pointer, advice].compactMap { $0 }.joined(separator: "\n")
            }
            return ownExcerpt(line, number: number, map: map)
        }

        private func ownExcerpt(_ line: String, number: Int, map: PositionMap) -> String? {
            guard let place = diagnostic.line, let column = diagnostic.column else {
                return number == 1
                    ? DiagnosticReport.withoutModules(line).replacing(#/^internal /#, with: "") : nil
            }
            if let end, number == 1 { return String(end.text) }
            guard end != nil || map.isShifted(line: place) else { return line }
            if number == 1 { return map.text(ofLine: place) ?? line }
            return number == 2 ? String(repeating: " ", count: column - 1) + "^" : nil
        }
    }

    /// Each cell is a module of its own; its name is nobody's business.
    private static func withoutModules(_ text: String) -> String {
        text.replacing(#/ in module 'Cell[0-9a-f]{20}'/#, with: "").replacing(/Cell[0-9a-f]{20}\./, with: "")
            .replacing(/'Cell[0-9a-f]{20}'/, with: "an earlier cell")
    }
}

extension String {
    fileprivate func trimmingNewlines() -> String {
        var text = Substring(self)
        while text.last == "\n" { text.removeLast() }
        return String(text)
    }
}
