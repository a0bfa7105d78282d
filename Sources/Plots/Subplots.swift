import Display
import Foundation

/// Sets figures in rows under one title: `subplots([[lossCurve, accuracyCurve]], title: "Training")`.
///
/// Each keeps its size and its own title. Rows may differ in length, but there must be a figure somewhere.
public func subplots(_ rows: [[Figure]], title: String = "") -> FigureSheet {
    FigureSheet(rows, title: title)
}

/// Figures in rows, made by `subplots`.
public struct FigureSheet: Displayable, Sendable {
    /// The title drawn above them.
    public let title: String
    /// What each of them shows.
    public let alternativeText: String
    /// The SVG document, or why the first of the undrawn figures is not drawn.
    public let drawing: Result<String, PlotError>
    /// The numbers behind them as comma-separated values: the tables of the figures one below the other, an empty line
    /// between; `nil` where there are none.
    public let csv: String?

    let layout: SheetLayout

    init(_ rows: [[Figure]], title: String) {
        precondition(
            rows.contains { !$0.isEmpty },
            "subplots: no figures in \(rows.count) rows; give at least one figure")
        self.title = title
        let layout = SheetLayout(rows, title: title)
        self.layout = layout
        let tables = rows.joined().compactMap { figure in
            figure.csv.map {
                (figure.title.isEmpty ? "" : FigureData.quoted(figure.title.singleLine) + "\n") + $0
            }
        }
        csv = tables.isEmpty ? nil : tables.joined(separator: "\n")
        let words =
            (title.isEmpty ? "" : "\(title.singleLine): ")
            + rows.joined().map(\.alternativeText).joined(separator: " ")
        alternativeText = words
        drawing = Result { () throws(PlotError) -> String in
            try Self.sheet(layout, title: title, alternativeText: words)
        }
    }

    private static func sheet(
        _ layout: SheetLayout, title: String, alternativeText: String
    ) throws(PlotError) -> String {
        var body = ""
        for (figure, x, y) in layout.places {
            body += "<g transform=\"translate(\(x) \(y))\">\(inside(try figure.drawing.get()))</g>\n"
        }
        let (width, height) = (layout.width, layout.height)
        let head =
            title.isEmpty
            ? ""
            : "<text x=\"8\" y=\"18\" font-size=\"16\" font-weight=\"600\" fill=\"currentColor\">\(title.escapedForXML)</text>\n"
        return """
            <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
            viewBox="0 0 \(width) \(height)" width="\(width)" height="\(height)" role="img" \
            aria-label="\(alternativeText.escapedForXML)" color="currentColor" font-family="\(FigureStyle.fontFamily)" \
            font-size="13">
            <style>svg:root{color:#1f2328}@media(prefers-color-scheme:dark){svg:root{color:#e6edf3}}</style>
            \(head)\(body)</svg>

            """
    }

    /// A figure's drawing without its outermost element and its style sheet.
    private static func inside(_ svg: String) -> Substring {
        let start = svg.range(of: "</style>")?.upperBound ?? svg.startIndex
        let end = svg.range(of: "</svg>", options: .backwards)?.lowerBound ?? svg.endIndex
        return svg[start..<end]
    }

    /// The SVG, the same as PNG, the numbers, and the alternative text for terminals; or the reason why there is no
    /// drawing.
    public var display: MIMEBundle {
        var bundle = MIMEBundle(title: title.isEmpty ? nil : title, alternativeText: alternativeText)
        switch drawing {
        case .success(let svg):
            bundle.set(svg, as: .svg)
            bundle.set("[\(alternativeText)]", as: .plainText)
            bundle.content[.png] = (try? drawn(as: .png)).map { Data($0) }
            if let csv { bundle.set(csv, as: .csv) }
        case .failure(let error):
            bundle.alternativeText = nil
            bundle.set("subplots are not drawn: \(error)", as: .plainText)
        }
        return bundle
    }
}

extension FigureSheet: CustomStringConvertible {
    /// The alternative text.
    public var description: String { alternativeText }
}
