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

/// One run of the index.
private struct RunIndexEntry {
    let compared: ComparedRun

    private var run: NotebookRun { compared.run }

    /// Pictures above this size stay out of the page.
    private static let heaviest = 120_000

    func html() -> HTML {
        let title = (run.notebook.title ?? run.fileName).trimmed
        let date = Wording.date(run.started)
        let given = run.parameters.compactMap { parameter in
            parameter.given.map { "<code>\(parameter.name) = \($0)</code>" as HTML }
        }
        let values = compared.metrics.series.prefix(4).compactMap { series in
            series.values.last.map { "\(series.name) \(Wording.number($0))" as HTML }
        }
        return """
            <tr><th scope="row"><a href="\(address)">\(title.isEmpty ? compared.name : title)</a>\
            <br><span class="soft">\(compared.name)</span></th>\
            <td><span class="badge \(run.status.rawValue)">\(Wording.status(run.status))</span></td>\
            <td data-v="\(Int(run.started.timeIntervalSince1970))"><time datetime="\(date.machine)">\(date.readable)</time></td>\
            <td class="r" data-v="\("\(run.seconds)")">\(Wording.seconds(run.seconds))</td>\
            <td>\(given.joined("<br>"))</td><td>\(values.joined("<br>"))</td><td>\(picture(of: title))</td></tr>

            """
    }

    /// The report beside the page; a folder's name cannot become another kind of address.
    private var address: String {
        let allowed = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-_."))
        return "./\(compared.name.addingPercentEncoding(withAllowedCharacters: allowed) ?? "")/report.html"
    }

    /// The run's first picture that is not too heavy.
    private func picture(of title: String) -> HTML? {
        for result in run.results where !run.notebook.cells[result.index].has(.hideCell) {
            for case .display(let bundle) in result.outputs {
                for type in ["image/svg+xml", "image/png", "image/jpeg"] {
                    guard let data = bundle.content[type], data.count <= Self.heaviest,
                        let kind = PictureKind(of: data), kind.rawValue == type
                    else { continue }
                    let isSmall = PictureSize(of: data, kind).map { max($0.width, $0.height) <= 72 } ?? false
                    let words = [bundle.title, bundle.alternativeText].compactMap(\.self).first {
                        !$0.isEmpty
                    }
                    let address: HTML = "data:\(type);base64,\(data.base64EncodedString())"
                    return
                        "<img class=\"thumbnail\(isSmall ? " sharp" : "")\" src=\"\(address)\" alt=\"\(words ?? "The first picture of \(title)")\">"
                }
            }
        }
        return nil
    }
}
