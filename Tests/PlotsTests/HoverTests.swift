import Foundation
import Plots
import Testing

/// The invisible shapes of a figure: where they are, and what they tell.
private func hovers(_ figure: Figure) throws -> [(shape: String, text: String)] {
    let svg = try #require(figure.svg)
    let shapes = svg.matches(of: /<(?:circle|path) (?:c|d)[^>]*><title>([^<]*)<\/title>/)
    return shapes.map { (String($0.output.0), String($0.output.1)) }
}

@Suite("Figures tell their values when they are pointed at")
struct HoverTests {
    @Test("each point of a line, at its place")
    func lines() throws {
        let axes = Axes(xRange: 0...4, yRange: 0...10)
        let figure = plot([5.0, 7.5, 10], xLabel: "epoch", labels: ["loss <1>"], axes: axes)
        let found = try hovers(figure)
        #expect(
            found.map(\.text) == [
                "loss &lt;1&gt;, epoch 1: 5", "loss &lt;1&gt;, epoch 2: 7.5", "loss &lt;1&gt;, epoch 3: 10",
            ])
        // The drawn mark and the place that tells its value are the same.
        let places = try found.map { hover -> [Double] in
            let match = try #require(hover.shape.firstMatch(of: /cx="([0-9.]+)" cy="([0-9.]+)"/))
            return [Double(match.output.1) ?? 0, Double(match.output.2) ?? 0]
        }
        #expect(places[0][0] < places[1][0] && places[0][1] > places[1][1])
        let svg = try #require(figure.svg)
        let drawn = svg.matches(of: /[ML]([0-9.]+),([0-9.]+)/).map {
            [Double($0.output.1) ?? 0, Double($0.output.2) ?? 0]
        }
        for place in places {
            #expect(drawn.contains { abs($0[0] - place[0]) < 0.2 && abs($0[1] - place[1]) < 0.2 })
        }
    }

    @Test("logarithmic axes put them where the marks are")
    func logarithmic() throws {
        let found = try hovers(plot([1.0, 10, 100], axes: .logarithmicY))
        let heights = try found.map {
            Double(try #require($0.shape.firstMatch(of: /cy="([0-9.]+)"/)).output.1) ?? 0
        }
        #expect(heights.count == 3)
        #expect(abs((heights[0] - heights[1]) - (heights[1] - heights[2])) < 0.3)
    }

    @Test("bars, intervals, points and cells tell theirs")
    func others() throws {
        #expect(
            try hovers(
                bar(labels: ["a", "b"], values: [0.5, -0.25], errors: [0.1, 0.05], format: .percent)
            ).map(\.text)
                == ["a: 50.0 % ± 10.0 %", "b: −25.0 % ± 5.0 %"])
        #expect(try hovers(histogram([0.0, 1, 1, 2], bins: 2)).map(\.text) == ["0 to 1: 1", "1 to 2: 3"])
        #expect(
            try hovers(scatter([[0.0, 1], [2, 3]], classes: [0, 1], classNames: ["x", "y"])).map(\.text)
                == ["x (1): 0, 1", "y (2): 2, 3"])
        #expect(
            try hovers(confusionMatrix([[3, 1], [0, 4]], classNames: ["cat", "dog"])).map(\.text)
                == ["cat, cat: 3", "cat, dog: 1", "dog, cat: 0", "dog, dog: 4"])
    }

    @Test("of many values among gaps those are told that are there, evenly chosen")
    func gaps() throws {
        let found = try hovers(plot((1...8_000).map { $0 % 10 == 0 ? Double($0) : .nan }))
        #expect(found.map(\.text) == (0..<400).map { "\($0 * 20 + 10): \($0 * 20 + 10)" })
    }

    @Test("figures of many points tell some of them, and stay light")
    func many() throws {
        let found = try hovers(plot((0..<10_000).map { sin(Double($0)) }))
        #expect(found.count > 300 && found.count <= 400)
        #expect(try hovers(heatmap((0..<30).map { row in (0..<30).map { Double($0 * row) } })).isEmpty)
    }
}
