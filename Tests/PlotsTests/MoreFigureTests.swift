import Display
import Foundation
import Images
import Plots
import Testing

@Suite("Contours, embeddings, subplots")
struct MoreFigureTests {
    private let bowl = (0..<11).map { row in
        (0..<11).map { column in pow(Double(row) - 5, 2) + pow(Double(column) - 3, 2) }
    }

    @Test("a contour map has lines, colours, its extremes in words and its heights as data")
    func contours() throws {
        let figure = contour(
            bowl, x: 0...10, y: -5...5, title: "Loss", xLabel: "a", yLabel: "b", scaleLabel: "loss")
        let svg = try #require(figure.svg)
        #expect(SVGText(figure).isWellFormed && SVGText(figure).says("Loss"))
        #expect(svg.ranges(of: "<path").count > 8)
        #expect(
            figure.alternativeText
                == "Contour map “Loss” over a and b. Lowest 0 at 3, 0; highest 74 at 10, −5.")
        #expect(figure.csv?.hasPrefix("a,b,loss\n0,-5,34\n1,-5,29\n") == true)
        #expect(SVGText(figure).labels.contains("3, 0: 0"))
    }

    @Test("level or missing heights are drawn as what they are")
    func flat() throws {
        #expect(contour([[1.0, 1], [1, 1]]).svg != nil)
        #expect(contour([[1.0, .nan, 3], [2, 4, .nan]]).svg != nil)
        #expect(SVGText(contour([[1.0]])).says("no heights to draw"))
    }

    @Test("an embedding has classes and no numbers at its axes")
    func embeddings() {
        let figure = embedding(
            [[0.0, 1], [250, 3], [4, 500]], classes: [0, 1, 1], classNames: ["cat", "dog"], title: "t-SNE")
        let svg = SVGText(figure)
        #expect(svg.isWellFormed)
        #expect(svg.texts.filter { !$0.isEmpty }.sorted() == ["cat", "dog", "t-SNE"])
        #expect(figure.alternativeText.hasPrefix("Embedding “t-SNE”: 3 points. cat 1; dog 2."))
    }

    @Test("figures stand side by side and below each other, each with its texts, under one title")
    func sheet() throws {
        let (one, two) = (plot([1.0, 2], title: "One"), bar(labels: ["a"], values: [1.0], title: "Two"))
        let sheet = subplots([[one, two], [one]], title: "All <three>")
        let svg = try sheet.drawing.get()
        let text = SVGText(svg)
        #expect(text.isWellFormed && text.says("All <three>") && text.says("Two"))
        #expect(text.texts.filter { $0 == "One" }.count == 2)
        #expect(text.elements.filter { $0 == "svg" }.count == 1)
        #expect(svg.contains("viewBox=\"0 0 1304 856\""))
        #expect(svg.contains("translate(664 32)") && svg.contains("translate(0 456)"))
        #expect(sheet.alternativeText.hasPrefix("All <three>: Line plot “One”"))
        #expect(sheet.display.text(.svg) == svg)
    }

    @Test("a figure that is not drawn is told of by its sheet")
    func undrawn() {
        let lost = Gnuplot.$current.withValue(Gnuplot(program: "no-such-gnuplot")) { plot([1.0]) }
        let bundle = subplots([[lost]]).display
        #expect(bundle.text(.svg) == nil)
        #expect(bundle.text(.plainText)?.contains("gnuplot is not installed") == true)
    }

    @Test("a sheet has the tables of its figures, one below the other, and a PNG beside the SVG")
    func sheetForms() throws {
        let (one, two) = (plot([1.0, 2], title: "One, first"), bar(labels: ["a"], values: [3.0]))
        let bundle = subplots([[one, two]]).display
        #expect(bundle.text(.csv) == "\"One, first\"\nseries,x,y\n1,1,1\n1,2,2\n\nlabel,value\na,3\n")
        let png = try Image(decoding: [UInt8](#require(bundle.content[.png])))
        #expect((png.width, png.height) == (2608, 800))
    }

    @Test("a saved sheet with a contour map has the colours and the lines that the map has alone")
    func savedContour() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("contour-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func file(_ name: String) -> URL { folder.appendingPathComponent(name) }
        let map = contour(bowl, x: 0...10, y: -5...5, title: "Loss", scaleLabel: "loss")
        let sheet = subplots([[map, plot([1.0, 2])]])
        for name in ["s.svg", "s.pdf", "s.png"] { try save(sheet, to: file(name).path) }
        #expect(try Data(contentsOf: file("s.pdf")).starts(with: Data("%PDF".utf8)))
        #expect(try String(contentsOf: file("s.svg"), encoding: .utf8) == sheet.drawing.get())
        let saved = try Image(contentsOf: file("s.png"))
        let alone = try Image(decoding: [UInt8](#require(map.display.content[.png])))
        /// Pixels of the map's part of a picture.
        func count(_ picture: Image, _ isSought: (SIMD3<UInt8>) -> Bool) -> Int {
            var count = 0
            for y in 0..<alone.height {
                for x in 0..<alone.width where isSought(picture[x, y]) { count += 1 }
            }
            return count
        }
        // The lines are white over a colour: pale, and not grey as text and paper are.
        let isLine = { (pixel: SIMD3<UInt8>) in pixel.z > 180 && pixel.max() - pixel.min() > 12 }
        let isLowest = { (pixel: SIMD3<UInt8>) in pixel.x < 80 && pixel.y < 20 && pixel.z > 70 }
        let isHighest = { (pixel: SIMD3<UInt8>) in pixel.x > 245 && pixel.z < 60 }
        for isSought in [isLine, isLowest, isHighest] {
            let (expected, found) = (count(alone, isSought), count(saved, isSought))
            #expect(expected > 500 && abs(found - expected) < expected / 5)
        }
    }

    @Test("a saved sheet has each figure in its place, with title and legend where they were")
    func savedSheet() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sheet-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        func path(_ name: String) -> String { folder.appendingPathComponent(name).path }
        let wide = plot([1.0, 2], title: "One", labels: ["a"])
        let high = heatmap([[1.0, 2], [3, 4]], title: "Two")
        let sheet = subplots([[wide], [high]], title: "All")
        for name in ["s.svg", "s.pdf", "s.png"] { try save(sheet, to: path(name)) }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path("s.pdf"))).starts(with: Data("%PDF".utf8)))
        let png = try Image(contentsOf: URL(fileURLWithPath: path("s.png")))
        let alone = try Image(decoding: [UInt8](#require(wide.display.content[.png])))
        /// Where something is drawn in a stripe of rows, from the left and right edges of the figure.
        func ink(_ picture: Image, rows: Range<Int>) -> [Int] {
            (0..<alone.width).filter { x in rows.contains { picture[x, $0] != SIMD3(255, 255, 255) } }
        }
        // The title and the legend of the first figure, alone and 32 pixels, twice enlarged, below the sheet's title.
        #expect(!ink(png, rows: 0..<60).isEmpty)
        for rows in [4..<40, 44..<84] {
            #expect(ink(png, rows: rows.lowerBound + 64..<rows.upperBound + 64) == ink(alone, rows: rows))
        }
    }
}
