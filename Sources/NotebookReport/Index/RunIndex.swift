import Foundation
import NotebookModel

/// All runs of a folder as one self-contained HTML page, the newest first, each with its status, what was given to
/// it, its last measured values and a picture, and a link to its report.
///
/// - Parameter runs: each named by its folder, which stands beside the page and holds `report.html`.
public func renderIndex(_ runs: [ComparedRun]) -> String {
    let newestFirst = runs.sorted { ($1.run.started, $0.name) < ($0.run.started, $1.name) }
    let rows = newestFirst.map { RunIndexEntry(compared: $0).html() }
    let count = runs.count == 1 ? "1 run" : "\(Wording.count(runs.count)) runs"
    let table: HTML = """
        <div class="scroll"\(Page.scrollable("Runs"))><table class="data runs">
        <thead><tr><th scope="col">Run</th><th scope="col">Status</th><th scope="col">Started</th>\
        <th scope="col" class="r">Took</th><th scope="col">Given</th><th scope="col">Last values</th>\
        <th scope="col" class="fixed">Picture</th></tr></thead>
        <tbody>
        \(rows)</tbody></table></div>

        """
    let body: HTML = runs.isEmpty ? "<p class=\"note\">There are no runs here yet.</p>\n" : table
    return PageDocument(
        title: "Runs", language: "en", product: newestFirst.first?.run.product ?? "swiftnb",
        foreignStyles: [],
        masthead:
            "<header class=\"masthead\">\n<h1>Runs</h1>\n<p class=\"summary\"><span>\(count)</span></p></header>\n",
        contents: nil, body: body, isWide: true
    ).html().markup
}

extension ComparedRun {
    /// As much of the run as the page over all runs shows: a small picture and a few words, however much it left.
    ///
    /// `renderIndex` writes the same of it as of the whole: what a hundred runs left need not be read again.
    public var forIndex: ComparedRun {
        var light = NotebookRun(
            notebook: Notebook(), fileName: run.fileName, sha256: "", started: run.started, seed: run.seed)
        if run.notebook.title != nil {
            let title = PageTitle(of: run).text
            // A heading without words is a title too; an empty one in the header would be none.
            light.notebook.header.entries = [Header.Entry(key: "title", value: title.isEmpty ? " " : title)]
        }
        (light.status, light.seconds) = (run.status, run.seconds)
        light.parameters = run.parameters.filter { $0.given != nil }
        light.versions = run.versions.filter { $0.key == "swiftnb" }
        if let picture = IndexPicture(of: run) {
            light.notebook.cells = [Cell(kind: .code, source: "")]
            light.results = [CellResult(index: 0, state: .ok, outputs: [.display(picture.bundle)])]
        }
        return ComparedRun(
            name: name, run: light, metrics: metrics.last(ofFirst: RunIndexEntry.shownValues))
    }
}

/// The picture that stands for a run: the first that its report shows and that is not too heavy.
private struct IndexPicture {
    let kind: PictureKind
    let data: Data
    /// What is said of it; `nil` where nothing is.
    let words: String?

    /// Those above this size stay out: a hundred below it are still a page that opens at once.
    private static let heaviest = 60_000

    init?(of run: NotebookRun) {
        let shown = run.results.filter { result in
            guard run.notebook.cells.indices.contains(result.index) else { return false }
            let cell = run.notebook.cells[result.index]
            return !cell.has(.hideCell) && !cell.has(.hideOutput)
        }
        for case .display(let bundle) in shown.flatMap(\.outputs) {
            for kind in [PictureKind.svg, .png, .jpeg] {
                guard let data = bundle.content[kind.rawValue], data.count <= Self.heaviest,
                    PictureKind(of: data) == kind
                else { continue }
                (self.kind, self.data) = (kind, data)
                words = [bundle.title, bundle.alternativeText].compactMap(\.self).first { !$0.isEmpty }
                return
            }
        }
        return nil
    }

    /// The picture alone, as something shown.
    var bundle: DisplayBundle { DisplayBundle(content: [kind.rawValue: data], title: words) }

    func html(in title: String) -> HTML {
        let isSmall = PictureSize(of: data, kind).map { max($0.width, $0.height) <= 72 } ?? false
        let address: HTML = "data:\(kind.rawValue);base64,\(data.base64EncodedString())"
        return
            "<img class=\"thumbnail\(isSmall ? " sharp" : "")\" src=\"\(address)\" alt=\"\(words ?? "The first picture of \(title)")\">"
    }
}

/// One run of the index.
private struct RunIndexEntry {
    let compared: ComparedRun

    /// Of how many series the last value is shown.
    static let shownValues = 4

    private var run: NotebookRun { compared.run }

    func html() -> HTML {
        let title = PageTitle(of: run).text
        let date = Wording.date(run.started)
        let given = run.parameters.compactMap { parameter in
            parameter.given.map { "<code>\(parameter.name) = \($0)</code>" as HTML }
        }
        let values = compared.metrics.series.prefix(Self.shownValues).compactMap { series in
            series.values.last.map { "\(series.name) \(Wording.number($0))" as HTML }
        }
        return """
            <tr><th scope="row"><a href="\(address)">\(title.isEmpty ? compared.name : title)</a>\
            <br><span class="soft">\(compared.name)</span></th>\
            <td><span class="badge \(run.status.rawValue)">\(Wording.status(run.status))</span></td>\
            <td data-v="\(Int(run.started.timeIntervalSince1970))"><time datetime="\(date.machine)">\(date.readable)</time></td>\
            <td class="r" data-v="\("\(run.seconds)")">\(Wording.seconds(run.seconds))</td>\
            <td>\(given.joined("<br>"))</td><td>\(values.joined("<br>"))</td><td>\(IndexPicture(of: run)?.html(in: title))</td></tr>

            """
    }

    /// The report beside the page; a folder's name cannot become another kind of address.
    private var address: String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
        return "./\(compared.name.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")/report.html"
    }
}
