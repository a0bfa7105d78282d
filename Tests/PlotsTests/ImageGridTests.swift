import Display
import Foundation
import Images
import Plots
import Testing

/// A picture of one colour.
private func square(_ red: UInt8, width: Int = 4, height: Int = 4) -> Image {
    Image(width: width, height: height, red: red, green: 10, blue: 20)
}

/// The PNG inside of a grid's drawing.
private func embedded(_ svg: String) throws -> Image {
    let start = try #require(svg.firstRange(of: "base64,")).upperBound
    let data = try #require(Data(base64Encoded: String(svg[start...].prefix { $0 != "\"" })))
    return try Image(decoding: [UInt8](data))
}

@Suite("Grids of pictures")
struct ImageGridTests {
    private let white = SIMD3<UInt8>(255, 255, 255)

    @Test("every pixel of every picture is in the sheet, with white gaps of two pixels between")
    func places() throws {
        var marked = square(3)
        marked[3, 3] = SIMD3(200, 100, 50)
        let grid = grid(of: [[square(1), square(2)], [marked, square(4)]])
        #expect((grid.image.width, grid.image.height) == (10, 10))
        for y in 0..<10 {
            for x in 0..<10 {
                let isGap = [4, 5].contains(x) || [4, 5].contains(y)
                let red = UInt8(1 + x / 6 + 2 * (y / 6))
                let expected = isGap ? white : (x, y) == (3, 9) ? SIMD3(200, 100, 50) : SIMD3(red, 10, 20)
                #expect(grid.image[x, y] == expected, "(\(x), \(y))")
            }
        }
        let bundle = grid.display
        #expect(try Image(decoding: [UInt8](#require(bundle.content[.png]))) == grid.image)
        #expect(try embedded(#require(bundle.text(.svg))) == grid.image)
    }

    @Test("rows of different lengths leave missing cells white, and a row without pictures keeps its room")
    func ragged() {
        let grid = grid(of: [[square(1)], [], [square(2), square(3), square(4)]])
        #expect((grid.image.width, grid.image.height) == (16, 16))
        #expect(grid.image[3, 3] == SIMD3(1, 10, 20))
        #expect(grid.image[6, 0] == white)
        #expect(grid.image[0, 8] == white)
        #expect(grid.image[12, 12] == SIMD3(4, 10, 20))
        #expect(grid.alternativeText == "4 pictures in 3 rows of 0 to 3, 4×4 pixels each.")
    }

