import NotebookModel

/// Draws the head of the page: what was run, when, how it went, with which settings.
struct Masthead {
    /// The run.
    let run: NotebookRun
    /// The page's title.
    let title: HTML
    /// The number of each code cell by its place in the notebook.
    let numbers: [Int: Int]

    /// Title, summary, failure box, record.
    func html() -> HTML {
        let date = Wording.date(run.started)
        let author: HTML? = (run.notebook.header["author"]).map { "<span>\($0)</span>" }
        let subtitle: HTML? = run.notebook.header["subtitle"].map { "<p class=\"subtitle\">\($0)</p>\n" }
        return """
            <header class="masthead">
            <h1>\(title)</h1>
            \(subtitle)<p class="summary"><span class="badge \(run.status.rawValue)">\(Wording.status(run.status))</span>\
            \(author)<time datetime="\(date.machine)">\(date.readable)</time>\
            <span>\(Wording.seconds(run.seconds))</span><span>\(run.fileName)</span></p>
            \(notice)\(record)</header>

            """
    }

    /// What a reader must know before anything else.
    private var notice: HTML? {
        let pending = run.results.filter { $0.state == .notRun }.count
        let rest = pending == 0 ? "" : " \(pending == 1 ? "One cell was" : "\(pending) cells were") not run."
        if let failed = run.firstFailure, let number = numbers[failed.index] {
            var words = Wording.state(failed.state)
            var place: String?
            for case .failure(let failure) in failed.outputs {
                words = Wording.failure(failure.kind) + (failure.name.isEmpty ? "" : ": \(failure.name)")
                place = failure.line.map { ", line \($0)" }
            }
            let title = run.notebook.cells[failed.index].title.map { " “\($0)”" } ?? ""
            let link: HTML = "<a href=\"#cell-\(number)\">cell \(number)\(title)\(place ?? "")</a>"
            return "<p class=\"notice failed\"><strong>\(words)</strong> in \(link).\(rest)</p>\n"
        }
        guard run.status == .unfinished else { return nil }
        let running = run.results.first { $0.state == .running }.flatMap { numbers[$0.index] }
        let now: HTML? = running.map {
            " It was in <a href=\"#cell-\($0)\">cell \($0)</a> when this page was written."
        }
        let left =
            pending == 0 ? "" : " \(pending == 1 ? "One cell is" : "\(pending) cells are") still to come."
        return "<p class=\"notice unfinished\"><strong>This run has not finished.</strong>\(now)\(left)</p>\n"
    }

    private var record: HTML {
        let groups = [
            parameters, entries("Run", settings), entries("Versions", run.versions),
            entries("Machine", run.machine),
        ]
        return """
            <details class="record"><summary>About this run</summary>
            <div class="groups">
            \(groups.compactMap(\.self))</div></details>

            """
    }

    private var settings: [Header.Entry] {
        [
            .init(key: "Notebook", value: run.fileName), .init(key: "SHA-256", value: run.sha256),
            .init(key: "Seed", value: "\(run.seed)"),
            .init(key: "Cells", value: cells),
        ]
    }

    /// How many cells came to which end.
    private var cells: String {
        let order: [CellState] = [.ok, .failed, .died, .timedOut, .interrupted, .running, .skipped, .notRun]
        return order.compactMap { state in
            let count = run.results.filter { $0.state == state }.count
            return count == 0 ? nil : "\(count) \(Wording.state(state))"
        }.joined(separator: ", ")
    }

    private func entries(_ title: String, _ entries: [Header.Entry]) -> HTML? {
        guard !entries.isEmpty else { return nil }
        let rows = entries.filter { !$0.value.isEmpty }.map { entry -> HTML in
            "<div><dt>\(entry.key)</dt><dd>\(entry.value)</dd></div>\n"
        }
        return "<section><h2 class=\"minor\">\(title)</h2><dl>\n\(rows)</dl></section>\n"
    }

    private var parameters: HTML? {
        guard !run.parameters.isEmpty else { return nil }
        let rows = run.parameters.map { parameter -> HTML in
            let given: HTML? = parameter.given.map { "<strong><code>\($0)</code></strong>" }
            return """
                <tr><th scope="row"><code>\(parameter.name)</code></th><td><code>\(parameter.defaultValue)</code></td>\
                <td>\(given ?? "–")</td></tr>

                """
        }
        return """
            <section><h2 class="minor">Parameters</h2><table>
            <thead><tr><th scope="col">Name</th><th scope="col">Default</th><th scope="col">Given</th></tr></thead>
            <tbody>
            \(rows)</tbody></table></section>

            """
    }
}
