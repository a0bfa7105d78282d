import Images

/// Where the pictures of a grid lie, in their own pixels.
struct GridCells {
    /// A picture's place.
    struct Place: Equatable {
        /// Pixels from the left edge.
        var x: Int
        /// Pixels from the upper edge.
        var y: Int
        /// Columns of pixels.
        var width: Int
        /// Rows of pixels.
        var height: Int
    }

    /// The width of each column: that of its widest picture.
    let widths: [Int]
    /// The height of each row: that of its tallest picture; a row without any is as high as the tallest row.
    let heights: [Int]
    /// Pixels below each row for what is written there.
    var band = 0

    /// Pixels that a grid is enlarged to at most, and a single picture.
    private static let largest = (grid: 720, cell: 160)

    init(_ rows: [[Image]]) {
        let columns = 0..<(rows.map(\.count).max() ?? 0)
        widths = columns.map { column in
            rows.compactMap { column < $0.count ? $0[column].width : nil }.max() ?? 0
        }
        let tallest = rows.joined().map(\.height).max() ?? 0
        heights = rows.map { $0.map(\.height).max() ?? tallest }
    }

    /// Pixels per row of the whole.
    var width: Int { widths.reduce(0, +) + ImageGrid.gap * (widths.count - 1) }
    /// Rows of pixels of the whole.
    var height: Int { heights.reduce(0) { $0 + $1 + band } + ImageGrid.gap * (heights.count - 1) }

    /// By how much small pictures are enlarged: a whole factor, so that every pixel is as large as the next; or half
    /// as much again where twice would be too wide.
    var scale: Double {
        let cell = max(widths.max() ?? 1, heights.max() ?? 1)
        let fitting = min(
            8, Double(Self.largest.cell) / Double(cell), Double(Self.largest.grid) / Double(width))
        return fitting >= 2 ? fitting.rounded(.down) : fitting >= 1.5 ? 1.5 : 1
    }

    /// Whether pixels keep their shape when they are enlarged; between whole factors they would differ in size.
    var isSharp: Bool { scale >= 2 }

    /// Where the columns begin.
    var lefts: [Int] { Self.starts(widths) }
    /// Where the rows begin.
    var tops: [Int] { Self.starts(heights.map { $0 + band }) }

    /// Where each picture lies, as the rows have them.
    func places(of rows: [[Image]]) -> [[Place]] {
        let (lefts, tops) = (lefts, tops)
        return rows.enumerated().map { row, pictures in
            pictures.enumerated().map { column, picture in
                Place(
                    x: lefts[column] + (widths[column] - picture.width) / 2,
                    y: tops[row] + (heights[row] - picture.height) / 2,
                    width: picture.width, height: picture.height)
            }
        }
    }

    private static func starts(_ lengths: [Int]) -> [Int] {
        var start = 0
        return lengths.map { length in
            defer { start += length + ImageGrid.gap }
            return start
        }
    }

    /// All pictures on one white sheet.
    func pasted(_ rows: [[Image]]) -> Image {
        var sheet = [UInt8](repeating: 255, count: 3 * width * height)
        for (pictures, places) in zip(rows, places(of: rows)) {
            for (picture, place) in zip(pictures, places) {
                for y in 0..<place.height {
                    let from = 3 * y * place.width
                    let to = 3 * ((place.y + y) * width + place.x)
                    sheet.replaceSubrange(
                        to..<to + 3 * place.width, with: picture.pixels[from..<from + 3 * place.width])
                }
            }
        }
        return Image(width: width, height: height, pixels: sheet)
    }
}
