import Display
import Foundation
import Images

/// Sets pictures in rows and columns: `show(grid(of: [views, otherViews], rowTitles: ["first", "second"]))`.
///
/// Each picture keeps its own pixels and stands in the middle of its cell; a report enlarges small ones by a whole
/// factor, without blur.
///
/// - Parameters:
///   - rows: pictures of any size; rows may differ in length, but there must be a picture somewhere.
///   - rowTitles: one per row, or none.
///   - columnTitles: one per column of the longest row, or none.
///   - captions: a text below each picture, as the rows have them, or none; shortened to two lines.
///   - frames: a frame around each picture, as the rows have them, or none.
public func grid(
    of rows: [[Image]], title: String = "", rowTitles: [String] = [], columnTitles: [String] = [],
    captions: [[String]] = [], frames: [[ImageGrid.Frame]] = []
) -> ImageGrid {
    ImageGrid(
        rows,
        GridTexts(
            title: title, rows: rowTitles, columns: columnTitles, captions: captions, frames: frames,
            counts: rows.map(\.count)))
}

/// Sets views in rows and columns; see the same function for pictures.
public func grid(
    of rows: [[FloatImage]], title: String = "", rowTitles: [String] = [], columnTitles: [String] = [],
    captions: [[String]] = [], frames: [[ImageGrid.Frame]] = []
) -> ImageGrid {
    grid(
        of: rows.map { $0.map(\.image) }, title: title, rowTitles: rowTitles, columnTitles: columnTitles,
        captions: captions, frames: frames)
}

/// Pictures in rows and columns, made by `grid(of:)`: a drawing with its titles as text, and one PNG of the bare
/// pixels.
public struct ImageGrid: Displayable, Sendable {
    /// What a picture's frame says.
    public enum Frame: Sendable {
        /// No frame.
        case none
        /// Right: green, a full line.
        case right
        /// Wrong: red, a broken line, so that colour is not all that tells.
        case wrong
    }

    /// The title drawn above it.
    public let title: String
    /// How many pictures of which size there are, and the titles.
    public let alternativeText: String
    /// The pictures at their own size on white, `gap` pixels apart, with room for captions; no text.
    public let image: Image
    /// The SVG document, or why the pictures could not be encoded.
    public let drawing: Result<String, ImageError>

    /// Pixels between two cells.
    public static let gap = 2

    let png: Data

    init(_ rows: [[Image]], _ texts: GridTexts) {
        title = texts.title
        alternativeText = texts.words(for: rows)
        let sheet = GridDrawing(rows, texts: texts, alternativeText: alternativeText)
        image = sheet.cells.pasted(rows)
        do {
            png = Data(try image.pngData())
            drawing = .success(sheet.svg(png: png))
        } catch {
            png = Data()
            drawing = .failure(error)
        }
    }

    /// The SVG, the PNG, and the alternative text for terminals; or the reason why there is none of them.
    public var display: MIMEBundle {
        var bundle = MIMEBundle(title: title.isEmpty ? nil : title, alternativeText: alternativeText)
        switch drawing {
        case .success(let svg):
            bundle.set(svg, as: .svg)
            bundle.content[.png] = png
            bundle.set("[\(alternativeText)]", as: .plainText)
        case .failure(let error):
            bundle.alternativeText = nil
            bundle.set("grid of pictures is not drawn: \(error)", as: .plainText)
        }
        return bundle
    }
}

extension ImageGrid: CustomStringConvertible {
    /// The alternative text.
    public var description: String { alternativeText }
}
