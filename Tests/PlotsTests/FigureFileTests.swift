import Foundation
import Images
import Plots
import Testing

@Suite("Figures in files")
struct FigureFileTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("figures-\(UUID())")

    init() throws { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) }

    private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    @Test("a figure is saved as SVG, PDF or PNG by the name's ending")
    func formats() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let figure = plot(
            [5.5, 3, 2], title: "InfoNCE — 损失 'it''s' `ls` \\n", xLabel: "\"quoted\"", labels: ["a"])
        for name in ["a.svg", "a.pdf", "a.PNG"] { try save(figure, to: path(name)) }
        #expect(try String(contentsOfFile: path("a.svg"), encoding: .utf8) == figure.svg)
        let pdf = try Data(contentsOf: URL(fileURLWithPath: path("a.pdf")))
        #expect(pdf.starts(with: Data("%PDF".utf8)) && pdf.suffix(8).range(of: Data("%%EOF".utf8)) != nil)
        let png = try Image(contentsOf: URL(fileURLWithPath: path("a.PNG")))
        #expect((png.width, png.height) == (1280, 800))
        #expect(png[2, 2] == SIMD3(255, 255, 255))
        // The title takes its place in the upper left corner.
        #expect((8..<40).contains { y in (16..<200).contains { png[$0, y] != SIMD3(255, 255, 255) } })
        // Something is drawn, in the series' colour too.
        let blue = (0..<png.height).contains { y in
            (0..<png.width).contains { png[$0, y] == SIMD3(0x1F, 0x83, 0xC9) }
        }
        #expect(blue)
    }

    @Test("a grid of pictures is saved with its titles as SVG, without as PNG")
    func grids() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let pictures = grid(of: [[Image(width: 4, height: 4, red: 1, green: 2, blue: 3)]], title: "t")
        try save(pictures, to: path("g.png"))
        try save(pictures, to: path("g.svg"))
        #expect(try Image(contentsOf: URL(fileURLWithPath: path("g.png"))) == pictures.image)
        #expect(try String(contentsOfFile: path("g.svg"), encoding: .utf8) == pictures.drawing.get())
        #expect(throws: PlotError.unknownFormat(path: path("g.pdf"))) {
            try save(pictures, to: path("g.pdf"))
        }
    }

    @Test("an unknown ending, a missing folder and an undrawn figure are errors that say so")
    func errors() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let figure = plot([1.0, 2])
        #expect(throws: PlotError.unknownFormat(path: path("a.bmp"))) { try save(figure, to: path("a.bmp")) }
        let lost = path("no/such/folder/a.svg")
        let error = #expect(throws: PlotError.self) { try save(figure, to: lost) }
        #expect(error?.description.hasPrefix("cannot write \(lost): ") == true)
        let undrawn = Gnuplot.$current.withValue(Gnuplot(program: "no-such-gnuplot")) { plot([1.0, 2]) }
        #expect(throws: PlotError.gnuplotMissing) { try save(undrawn, to: path("a.svg")) }
    }
}
