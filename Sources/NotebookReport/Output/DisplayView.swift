import Foundation
import NotebookModel

/// Draws what a cell showed, in the richest form that the page knows.
struct DisplayView {
    /// The value in its forms.
    let bundle: DisplayBundle
    /// What the page shares.
    let page: PageState
    /// Identifies the cell and the output: `c3o2`.
    let name: String

    /// Drawings above this size are replaced by their picture, where there is one.
    private static let heavyDrawing = 300_000
    /// Drawings wider than this, in pixels, hold figures side by side.
    private static let sheetWidth = 900.0
    /// Markdown and formulas of more bytes scroll by themselves.
    private static let longText = 10_000
    /// Tables above this size stay out of the page.
    private static let heavyData = 40_000

    /// The form chosen.
    func html() -> HTML {
        if let data = content("application/vnd.swiftnb.table+json"), let table = TableView.html(data) {
            return table
        }
        if let figure = figure() { return figure }
        if let html = text("text/html") { return frame(html) }
        if let markdown = text("text/markdown") { return written(markdown) }
        if let latex = text("text/latex") { return written(latex) }
        if let json = content("application/json") { return pretty(json) }
        if let plain = text("text/plain") { return value(plain) }
        let forms = bundle.content.keys.sorted().map {
            "\(HTML.isolated($0)), \(Wording.bytes(bundle.content[$0]?.count ?? 0))" as HTML
        }
        return "<p class=\"note\">Shown in no form that this page knows: \(forms.joined("; ")).</p>\n"
    }

    private func content(_ type: String) -> Data? { bundle.content[type] }

    private func text(_ type: String) -> String? {
        content(type).map { String(decoding: $0, as: UTF8.self) }
    }

    private func value(_ plain: String) -> HTML {
        "<div class=\"\(bundle.isValue ? "value" : "stream")\">\(StreamView.plain(plain, label: "Value"))</div>\n"
    }

    private func pretty(_ json: Data) -> HTML {
        let text = String(decoding: json, as: UTF8.self)
        let shown = (try? JSONValue(parsing: text))?.indentedText ?? text
        return "<div class=\"value\">\(StreamView.plain(shown, label: "JSON"))</div>\n"
    }

    private func written(_ markdown: String) -> HTML {
        var writer = MarkdownWriter(markdown, trust: .output, name: name, page: page)
        let isLong = markdown.utf8.count > Self.longText
        return """
            <div class="prose shown\(isLong ? " tall" : "")"\(isLong ? Page.scrollable("Text") : "")>\(writer.html())</div>

            """
    }

    private func frame(_ html: String) -> HTML {
        let foreign = ForeignMarkup(html)
        page.foreignStyles += [ForeignMarkup.sheet] + foreign.styles
        let document = "<!DOCTYPE html><style>\(ForeignMarkup.sheet)</style>\(foreign.markup)"
        let given = (bundle.title ?? "").trimmed
        let title = given.isEmpty ? "HTML shown by this cell" : given
        return """
            <iframe sandbox title="\(title)" height="\(foreign.height)" srcdoc="\(document)"></iframe>

            """
    }

    private func figure() -> HTML? {
        let png = content("image/png")
        // A grid of pictures carries its picture in the drawing: that weight is there either way.
        let carried = (png?.count ?? 0) / 3 * 4
        if let svg = content("image/svg+xml"), png == nil || svg.count - carried <= Self.heavyDrawing {
            let source = String(decoding: svg, as: UTF8.self)
            return captioned(showsTitle: !carriesTitle(svg), derived: Self.words(in: source)) {
                number, alternative in
                drawing(source, data: svg, number, alternative)
            }
        }
        for type in ["image/png", "image/jpeg", "image/gif"] {
            guard let data = content(type), let kind = PictureKind(of: data), kind.rawValue == type else {
                continue
            }
            let size = PictureSize(of: data, kind).map { ", \($0.width)×\($0.height) pixels" } ?? ""
            // The picture stands for a drawing that has the title in it.
            let heavy = content("image/svg+xml")?.count
            let remark = heavy.map { "Shown as a picture: its drawing takes \(Wording.bytes($0))." }
            return captioned(showsTitle: heavy == nil, derived: "A picture\(size).", remark: remark) {
                _, alternative in
                page.pictures.image(data, kind, alternative: alternative)
            }
        }
        return nil
    }

