import Display
import Foundation
import Plots
import Testing

@Suite("Figures")
struct FigureTests {
    @Test("a figure shows as SVG with its title as caption and its numbers as alternative text")
    func bundle() throws {
        let figure = plot(
            [5.5, 3.2, 1.8] as [Float], title: "InfoNCE", xLabel: "epoch", yLabel: "loss",
            lines: [(5.54, "chance")])
        let bundle = figure.display
        #expect(bundle.title == "InfoNCE")
        let expected =
            "Line plot “InfoNCE”: loss over epoch. from 5.5 to 1.8, between 1.8 and 5.5, 3 values; chance at 5.54."
        #expect(bundle.alternativeText == expected)
        #expect(bundle.text(.svg)?.hasPrefix("<svg ") == true)
        #expect(bundle.text(.plainText) == "[\(expected)]")
        #expect(SVGText(figure).alternativeText == expected)
        for text in ["InfoNCE", "epoch", "loss", "chance"] { #expect(SVGText(figure).says(text)) }
    }

    @Test("lines and text take the page's colour, and the background is the page's")
    func pageColours() throws {
        let figures = [
            plot([1.0, 2], title: "t", lines: [(1.5, "l")]), bar(labels: ["a"], values: [1.0], errors: [0.1]),
            histogram([1.0, 2]), scatter([[0.0, 1]]), heatmap([[0.0, 1]]),
        ]
        for figure in figures {
            let svg = try #require(figure.svg)
            #expect(svg.contains("currentColor"))
            for color in [
                "black", "rgb(  1,   2,   3)", "rgb(  4,   5,   6)", "rgb(  7,   8,   9)", "#010203",
            ] {
                #expect(!svg.contains("\"\(color)\"") && !svg.contains("'\(color)'"))
            }
            #expect(!SVGText(figure).elements.contains("rect"))
            #expect(svg.contains("prefers-color-scheme:dark"))
        }
    }

    @Test("figures of one page do not share ids, and load nothing")
    func selfContained() throws {
        for figure in [plot([1.0, 2]), scatter([[0.0, 1]]), heatmap([[0.0, 1]]), histogram([1.0, 2, 3])] {
            let svg = try #require(figure.svg)
            #expect(!svg.contains(" id="))
            #expect(!svg.contains("url("))
            #expect(!svg.contains("href='http") && !svg.contains("href=\"http"))
            #expect(SVGText(figure).isWellFormed)
        }
    }

    @Test("10,000 points stay under 300 kB, as marks and as a line")
    func weight() throws {
        let values = (0..<10_000).map { sin(Double($0) * 12.9898) * 43758.5453 }.map {
            $0 - $0.rounded(.down)
        }
        let cloud = scatter(
            zip(values, values.reversed()).map { [$0, $1] }, classes: values.indices.map { $0 % 5 })
        #expect(try #require(cloud.svg).utf8.count < 300_000)
        #expect(try #require(plot(values).svg).utf8.count < 300_000)
        let points = Series(values, style: .points)
        #expect(try #require(plot(series: [points]).svg).utf8.count < 300_000)
    }

    @Test("a million values keep their extremes and say that they were thinned")
    func thinning() throws {
        var values = [Float](repeating: 0, count: 1_000_000)
        values[777_777] = 25
        let figure = plot(values)
        #expect(try #require(figure.svg).utf8.count < 300_000)
        #expect(SVGText(figure).says("25"))
        #expect(SVGText(figure).says("thinned from 1000000 points"))
    }

    @Test("the same values draw the same figure, byte for byte")
    func deterministic() {
        let draw = { plot([1.0, 3, 2], [2.0, .nan, 1], title: "t", labels: ["a", "b"]).svg }
        #expect(draw() == draw())
        #expect(draw() != nil)
    }

    @Test("a reference line crosses the plot even where there is a single point")
    func referenceOverOnePoint() throws {
        for axes in [Axes(), .logarithmicX] {
            let svg = try #require(plot(series: [Series([1], x: [3])], lines: [(1.5, "l")], axes: axes).svg)
            let dashes = /stroke-dasharray[^>]*d='M([\d.]+),[\d.]+ L([\d.]+),/
            let dashed = try #require(svg.firstMatch(of: dashes))
            #expect(try #require(Double(dashed.2)) - (Double(dashed.1) ?? 0) > 100)
        }
    }

    @Test("the name of a reference line stands where the data are not")
    func referenceNames() throws {
        func place(_ values: [Double], _ lines: [ReferenceLine]) throws -> [(x: Double, y: Double)] {
            let svg = try #require(plot(values, lines: lines).svg)
            return try lines.map { line in
                let text = try Regex(
                    "translate\\(([\\d.]+),([\\d.]+)\\)[^>]*>(?:<[^>]*>)*\\s*(?:<[^>]*>)*\(line.label)")
                let match = try #require(svg.firstMatch(of: text), "\(line.label)")
                return (Double(match[1].substring ?? "") ?? 0, Double(match[2].substring ?? "") ?? 0)
            }
        }
        let falling = (0..<50).map { 5 - Double($0) / 10 }
        #expect(try place(falling, [(4.9, "chance")])[0].x > 320, "the curve begins at the line")
        let rising = Array(falling.reversed())
        #expect(try place(rising, [(4.9, "chance")])[0].x < 320, "the curve ends at the line")
        let near = try place(rising, [(3, "first"), (3.02, "second")])
        #expect(abs(near[0].y - near[1].y) > 12 || abs(near[0].x - near[1].x) > 100, "two lines, one place")
        #expect(plot([1.0, 2, 3], lines: [(0, "zero"), (-1, "below")], axes: .logarithmicY).svg != nil)
    }

    @Test("a logarithmic axis has several numbers, however short it is")
    func logarithmicNumbers() {
        let short = SVGText(plot([0.31, 0.4, 0.72], axes: .logarithmicY))
        #expect(["0.3", "0.5", "0.7"].allSatisfy(short.says))
        let speed = SVGText(plot([2.8, 5, 11], axes: .logarithmicY))
        #expect(["5", "10"].allSatisfy(speed.says) && !speed.says("100") && !speed.says("9"))
        let decade = SVGText(plot([0.02, 0.1, 0.7], axes: .logarithmicY))
        #expect(["0.02", "0.05", "0.1", "0.2", "0.5"].allSatisfy(decade.says))
        let steps = Series([1, 2, 3, 4, 5], x: [64, 65, 66, 128, 512])
        #expect(["100", "200", "500"].allSatisfy(SVGText(plot(series: [steps], axes: .logarithmicX)).says))
        #expect(SVGText(plot([1.0, 1e6], axes: .logarithmicY)).texts.contains { $0.hasPrefix("10") })
    }

    @Test("numbers of any size, and ranges far from the data, give a figure or gnuplot's reason")
    func extremes() {
        let (least, small) = (Double.leastNonzeroMagnitude, Double.leastNormalMagnitude)
        let sizes: [[Double]] = [
            [-1.7e308, 1.7e308], [least, 1.7e308], [small / 100, small / 10], [0, least], [1e300, 1e300],
        ]
        let narrow = Axes(xRange: 0...1e-300, yRange: 0...1e-300)
        for values in sizes {
            for axes in [Axes(), .logarithmicY, narrow] {
                let lines = (values + [0, 1]).map { (value: $0, label: "a line") }
                let figure = plot(series: [Series(values, x: [1, 1e300])], lines: lines, axes: axes)
                if case .failure(let error) = figure.drawing {
                    #expect("\(error)".hasPrefix("gnuplot refused the drawing: line"))
                }
            }
        }
        #expect(plot([1e-5, 1e5], lines: [(1, "one")], axes: .logarithmicY).svg != nil)
    }

    @Test("infinite and missing values leave gaps, and nothing at all says so")
    func gaps() {
        #expect(plot([1.0, .nan, .infinity, 2]).svg != nil)
        #expect(SVGText(plot([Double]())).says("no values to draw"))
        #expect(SVGText(plot([Double.nan, .nan])).says("no values to draw"))
        #expect(SVGText(bar(labels: [], values: [Double]())).says("no values to draw"))
        #expect(SVGText(scatter([[Double]]())).says("no points to draw"))
        #expect(SVGText(histogram([Double.infinity])).says("no values to draw"))
        #expect(SVGText(heatmap([[Double.nan]])).says("no values to draw"))
        #expect(SVGText(heatmap([[Double]]())).says("no values to draw"))
    }

    @Test("constant and single values are drawn")
    func degenerate() {
        #expect(plot([3.0]).svg != nil)
        #expect(plot([2.0, 2, 2], axes: .logarithmicY).svg != nil)
        #expect(plot([0.0, -1, 5], axes: .logarithmicY).svg != nil)
        #expect(bar(labels: ["a"], values: [0.0]).svg != nil)
        #expect(heatmap([[7.0]]).svg != nil)
        #expect(histogram([1.0, 1, 1]).svg != nil)
    }

    @Test("a matrix of one column or one row has a coloured box for each value")
    func lineOfCells() throws {
        let options = HeatmapOptions(cellFormat: .decimals(0))
        for figure in [
            heatmap([[0.0], [1]], options: options), heatmap([[0.0, 1]], options: options),
        ] {
            let svg = try #require(figure.svg).filter { !$0.isWhitespace }
            #expect(svg.contains("rgb(68,1,84)") && svg.contains("rgb(253,231,37)"))
        }
    }

    @Test("each series carries its name where it is pointed at")
    func seriesNames() {
        let figure = plot(
            series: [
                Series([1, 2], label: "train"), Series([2, 3], label: "test <2>", spread: [0.1, 0.2]),
            ])
        #expect(SVGText(figure).labels.contains("train"))
        #expect(SVGText(figure).labels.contains("test <2>"))
    }

    @Test("a remark stands at its place in plots and clouds, on the side with more room, and in the words")
    func annotations() throws {
        let remarks: [Annotation] = [(x: 1, y: 3, text: "start <1>"), (x: 9, y: 1, text: "the end")]
        let line = plot(
            series: [Series([3, 2, 1], x: [1, 5, 9])], title: "T", annotations: remarks)
        let cloud = scatter([[1.0, 3], [9, 1]], annotations: remarks)
        for figure in [line, cloud] {
            let svg = SVGText(figure)
            #expect(svg.isWellFormed && svg.says("start <1>") && svg.says("the end"))
            #expect(figure.alternativeText.hasSuffix("“start <1>” at 1, 3; “the end” at 9, 1."))
        }
        let svg = try #require(line.svg)
        let anchors = svg.matches(of: /text-anchor="(start|end)"[^>]*>(?:<[^>]*>)*(start &lt;1&gt;|the end)/)
        #expect(anchors.map { "\($0.output.1)" } == ["start", "end"])
    }

    @Test("the same figure lies beside it as PNG, for programs that show no SVG")
    func picture() throws {
        let bundle = plot([3.0, 2, 1], title: "T").display
        #expect(try #require(bundle.content[.png]).starts(with: [0x89, 0x50, 0x4E, 0x47]))
    }
}