    @Test("pictures of different sizes stand in the middle of their cells at their own size")
    func sizes() {
        let grid = grid(of: [[square(1, width: 2, height: 2), square(2)], [square(3, width: 6), square(4)]])
        #expect((grid.image.width, grid.image.height) == (12, 10))
        #expect(grid.image[2, 1] == SIMD3(1, 10, 20))
        #expect(grid.image[3, 2] == SIMD3(1, 10, 20))
        for (x, y) in [(1, 1), (4, 1), (2, 0), (2, 3)] { #expect(grid.image[x, y] == white) }
        #expect(grid.image[0, 6] == SIMD3(3, 10, 20))
        #expect(grid.alternativeText.contains("of different sizes"))
    }

    @Test("views in 0…1 are rounded to bytes, and values outside are clipped")
    func floats() {
        let view = FloatImage(width: 1, height: 1, pixels: [0.5, -0.2, 1.4])
        #expect(grid(of: [[view]]).image[0, 0] == SIMD3(128, 0, 255))
    }

    @Test("titles are text in the drawing, and the sentence for the blind has them and the sizes")
    func titles() throws {
        let grid = grid(
            of: (0..<2).map { _ in (0..<2).map { square($0, width: 12, height: 12) } }, title: "两个视图 🌷",
            rowTitles: ["a", "b"], columnTitles: ["first", "ثانية"])
        let expected =
            "两个视图 🌷: 4 pictures in 2 rows of 2, 12×12 pixels each. Columns: first, ثانية. Rows: a, b."
        #expect(grid.alternativeText == expected)
        #expect(grid.display.title == "两个视图 🌷")
        let svg = SVGText(try grid.drawing.get())
        #expect(svg.isWellFormed)
        #expect(svg.alternativeText == expected)
        #expect(svg.texts == ["两个视图 🌷", "first", "ثانية", "a", "b"])
    }

    @Test("a title too long for its column is broken and shortened, and told whole where it is pointed at")
    func longTitles() throws {
        let long = "random resized crop " + String(repeating: "w", count: 300)
        let svg = SVGText(try grid(of: [[square(1)]], columnTitles: [long]).drawing.get())
        #expect(svg.texts.count == 3)
        #expect(svg.texts[2].hasSuffix("…"))
        #expect(svg.labels == [long])
    }

    @Test("a preview's columns bear the names of its steps in words, between which a narrow column can break")
    func previewTitles() {
        let pipeline = ViewPipeline(size: 8, steps: [RandomResizedCrop(8), ColorJitter(strength: 1)])
        let grid = pipeline.preview(of: square(9, width: 8, height: 8), views: 1).grid()
        #expect(grid.alternativeText.contains("Columns: picture, Random Resized Crop, Color Jitter."))
    }

    @Test("a single picture shows as itself")
    func single() throws {
        let bundle = square(7, width: 5, height: 3).display
        #expect(
            try Image(decoding: [UInt8](#require(bundle.content[.png]))) == square(7, width: 5, height: 3))
        #expect(bundle.alternativeText == "A picture of 5×3 pixels.")
        #expect(bundle.text(.plainText) == "Image 5×3")
        #expect(FloatImage(square(7)).display.content[.png] == square(7).display.content[.png])
    }

    @Test("captions stand below their pictures, whose pixels move apart for them")
    func captions() throws {
        let pictures = (0..<2).map { row in (0..<2).map { square(UInt8(2 * row + $0), width: 20, height: 20) }
        }
        let grid = grid(
            of: pictures, captions: [["0.91", "a & b"], ["", "distance of the third neighbour"]])
        #expect(grid.image.width == 42 && grid.image.height > 42)
        let second = (grid.image.height - 42) / 2 + 22
        #expect(grid.image[0, 0] == SIMD3(0, 10, 20) && grid.image[0, second] == SIMD3(2, 10, 20))
        #expect(grid.image[0, 20] == white && grid.image[0, second - 1] == white)
        let svg = SVGText(try grid.drawing.get())
        #expect(svg.isWellFormed)
        #expect(svg.texts.prefix(2) == ["0.91", "a & b"])
        #expect(svg.texts.dropFirst(2).joined(separator: " ").hasPrefix("distance of the third"))
        #expect(grid.alternativeText.contains("Captions: 0.91, a & b, , distance of the third neighbour."))
    }

    @Test("frames tell right from wrong by their lines as well as by their colours")
    func frames() throws {
        let grid = grid(of: [[square(1), square(2), square(3)]], frames: [[.right, .wrong, .none]])
        let svg = try grid.drawing.get()
        #expect(SVGText(svg).isWellFormed)
        #expect(svg.ranges(of: "<rect ").count == 2)
        #expect(svg.ranges(of: "stroke-dasharray").count == 1)
        #expect(grid.alternativeText.hasSuffix("1 framed as right, 1 as wrong."))
    }

    @Test(
        "hostile titles are data",
        arguments: [
            "</text><script>alert(1)</script>", "\"/><image href=\"http://x\"/>", "]]>&amp;<![CDATA[",
            "\u{0}\u{1B}[31m\u{FFFE}", "{/Symbol a} `touch x` $(id)", "' onload='alert(1)",
        ])
    func hostile(title: String) throws {
        let grid = grid(
            of: [[square(1)]], title: title, rowTitles: [title], columnTitles: [title], captions: [[title]])
        let svg = SVGText(try grid.drawing.get())
        #expect(svg.isWellFormed)
        let expected = ["svg", "style", "clipPath", "path", "image"]
        #expect(svg.elements.filter { !["g", "text", "title"].contains($0) } == expected)
    }

    @Test("small pictures are enlarged by a whole factor without blur, large ones are left alone")
    func scale() throws {
        let small = try grid(of: [[square(1, width: 32, height: 32)]]).drawing.get()
        #expect(small.contains("scale(5)") && small.contains("image-rendering=\"pixelated\""))
        let large = try grid(of: [[square(1, width: 300, height: 200)]]).drawing.get()
        #expect(large.contains("scale(1)") && !large.contains("image-rendering"))
    }

    @Test(
        "a row too wide for twice its size is half as large again, and no pixel is doubled beside a single one"
    )
    func halfAgain() throws {
        let row = try grid(of: [(0..<7).map { square($0, width: 64, height: 64) }]).drawing.get()
        #expect(row.contains("scale(1.5)") && !row.contains("image-rendering"))
        #expect(row.contains("width=\"690\""))
    }

    @Test("two grids name their stencils differently, the same grid always the same")
    func names() throws {
        func name(_ red: UInt8) throws -> Substring {
            let svg = try grid(of: [[square(red)]]).drawing.get()
            return svg[try #require(svg.firstRange(of: "grid-")).lowerBound...].prefix { $0 != "\"" }
        }
        #expect(try name(1) == name(1))
        #expect(try name(1) != name(2))
    }

    @Test("a grid without pictures stops with the reason")
    func empty() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = grid(of: [[], []] as [[Image]])
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("grid: no pictures in 2 rows; give at least one picture"))
    }

    @Test("row titles must be as many as rows")
    func rowTitles() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = grid(of: [[Image(width: 1, height: 1, pixels: [0, 0, 0])]], rowTitles: ["a", "b"])
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("grid: 2 row titles for 1 rows"))
    }

    @Test("column titles must be as many as the columns of the longest row")
    func columnTitles() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = grid(of: [[Image(width: 1, height: 1, pixels: [0, 0, 0])]], columnTitles: ["a", "b"])
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("grid: 2 column titles for 1 columns"))
    }

    @Test("captions and frames must be as many as the pictures")
    func captionCounts() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = grid(of: [[Image(width: 1, height: 1, pixels: [0, 0, 0])]], captions: [["a"], ["b"]])
        }
        let said = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(said.contains("grid: rows of [1, 1] captions for rows of [1] pictures"))
    }
}
