import Foundation
import NotebookModel

/// A run as one side of a comparison or one line of the page over all runs.
public struct ComparedRun: Sendable, Codable {
    /// What it is called: the folder of its outputs.
    public var name: String
    /// The run.
    public var run: NotebookRun
    /// What it measured.
    public var metrics: RunMetrics

    /// Names a run for a comparison.
    public init(name: String, run: NotebookRun, metrics: RunMetrics = RunMetrics()) {
        self.name = name
        self.run = run
        self.metrics = metrics
    }
}

/// Two runs side by side as one self-contained HTML page: settings, measured values, cells, figures and tables.
///
/// Like a report it asks the network for nothing, and the same runs give the same bytes.
public func renderComparison(_ left: ComparedRun, _ right: ComparedRun) -> String {
    Comparison(left: left, right: right).html().markup
}

/// Writes the page of two runs.
struct Comparison {
    private let left: ComparedRun
    private let right: ComparedRun
    private let state: PageState

    init(left: ComparedRun, right: ComparedRun) {
        self.left = left
        self.right = right
        let pictures = Page.pictures(of: left.run) + Page.pictures(of: right.run)
        state = PageState(pictures: PictureStore(pictures), resources: [:])
    }

    /// The page.
    func html() -> HTML {
        let titles = [left, right].map { PageTitle(of: $0.run).text }
        let title = titles[0] == titles[1] ? "\(titles[0]): two runs" : "\(titles[0]) and \(titles[1])"
        let sections = [
            ("Settings", "settings", settings), ("Measured values", "values", metrics),
            ("Cells", "cells", cells.overview), ("What they show", "outputs", cells.outputs),
        ].compactMap { title, anchor, content in
            content.map { Section(title: title, anchor: anchor, content: $0) }
        }
        let body = sections.map { "<h2 id=\"\($0.anchor)\">\($0.title)</h2>\n\($0.content)" as HTML }
        let headings = sections.map {
            MarkdownWriter.Heading(level: 2, anchor: $0.anchor, content: HTML(text: $0.title))
        }
        let drawn = body.joined()
        return PageDocument(
            title: title, language: PageLanguage(of: left.run.notebook).tag,
            product: right.run.product,
            foreignStyles: state.foreignStyles, masthead: masthead(title),
            contents: Contents(headings: headings).html(), body: drawn, isWide: true
        ).html()
    }

    private struct Section {
        var title: String
        var anchor: String
        var content: HTML
    }

    private func masthead(_ title: String) -> HTML {
        func side(_ letter: HTML, _ compared: ComparedRun) -> HTML {
            let status = compared.run.status
            return """
                <p class="summary"><strong>\(letter)</strong><span class="badge \(status.rawValue)">\(Wording.status(status))</span>\
                <span>\(compared.name)</span><span>\(Wording.date(compared.run.started).readable)</span></p>

                """
        }
        return
            "<header class=\"masthead\">\n<h1>\(title)</h1>\n\(side("A", left))\(side("B", right))</header>\n"
    }

    // MARK: Settings

    private var settings: HTML? {
        var rows: [(name: String, left: String?, right: String?)] = [
            ("Notebook", left.run.fileName, right.run.fileName),
            ("SHA-256 of the notebook", left.run.sha256, right.run.sha256),
            ("Duration", Wording.seconds(left.run.seconds), Wording.seconds(right.run.seconds)),
            ("Seed", "\(left.run.seed)", "\(right.run.seed)"),
        ]
        rows += Self.paired(
            left.run.parameters.map { ($0.name, $0.given ?? $0.defaultValue) },
            right.run.parameters.map { ($0.name, $0.given ?? $0.defaultValue) })
        for list in [\NotebookRun.versions, \NotebookRun.machine] {
            rows += Self.paired(
                left.run[keyPath: list].map { ($0.key, $0.value) },
                right.run[keyPath: list].map { ($0.key, $0.value) })
        }
        return Self.table(
            heads: ["", "A", "B"],
            rows: rows.map { row in
                let values: [HTML] = [row.left, row.right].map { value in value.map { HTML(text: $0) } ?? "–"
                }
                return Row(name: row.name, cells: values, differs: row.left != row.right)
            })
    }

    /// Entries of both lists by name, in the first list's order.
    private static func paired(
        _ left: [(name: String, value: String)], _ right: [(name: String, value: String)]
    ) -> [(name: String, left: String?, right: String?)] {
        let names = left.map(\.name) + right.map(\.name).filter { name in !left.contains { $0.name == name } }
        return names.map { name in
            (name, left.first { $0.name == name }?.value, right.first { $0.name == name }?.value)
        }
    }

    // MARK: Measured values

    private var metrics: HTML? {
        let names =
            left.metrics.series.map(\.name)
            + right.metrics.series.map(\.name).filter { left.metrics[$0] == nil }
        guard !names.isEmpty else { return nil }
        let rows = names.map { name -> Row in
            let (a, b) = (left.metrics[name]?.values.last, right.metrics[name]?.values.last)
            let gap = a.flatMap { a in b.map { $0 - a } }
            let values = [a, b, gap].enumerated().map { place, value -> HTML in
                let sign = place == 2 && (value ?? 0) > 0 ? "+" : ""
                return HTML(text: value.map { sign + Wording.number($0) } ?? "–")
            }
            return Row(name: name, cells: values, differs: a != b)
        }
        let figures = names.prefix(12).map { name -> HTML in
            let curve = CurveDrawing(name: name, left: left.metrics[name], right: right.metrics[name])
            let number = state.nextFigure()
            return """
                <figure id="figure-\(number)"><div class="art">\(curve.html())</div>
                <figcaption><a class="label" href="#figure-\(number)">Figure \(number)</a> \(name)</figcaption></figure>

                """
        }
        let table = Self.table(
            heads: ["Last value", "A", "B", "B − A"], rows: rows, isNumeric: true)
        return """
            \(table)<p class="key"><span class="key-a">A: \(left.name)</span> <span class="key-b">B: \(right.name)</span></p>
            <div class="sides">\(figures)</div>

            """
    }

    // MARK: Cells

    private var cells: CellComparison { CellComparison(left: left, right: right, page: state) }

    // MARK: Tables

    /// One line of a comparing table.
    struct Row {
        var name: String
        var cells: [HTML]
        var differs: Bool
    }

    /// A table whose differing rows are marked, by a sign and not by colour alone.
    static func table(heads: [String], rows: [Row], isNumeric: Bool = false) -> HTML {
        let side: HTML = isNumeric ? " class=\"r\"" : ""
        let head = heads.enumerated().map { place, text -> HTML in
            text.isEmpty ? "<td></td>" : "<th scope=\"col\"\(place > 0 ? side : "")>\(text)</th>"
        }
        let body = rows.map { row -> HTML in
            let mark: HTML =
                row.differs ? "<span class=\"mark\" role=\"img\" aria-label=\"differs\">≠</span> " : ""
            let cells = row.cells.map { "<td\(side)>\($0)</td>" as HTML }
            return """
                <tr\(row.differs ? " class=\"differs\"" as HTML : "")><th scope="row">\(mark)\(row.name)</th>\(cells)</tr>

                """
        }
        return """
            <div class="scroll"\(Page.scrollable("Comparison"))><table class="compared">
            <thead><tr>\(head)</tr></thead>
            <tbody>
            \(body)</tbody></table></div>

            """
    }
}
