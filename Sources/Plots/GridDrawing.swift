import Foundation
import Images

/// Draws a grid of pictures as SVG: one PNG behind a stencil of its cells, so that the page shows between them, and
/// the titles as text.
struct GridDrawing {
    /// Where the pictures lie.
    let cells: GridCells
    private let places: [[GridCells.Place]]
    private let texts: GridTexts
    private let alternativeText: String
    private let captions: [[WrappedText]]

    /// Wider grids are shrunk by the page; their titles are written larger by as much.
    private static let pageWidth = 800.0
    private static let longestRowTitle = 150.0

    init(_ rows: [[Image]], texts: GridTexts, alternativeText: String) {
        var cells = GridCells(rows)
        let scale = cells.scale
        let size = Self.fontSize(of: cells) * 11 / 13
        captions = texts.captions.map { row in
            row.enumerated().map { column, text in
                WrappedText(text, width: Double(cells.widths[column]) * scale, lines: 2, size: size)
            }
        }
        let lines = captions.joined().map(\.lines.count).max() ?? 0
        cells.band = lines > 0 ? Int(((Double(lines) * size * 1.35 + 5) / scale).rounded(.up)) : 0
        places = cells.places(of: rows)
        self.cells = cells
        self.texts = texts
        self.alternativeText = alternativeText
    }

    private static func fontSize(of cells: GridCells) -> Double {
        13 * max(1, Double(cells.width) * cells.scale / pageWidth)
    }

    private var scale: Double { cells.scale }
    private var fontSize: Double { Self.fontSize(of: cells) }
    private var lineHeight: Double { (fontSize * 1.35).rounded() }
    private var gap: Double { (fontSize * 0.6).rounded() }

    /// The document.
    func svg(png: Data) -> String {
        let rows = texts.rows.map {
            WrappedText($0, width: Self.longestRowTitle * fontSize / 13, lines: 4, size: fontSize)
        }
        let widest = rows.map(\.width).max() ?? 0
        let left = widest > 0 ? (widest + gap).rounded(.up) : 0
        let width = max(left + Double(cells.width) * scale, 200)
        let heads = texts.columns.enumerated().map { column, text in
            WrappedText(text, width: Double(cells.widths[column]) * scale, lines: 3, size: fontSize)
        }
        let title = WrappedText(texts.title, width: width, lines: 3, size: fontSize * 15 / 13)
        let titleHeight =
            title.lines.isEmpty ? 0 : Double(title.lines.count) * lineHeight * 15 / 13 + gap
        let headHeight = Double(heads.map(\.lines.count).max() ?? 0) * lineHeight
        let top = (titleHeight + headHeight + (headHeight > 0 ? gap * 0.5 : 0)).rounded(.up)
        return """
            \(opening(width: width, height: top + Double(cells.height) * scale))
            \(text(title, texts.title, x: 0, y: 0, size: fontSize * 15 / 13, style: " font-weight=\"600\""))\
            \(columnTitles(heads, left: left, bottom: titleHeight + headHeight))\
            \(rowTitles(rows, right: left - gap, top: top))\
            \(pictures(png, x: left, y: top))\(frames(x: left, y: top))\(captions(x: left, y: top))</svg>

            """
    }

