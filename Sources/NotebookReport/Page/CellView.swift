import NotebookModel

/// Draws one cell: its text, or its source with what became of it.
struct CellView {
    /// The cell.
    let cell: Cell
    /// Its place in the notebook.
    let index: Int
    /// Its number among the code cells, from 1.
    let number: Int
    /// What became of it.
    let result: CellResult?
    /// The run's values for a parameters cell.
    let parameters: [RunParameter]
    /// The notebook's file name.
    let fileName: String
    /// What the page shares.
    let page: PageState

    /// Headings of a Markdown cell come with it.
    func html(title: String?) -> (markup: HTML, headings: [MarkdownWriter.Heading]) {
        if cell.has(.hideCell), !hasFailed { return (.empty, []) }
        switch cell.kind {
        case .markdown:
            var writer = MarkdownWriter(
                cell.source, trust: .author, name: "c\(index + 1)", page: page, skippedTitle: title)
            let body = writer.html()
            page.foreignStyles += writer.raw.styles
            return ("<div class=\"prose\">\n\(body)</div>\n", writer.headings)
        case .raw:
            return ("<pre class=\"block raw\"\(Page.scrollable("Raw text"))>\(cell.source)</pre>\n", [])
        case .code: return (code(), [])
        }
    }

    private var hasFailed: Bool {
        result.map { [.failed, .died, .timedOut, .interrupted].contains($0.state) } ?? false
    }

    private var failure: CellFailure? {
        for case .failure(let failure) in result?.outputs ?? [] { return failure }
        return nil
    }

    private var state: CellState { result?.state ?? .notRun }

    private var anchor: String { cell.line > 0 ? "L" : "c\(index + 1)L" }

    private func code() -> HTML {
        let view = CodeView(cell: cell, anchor: anchor, failure: failure)
        let showsSource = !cell.source.trimmed.isEmpty && (!cell.has(.hideInput) || hasFailed)
        let head = header(view)
        let folded: HTML = isFolded("fold", "source_hidden") ? " folded\"" : "\" open"
        let source: HTML =
            showsSource
            ? "<details class=\"source\(folded)><summary>\(head)</summary><div class=\"listing\">\(view.html())</div></details>\n"
            : "<div class=\"bare\">\(head)</div>\n"
        return """
            <section class="cell \(state.rawValue)" id="cell-\(number)" data-index="\(index)">
            \(source)\(given)\(outputs(showsSource ? view.firstLine...view.lastLine : nil))</section>

            """
    }

    /// Whether the author wants a part closed at first: by this tag, or by what JupyterLab notes of a collapsed one.
    private func isFolded(_ tag: String, _ key: String) -> Bool {
        guard !hasFailed else { return false }
        return cell.tags.contains(tag) || cell.metadata["jupyter"]?[key]?.bool == true
    }

    private func header(_ view: CodeView) -> HTML {
        let title: HTML? = cell.title.map { "<span class=\"title\">\($0)</span>" }
        let lines =
            view.firstLine == view.lastLine
            ? "line \(view.firstLine)" : "lines \(view.firstLine)–\(view.lastLine)"
        let place: HTML? =
            title == nil && cell.line > 0 ? "<span class=\"title untitled\">\(lines)</span>" : nil
        let isPlain = state == .ok
        let badge: HTML? =
            isPlain ? nil : "<span class=\"badge \(state.rawValue)\">\(Wording.state(state))</span>"
        let seconds: HTML? =
            [.notRun, .skipped].contains(state)
            ? nil : result.map { "<span class=\"time\">\(Wording.seconds($0.seconds))</span>" }
        return """
            <span class="number"><span class="hidden">Cell </span>\(number)</span>\(title)\(place)\
            <span class="outcome">\(badge)\(seconds)</span>
            """
    }

    /// The values given for this run, below the cell that holds the defaults.
    private var given: HTML? {
        let replaced = parameters.filter { $0.given != nil }
        guard cell.has(.parameters), !replaced.isEmpty else { return nil }
        let items = replaced.map { "<code>\($0.name) = \($0.given ?? "")</code>" as HTML }
        return "<p class=\"note\">Given for this run: \(items.joined(", ")).</p>\n"
    }

    private func outputs(_ lines: ClosedRange<Int>?) -> HTML? {
        let isHidden = cell.has(.hideOutput)
        var markup = HTML.empty
        var failures = HTML.empty
        for (order, output) in Self.merged(result?.outputs ?? []).enumerated() {
            if case .failure(let failure) = output {
                failures += FailureView(failure: failure, fileName: fileName, anchor: anchor, lines: lines)
                    .html()
            } else if !isHidden {
                markup += drawn(output, order: order)
            }
        }
        if !markup.isEmpty, isFolded("fold-output", "outputs_hidden") {
            markup = "<details class=\"words folded\"><summary>Output</summary>\n\(markup)</details>\n"
        }
        markup += failures
        return markup.isEmpty ? nil : "<div class=\"outputs\">\n\(markup)</div>\n"
    }

    private func drawn(_ output: Output, order: Int) -> HTML {
        switch output {
        case .stream(let stream, let text): StreamView.html(text, stream)
        case .omitted(let stream, let bytes, let file): StreamView.omitted(stream, bytes: bytes, file: file)
        case .display(let bundle):
            DisplayView(bundle: bundle, page: page, name: "c\(index + 1)o\(order + 1)").html()
        case .progress(let line): Self.progress(line)
        case .failure: .empty
        }
    }

    /// Neighbouring pieces of one stream as one, and of each progress bar its last state.
    private static func merged(_ outputs: [Output]) -> [Output] {
        var merged: [Output] = []
        for output in outputs {
            switch (merged.last, output) {
            case (.stream(let before, let start)?, .stream(let stream, let text)) where before == stream:
                merged[merged.count - 1] = .stream(stream, start + text)
            case (_, .progress(let line)):
                let same = merged.firstIndex {
                    if case .progress(let other) = $0 { other.id == line.id } else { false }
                }
                if let same { merged[same] = output } else { merged.append(output) }
            default: merged.append(output)
            }
        }
        return merged
    }

    private static func progress(_ line: ProgressLine) -> HTML {
        let isDone = line.total.map { line.done >= $0 } ?? false
        let amount =
            line.total.map { "\(Wording.count(line.done)) of \(Wording.count($0))" }
            ?? Wording.count(line.done)
        let bar: HTML? =
            isDone
            ? nil
            : line.total.map { total in
                "<progress value=\"\(line.done)\" max=\"\(max(total, 1))\" aria-label=\"\(line.label.trimmed.isEmpty ? "Progress" : line.label)\"></progress> "
            }
        let detail: HTML? = line.detail.isEmpty ? nil : " · \(HTML.isolated(line.detail))"
        return """
            <p class="progress"><bdi class="label">\(line.label.withIsolatesClosed)</bdi> \(bar)\(amount) · \
            \(Wording.seconds(line.seconds))\(detail)</p>

            """
    }
}
