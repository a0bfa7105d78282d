import Foundation

/// Draws how often values fall into equal intervals; several arrays lie over each other in one frame.
///
/// - Parameters:
///   - labels: names for the legend, one per array.
///   - bins: how many intervals; by default after Freedman and Diaconis, from 10 to 60.
public func histogram(
    _ values: any PlotValues..., bins: Int? = nil, title: String = "", xLabel: String = "",
    labels: [String] = [], axes: Axes = Axes()
) -> Figure {
    let chart = Histogram(
        values: values.map { $0.plotValues.filter(\.isFinite) }, labels: labels, bins: bins, title: title,
        xLabel: xLabel, axes: axes)
    return Figure(chart.script, title: title, alternativeText: chart.alternativeText, data: chart.data)
}

/// The parts of a histogram, and how they become a script.
struct Histogram {
    let values: [[Double]]
    let labels: [String]
    let bins: Int?
    let title: String
    let xLabel: String
    let axes: Axes

    private var range: (low: Double, high: Double)? {
        let all = values.joined()
        guard let low = all.min(), let high = all.max() else { return nil }
        return high > low ? (low, high) : (low - 0.5, high + 0.5)
    }

    /// The number of intervals: twice the interquartile range over the cube root of the count is one's width.
    private func binCount(low: Double, high: Double) -> Int {
        if let bins { return max(1, bins) }
        let sorted = values.joined().sorted()
        let spread = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
        guard spread > 0 else { return 20 }
        let width = 2 * spread / cbrt(Double(sorted.count))
        return min(60, max(10, Int(((high - low) / width).rounded(.up))))
    }

    var script: FigureScript {
        var script = FigureScript()
        script.width = axes.width
        script.height = axes.height
        script.setFrame(title: title, legend: legend)
        script.setAxes(xLabel: xLabel, yLabel: "count")
        guard let (low, high) = range else {
            script.plotNothing("no values to draw")
            return script
        }
        axes.set(in: &script, x: [low, high])
        script.set("set xtics autofreq")
        if axes.yRange == nil, axes.yScale == .linear { script.set("set yrange [0:*]") }
        let (edges, counts) = intervals
        let (left, right) = (edges.map(\.low), edges.map(\.high))
        for (index, counts) in counts.enumerated() {
            let block = script.block([left, counts, left, right, counts.map { _ in 0 }, counts])
            let color = FigureStyle.color(index)
            let name = labels.indices.contains(index) ? "\(labels[index]), " : ""
            script.hover(
                zip(edges, counts).filter { $1 > 0 && axes.yScale == .linear }.map { edges, count in
                    Hover(
                        area: .box(x: edges.low...edges.high, y: 0...count),
                        text:
                            "\(name)\(shortText(edges.low)) to \(shortText(edges.high)): \(shortText(count))")
                })
            script.plot(
                "\(block) using 1:2:3:4:5:6 with boxxyerror fs transparent solid \(opacity) noborder lc rgb '\(color)'",
                label: labels.indices.contains(index) ? labels[index] : "")
        }
        return script
    }

    /// The intervals, and how many values of each array fall into each.
    var intervals: (edges: [(low: Double, high: Double)], counts: [[Double]]) {
        guard let (low, high) = range else { return ([], []) }
        let bins = binCount(low: low, high: high)
        let width = (high - low) / Double(bins)
        let counts = values.map { values in
            var counts = [Double](repeating: 0, count: bins)
            for value in values { counts[min(bins - 1, Int((value - low) / width))] += 1 }
            return counts
        }
        return ((0..<bins).map { (low + Double($0) * width, low + Double($0 + 1) * width) }, counts)
    }

    /// Overlapping distributions must be seen through each other.
    private var opacity: Double { values.count > 1 ? 0.55 : 0.9 }

    private var legend: [LegendEntry] {
        labels.prefix(values.count).enumerated().map { index, label in
            LegendEntry(label: label, sample: .box(color: FigureStyle.color(index), opacity: opacity))
        }
    }

    /// Count, range, mean and spread of each array.
    var alternativeText: String {
        let parts = values.enumerated().map { index, values -> String in
            let name = labels.indices.contains(index) ? "\(labels[index]): " : ""
            guard let low = values.min(), let high = values.max() else { return name + "no values" }
            let mean = values.reduce(0, +) / Double(values.count)
            let range = "from \(shortText(low)) to \(shortText(high))"
            return "\(name)\(values.count) values \(range), mean \(shortText(mean))"
        }
        let text =
            "Histogram" + (title.isEmpty ? "" : " “\(title)”") + (xLabel.isEmpty ? "" : " of \(xLabel)")
        return (text + ". " + parts.joined(separator: "; ") + ".").singleLine
    }
}