    /// Whether the drawing already shows the title, so that the caption need not repeat it.
    private func carriesTitle(_ svg: Data) -> Bool {
        guard let title = bundle.title, !title.isEmpty else { return false }
        return [">\(title)<", HTML(text: title).markup].contains { svg.range(of: Data($0.utf8)) != nil }
    }

    /// The texts inside of a drawing: better than nothing for who does not see it.
    private static func words(in svg: String) -> String {
        var words: [String] = []
        var isText = false
        for piece in MarkupScanner(svg) where words.count < 24 {
            switch piece {
            case .open(let tag): isText = isText || tag.name == "text"
            case .close("text"): isText = false
            case .text(let text) where isText && !text.trimmed.isEmpty:
                words.append(MarkupEntities.resolved(text).trimmed)
            default: break
            }
        }
        return words.isEmpty ? "A drawing." : "A drawing with the words: \(words.joined(separator: ", "))."
    }

    /// - Parameter derived: what to say of a picture that brings no words of its own.
    private func captioned(
        showsTitle: Bool, derived: @autoclosure () -> String, remark: String? = nil,
        _ body: (Int, String) -> HTML
    ) -> HTML {
        let number = page.nextFigure()
        let title = (bundle.title ?? "").trimmed
        let given = (bundle.alternativeText ?? "").trimmed
        if title.isEmpty, given.isEmpty {
            page.warn(
                "figure \(number) has neither title nor alternative text; give it one where it is shown")
        }
        let alternative = !given.isEmpty ? given : !title.isEmpty ? title : "Figure \(number). \(derived())"
        let caption: HTML? = showsTitle && !title.isEmpty ? " \(title)" : nil
        let note: HTML? = remark.map { " <span>\($0)</span>" }
        return """
            <figure id="figure-\(number)">
            <div class="art">\(body(number, alternative))</div>
            <figcaption><a class="label" href="#figure-\(number)">Figure \(number)</a>\(caption)\(note)</figcaption>
            \(numbers(of: number))</figure>

            """
    }

    /// The numbers behind a figure.
    private func numbers(of figure: Int) -> HTML? {
        guard let csv = text("text/csv"), !csv.isEmpty else { return nil }
        guard csv.utf8.count <= Self.heavyData else {
            let lines = Wording.count(csv.utf8.count { $0 == UInt8(ascii: "\n") })
            return
                "<p class=\"note\">Its data are \(lines) lines, too many for this page; the executed .ipynb beside it holds them.</p>\n"
        }
        return """
            <details class="words numbers"><summary>Data of figure \(figure)</summary>\
            \(StreamView.plain(csv, label: "Data"))</details>

            """
    }

    private func drawing(_ svg: String, data: Data, _ number: Int, _ alternative: String) -> HTML {
        guard let drawing = Drawing(svg: svg, prefix: "f\(number)-"), let viewBox = drawing.viewBox else {
            // As a picture of its own it cannot do harm either, whatever is wrong with it.
            return page.pictures.image(data, .svg, alternative: alternative)
        }
        let size: HTML? = drawing.width.flatMap { width in
            drawing.height.map { " width=\"\(Int(width.rounded()))\" height=\"\(Int($0.rounded()))\"" }
        }
        // Figures side by side stay legible on a narrow screen: they scroll, with the keyboard too.
        let isSheet = drawing.width.map { $0 > Self.sheetWidth } ?? false
        let focus: HTML? = isSheet ? " tabindex=\"0\"" : nil
        return """
            <svg class="drawing\(drawing.isAdaptive ? "" : " paper")\(isSheet ? " sheet" : "")"\(focus) role="img" aria-label="\(alternative)" \
            viewBox="\(viewBox)"\(size)>\(page.pictures.drawing(data, drawing.content))</svg>
            """
    }
}
