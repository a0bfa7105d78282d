import Plots
import Testing

@Suite("Bars, heat maps, histograms and confusion matrices")
struct ChartTests {
    @Test("every bar has its value above it and its label below")
    func barValues() {
        let figure = bar(
            labels: ["raw pixels", "random encoder", "SimCLR"], values: [0.402, 0.473, 0.617],
            format: .percent)
        let svg = SVGText(figure)
        for text in ["raw pixels", "random encoder", "SimCLR", "40.2 %", "47.3 %", "61.7 %"] {
            #expect(svg.says(text))
        }
        #expect(
            figure.alternativeText
                == "Bar chart. raw pixels 40.2 %; random encoder 47.3 %; SimCLR 61.7 %.")
    }

    @Test("long labels are turned and still complete")
    func longLabels() {
        let names = (0..<14).map { "a rather long label \($0)" }
        let svg = SVGText(bar(labels: names, values: names.indices.map(Double.init)))
        for name in names { #expect(svg.says(name)) }
    }

    @Test("negative values and error bars are in the text, with a minus sign")
    func negative() {
        let figure = bar(labels: ["a", "b"], values: [-0.5, 2], errors: [0.1, 0.2])
        #expect(SVGText(figure).says("−0.5"))
        #expect(figure.alternativeText == "Bar chart. a −0.5; b 2.")
    }

    @Test("a share that rounds to zero has no sign")
    func signOfZero() {
        #expect(SVGText(bar(labels: ["a", "b"], values: [-0.0001, 0.5], format: .percent)).says("0.0 %"))
    }

    @Test("a heat map names its size, its range and its marks")
    func heatmapText() {
        let figure = heatmap([[0, 1, 0.5], [-1, 0.25, 0]], title: "Similarity", marks: [(0, 1), (1, 0)])
        #expect(
            figure.alternativeText
                == "Heat map “Similarity”, 2 rows by 3 columns, values from −1 to 1, mean 0.125, 2 cells framed."
        )
        #expect(SVGText(figure).elements.contains("image"))
    }

    @Test("ordering by class names each class once per axis")
    func ordered() {
        let matrix = (0..<6).map { row in (0..<6).map { Double(row * $0) } }
        let figure = heatmap(matrix, order: [2, 0, 1, 2, 0, 1], classNames: ["daisy", "rose", "tulip"])
        let texts = SVGText(figure).texts
        for name in ["daisy", "rose", "tulip"] { #expect(texts.filter { $0 == name }.count == 2) }
    }

    @Test("a matrix larger than the figure is averaged, and says so")
    func large() throws {
        let row = (0..<1500).map(Double.init)
        let figure = heatmap((0..<1500).map { _ in row })
        #expect(SVGText(figure).says("each cell is the mean of 3×3"))
        #expect(try #require(figure.svg).utf8.count < 600_000)
    }

    @Test("a confusion matrix writes every count and tells each class's recall and main confusion")
    func confusion() {
        let figure = confusionMatrix([[7, 3], [1, 9]], classNames: ["rose", "tulip"])
        let svg = SVGText(figure)
        for text in ["7", "3", "1", "9", "predicted class", "true class"] { #expect(svg.says(text)) }
        #expect(
            figure.alternativeText
                == "Confusion matrix: 16 of 20 right. rose: 7 of 10 right, most often taken for tulip (3); "
                + "tulip: 9 of 10 right, most often taken for rose (1).")
    }

    @Test("a histogram counts every value once")
    func histogramText() {
        let figure = histogram(
            [0.0, 1, 2], [3.0, 3, 3, 3], bins: 4, title: "Similarities", labels: ["negatives", "positives"])
        #expect(
            figure.alternativeText
                == "Histogram “Similarities”. negatives: 3 values from 0 to 2, mean 1; "
                + "positives: 4 values from 3 to 3, mean 3.")
        #expect(SVGText(figure).says("4"))
    }

    @Test("a scatter plot has a legend entry per class, and counts the members")
    func scatterText() {
        let figure = scatter(
            [[0, 0], [1, 1], [2, 0]] as [[Float]], classes: [0, 1, 1], classNames: ["a", "b"])
        #expect(figure.alternativeText == "Scatter plot: 3 points. a 1; b 2.")
        #expect(SVGText(figure).says("a") && SVGText(figure).says("b"))
    }

    @Test("numbers above bars are as long as their bars are wide: with unit, without, or not at all")
    func numbersFit() {
        func texts(_ labels: Int, _ groups: Int) -> SVGText {
            let group = BarGroup((0..<labels).map { 0.283 + Double($0) / 100 }, label: "g")
            return SVGText(
                bar(
                    labels: (0..<labels).map { "l\($0)" }, groups: Array(repeating: group, count: groups),
                    format: .percent))
        }
        #expect(texts(3, 2).says("28.3 %"))
        #expect(texts(5, 2).says("28.3") && !texts(5, 2).says("28.3 %"))
        #expect(!texts(12, 3).says("28.3") && !texts(12, 3).says("28.3 %"))
        let mixed = SVGText(
            bar(
                labels: ["a", "b", "c", "d"],
                groups: [0.05, 1].map { BarGroup(Array(repeating: $0, count: 4), label: "\($0)") },
                format: .percent))
        #expect(mixed.says("5.0") && mixed.says("100.0") && !mixed.says("5.0 %"), "one form for all")
    }

    @Test("a logarithmic axis with few positions has their numbers")
    func fewPositions() {
        let sizes = SVGText(plot(series: [Series([1, 2, 3, 4], x: [16, 32, 64, 128])], axes: .logarithmicX))
        #expect(["16", "32", "64", "128"].allSatisfy(sizes.says))
    }
}
