import NotebookModel

/// Draws the source of a cell with the notebook file's line numbers.
struct CodeView {
    /// The cell.
    let cell: Cell
    /// What anchors of its lines begin with: `L` where lines are those of a file.
    let anchor: String
    /// Why it failed, if it did.
    let failure: CellFailure?

    /// The first line's number.
    var firstLine: Int { max(cell.line, 1) }

    /// The last line's number.
    var lastLine: Int {
        firstLine + cell.source.split(separator: "\n", omittingEmptySubsequences: false).count - 1
    }

    /// The numbered lines, with what the compiler says of each below it.
    func html() -> HTML {
        let sources = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
        var body = HTML.empty
        for (offset, line) in SwiftHighlighter.lines(cell.source).enumerated() {
            let number = firstLine + offset
            let mark: HTML = isFaulty(number) ? " bad" : ""
            body += "<span class=\"l\(mark)\" id=\"\(anchor)\(number)\" data-n=\"\(number)\">\(line)\n</span>"
            for remark in remarks(on: number) {
                let source = offset < sources.count ? sources[offset] : ""
                body += drawn(remark, below: source)
            }
        }
        return "<pre class=\"code\"><code>\(body)</code></pre>"
    }

    private func isFaulty(_ line: Int) -> Bool {
        guard let failure else { return false }
        if failure.line == line { return true }
        return failure.diagnostics.contains { $0.line == line && $0.severity == "error" }
    }

    /// What is to be said of a line: the compiler's diagnostics, or where the cell stopped.
    private func remarks(on line: Int) -> [CellFailure.Diagnostic] {
        guard let failure else { return [] }
        let said = failure.diagnostics.filter { $0.line == line }
        if !said.isEmpty || failure.line != line || !failure.diagnostics.isEmpty { return said }
        return [
            .init(severity: "error", message: failure.message, line: line, column: failure.column)
        ]
    }

    private func drawn(_ remark: CellFailure.Diagnostic, below source: Substring) -> HTML {
        let kind = ["warning", "note"].contains(remark.severity) ? remark.severity : "error"
        let caret: HTML? = remark.column.map {
            "<span aria-hidden=\"true\">\(Self.indent(source, $0))^ </span>"
        }
        return "<span class=\"remark \(kind)\">\(caret)<b>\(remark.severity):</b> \(remark.message)\n</span>"
    }

    /// White space as wide as what stands before a column, counted in bytes as the compiler does.
    private static func indent(_ source: Substring, _ column: Int) -> String {
        var bytes = 0
        var indent = ""
        for character in source {
            bytes += character.utf8.count
            guard bytes < column else { break }
            let isWide = character.unicodeScalars.contains {
                $0.value >= 0x1100 && $0.properties.isIdeographic
            }
            indent.append(character == "\t" ? "\t" : isWide ? "\u{3000}" : " ")
        }
        return indent
    }
}