    private func opening(width: Double, height: Double) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" \
        viewBox="0 0 \(number(width)) \(number(height))" width="\(number(width))" height="\(number(height))" \
        role="img" aria-label="\(alternativeText.escapedForXML)" color="currentColor" fill="currentColor" \
        font-family="\(FigureStyle.fontFamily)" font-size="\(number(fontSize))">
        <style>svg:root{color:#1f2328}@media(prefers-color-scheme:dark){svg:root{color:#e6edf3}}</style>
        """
    }

    /// The pictures; enlarged ones keep their pixels sharp.
    private func pictures(_ png: Data, x: Double, y: Double) -> String {
        let path = places.joined().map { "M\($0.x) \($0.y)h\($0.width)v\($0.height)h-\($0.width)z" }.joined()
        let address = "data:image/png;base64,\(png.base64EncodedString())"
        // Several grids may share one page, so each needs a name of its own; the same grid always has the same.
        let name = "grid-" + String(fingerprint(png, path), radix: 36)
        let rendering = cells.isSharp ? " image-rendering=\"pixelated\"" : ""
        return """
            <clipPath id="\(name)"><path d="\(path)"/></clipPath>
            <g transform="translate(\(number(x)) \(number(y))) scale(\(number(cells.scale)))">\
            <image clip-path="url(#\(name))" width="\(cells.width)" height="\(cells.height)"\(rendering) \
            xlink:href="\(address)"/></g>

            """
    }

    /// FNV-1a, 64 bits.
    private func fingerprint(_ png: Data, _ path: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in png { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        for byte in path.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return hash
    }

    /// Frames just inside of the pictures' edges.
    private func frames(x: Double, y: Double) -> String {
        zip(texts.frames.joined(), places.joined()).map { frame, place in
            let line: String
            switch frame {
            case .none: return ""
            case .right: line = "stroke=\"#1a9850\""
            case .wrong: line = "stroke=\"#d7301f\" stroke-dasharray=\"7 4\""
            }
            let (left, top) = (x + Double(place.x) * scale + 1.5, y + Double(place.y) * scale + 1.5)
            let (width, height) = (Double(place.width) * scale - 3, Double(place.height) * scale - 3)
            return """
                <rect x="\(number(left))" y="\(number(top))" width="\(number(width))" height="\(number(height))" \
                fill="none" stroke-width="3" \(line)/>

                """
        }.joined()
    }

    private func captions(x: Double, y: Double) -> String {
        let (lefts, tops) = (cells.lefts, cells.tops)
        return captions.enumerated().map { row, captions in
            captions.enumerated().map { column, caption in
                text(
                    caption, texts.captions[row][column],
                    x: x + scale * (Double(lefts[column]) + Double(cells.widths[column]) / 2),
                    y: y + scale * Double(tops[row] + cells.heights[row]) + 2, size: fontSize * 11 / 13,
                    style: " text-anchor=\"middle\"")
            }.joined()
        }.joined()
    }

    /// The columns' titles, centred, their last lines just above the pictures.
    private func columnTitles(_ heads: [WrappedText], left: Double, bottom: Double) -> String {
        let lefts = cells.lefts
        return heads.enumerated().map { column, head in
            text(
                head, texts.columns[column],
                x: left + scale * (Double(lefts[column]) + Double(cells.widths[column]) / 2),
                y: bottom - Double(head.lines.count) * lineHeight, size: fontSize,
                style: " text-anchor=\"middle\"")
        }.joined()
    }

    /// The rows' titles, at the left, each as high as its pictures' middle.
    private func rowTitles(_ rows: [WrappedText], right: Double, top: Double) -> String {
        let tops = cells.tops
        return rows.enumerated().map { row, lines in
            let middle = top + scale * (Double(tops[row]) + Double(cells.heights[row]) / 2)
            return text(
                lines, texts.rows[row], x: right, y: middle - Double(lines.lines.count) * lineHeight / 2,
                size: fontSize, style: " text-anchor=\"end\"")
        }.joined()
    }

    /// Lines of text below `y`; a shortened text is told whole where it is pointed at.
    private func text(
        _ wrapped: WrappedText, _ whole: String, x: Double, y: Double, size: Double, style: String
    ) -> String {
        guard !wrapped.lines.isEmpty else { return "" }
        let height = size == fontSize ? lineHeight : size * 1.35
        let label = wrapped.isShortened ? "<title>\(whole.escapedForXML)</title>" : ""
        let font = size == fontSize ? "" : " font-size=\"\(number(size))\""
        let written = wrapped.lines.enumerated().map { index, line in
            let base = y + height * (Double(index) + 0.76)
            let place = "x=\"\(number(x))\" y=\"\(number(base))\"\(font)\(style)"
            return "<text \(place)>\(line.escapedForXML)</text>"
        }.joined(separator: "\n")
        return "<g>\(label)\(written)</g>\n"
    }
}

/// A length with at most two decimals.
private func number(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
}
