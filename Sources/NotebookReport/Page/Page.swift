import Foundation
import NotebookModel

/// Puts the parts of a run together to one page.
struct Page {
    private let run: NotebookRun
    private let state: PageState

    /// Prepares the page of a run.
    init(_ run: NotebookRun, resources: [String: Data]) {
        self.run = run
        state = PageState(pictures: PictureStore(Self.pictures(of: run)), resources: resources)
    }

    /// Characters that a line of code or output has room for on a narrow screen.
    static let narrowColumns = 32

    /// What makes a wide part reachable and movable with the keyboard.
    static func scrollable(_ label: String) -> HTML {
        " tabindex=\"0\" role=\"group\" aria-label=\"\(label)\""
    }

    /// The page.
    func html() -> HTML {
        let title = PageTitle(of: run)
        let language = PageLanguage(of: run.notebook)
        if let mistake = language.mistake {
            state.place = "header, \(run.fileName)"
            state.warn("lang: \(mistake) is no language; write a code such as en, de or zh-Hans")
        }
        let numbers = Self.numbers(of: run.notebook)
        var body = HTML.empty
        var headings: [MarkdownWriter.Heading] = []
        var heaviest = (bytes: 0, place: "")
        for (index, var cell) in run.notebook.cells.enumerated() {
            cell.source = cell.source.withLineFeeds
            state.place = Self.place(of: cell, number: numbers[index], in: run.fileName)
            let view = CellView(
                cell: cell, index: index, number: numbers[index] ?? 0, result: run.result(of: index),
                parameters: run.parameters, fileName: run.fileName, page: state)
            let isFirst = headings.isEmpty
            let written = view.html(title: isFirst ? title.text : nil)
            body += written.markup
            let bytes = written.markup.markup.utf8.count
            if bytes > heaviest.bytes { heaviest = (bytes, state.place) }
            headings += written.headings
        }
        warn(ofSize: body.markup.utf8.count, heaviest: heaviest)
        if run.notebook.cells.isEmpty { body = "<p class=\"note\">This notebook has no cells.</p>\n" }
        let masthead = Masthead(run: run, title: title.content, numbers: numbers).html()
        return PageDocument(
            title: title.text, language: language.tag, product: run.product,
            foreignStyles: state.foreignStyles, masthead: masthead,
            contents: Contents(headings: headings).html(), body: body
        ).html()
    }

    /// What the author should know about the page, one line each; complete once the page is written.
    var warnings: [String] { state.warnings }

    /// Mail servers turn away what is larger, and a browser is slow to show it.
    private static let heavyPage = 10_000_000

    private func warn(ofSize bytes: Int, heaviest: (bytes: Int, place: String)) {
        guard bytes > Self.heavyPage else { return }
        state.place = heaviest.place
        state.warn(
            "\(Wording.bytes(heaviest.bytes)) of a page of \(Wording.bytes(bytes)) are from here; "
                + "show fewer or smaller pictures")
    }

    /// A cell as a warning names it: `cell 4 "Train", simclr.swiftnb:82`.
    private static func place(of cell: Cell, number: Int?, in fileName: String) -> String {
        let title = cell.title.map { " \"\($0)\"" } ?? ""
        let line = cell.line > 0 ? ":\(cell.line)" : ""
        return "\(number.map { "cell \($0)\(title)" } ?? "text"), \(fileName)\(line)"
    }

    /// The number of each code cell by its place in the notebook.
    private static func numbers(of notebook: Notebook) -> [Int: Int] {
        let places = notebook.cells.indices.filter { notebook.cells[$0].kind == .code }
        return Dictionary(uniqueKeysWithValues: places.enumerated().map { ($1, $0 + 1) })
    }

    /// The pictures of all outputs that the page will show.
    static func pictures(of run: NotebookRun) -> [Data] {
        run.results.flatMap(\.outputs).flatMap { output -> [Data] in
            guard case .display(let bundle) = output else { return [] }
            return ["image/svg+xml", "image/png", "image/jpeg", "image/gif"].compactMap { bundle.content[$0] }
        }
    }
}

extension NotebookRun {
    /// The program that made the run, and its version.
    var product: String { versions.first { $0.key == "swiftnb" }.map { "swiftnb \($0.value)" } ?? "swiftnb" }
}
