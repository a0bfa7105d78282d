import NotebookModel

/// Draws why a cell failed.
struct FailureView {
    /// What happened.
    let failure: CellFailure
    /// The notebook's file name: its lines can be linked.
    let fileName: String
    /// What anchors of lines begin with.
    let anchor: String
    /// The lines that the page shows.
    let lines: ClosedRange<Int>?

    /// The box below a cell.
    func html() -> HTML {
        """
        <div class="failure">
        <p class="what"><strong>\(Wording.failure(failure.kind))</strong>\(name)\(place)</p>
        \(message)\(diagnostics)\(frames)\(details)</div>

        """
    }

    private var name: HTML? {
        failure.name.isEmpty ? nil : ": <code>\(failure.name)</code>"
    }

    private var place: HTML? {
        failure.line.map { " in \(link(HTML(text: "line \($0)"), to: $0))" }
    }

    private var message: HTML? {
        // The diagnostics say the same in more words, and the name may be all there is to say.
        guard failure.diagnostics.isEmpty, !["", failure.name].contains(failure.message) else { return nil }
        return "<pre class=\"message\">\(failure.message)</pre>\n"
    }

    private var diagnostics: HTML? {
        guard !failure.diagnostics.isEmpty else { return nil }
        let items = failure.diagnostics.map { remark -> HTML in
            let place: HTML? = remark.line.map { line in
                let words = remark.column.map { "line \(line), column \($0)" } ?? "line \(line)"
                return "\(link(HTML(text: words), to: line)): "
            }
            return "<li>\(place)<b>\(remark.severity):</b> \(remark.message)</li>\n"
        }
        return "<ul class=\"diagnostics\">\n\(items)</ul>\n"
    }

    private var frames: HTML? {
        guard !failure.frames.isEmpty else { return nil }
        let items = failure.frames.map { frame -> HTML in
            "<li><code>\(frame.function)</code>\(place(of: frame))</li>\n"
        }
        return "<ol class=\"frames\" aria-label=\"Stack, innermost first\">\n\(items)</ol>\n"
    }

    private func place(of frame: CellFailure.Frame) -> HTML? {
        guard let file = frame.file else { return nil }
        let name = file.split(separator: "/").last.map(String.init) ?? file
        guard let line = frame.line else { return " in \(HTML.isolated(name))" }
        let words: HTML = "\(HTML.isolated(name)):\("\(line)" + (frame.column.map { ":\($0)" } ?? ""))"
        return " at \(name == fileName ? link(words, to: line) : words)"
    }

    private var details: HTML? {
        let text = failure.details.trimmed
        guard !text.isEmpty, text != failure.message.trimmed else { return nil }
        let title = failure.kind == .compile ? "The compiler’s own words" : "Full text"
        return
            "<details class=\"words\"><summary>\(title)</summary>\(StreamView.plain(text, label: title))</details>\n"
    }

    private func link(_ words: HTML, to line: Int) -> HTML {
        guard let lines, lines.contains(line) else { return words }
        return "<a href=\"#\(anchor)\(line)\">\(words)</a>"
    }
}
