/// A value that the data are to be compared with: a dashed line across the plot, and what it means.
public typealias ReferenceLine = (value: Double, label: String)

/// Draws lines over 1, 2, 3 …: `plot(history.loss, title: "InfoNCE", xLabel: "epoch", lines: [(log(511), "chance")])`.
///
/// - Parameters:
///   - values: one array or tensor per line; NaN leaves a gap.
///   - labels: names for the legend, one per line.
///   - lines: values to compare with, dashed and labelled.
///   - annotations: places worth a remark.
public func plot(
    _ values: any PlotValues..., title: String = "", xLabel: String = "", yLabel: String = "",
    labels: [String] = [], lines: [ReferenceLine] = [], annotations: [Annotation] = [], axes: Axes = Axes()
) -> Figure {
    let series = values.enumerated().map { index, values in
        Series(values, label: labels.indices.contains(index) ? labels[index] : "")
    }
    return plot(
        series: series, title: title, xLabel: xLabel, yLabel: yLabel, lines: lines, annotations: annotations,
        axes: axes)
}

/// Draws series, each over its own positions, in one frame.
public func plot(
    series: [Series], title: String = "", xLabel: String = "", yLabel: String = "",
    lines: [ReferenceLine] = [], annotations: [Annotation] = [], axes: Axes = Axes()
) -> Figure {
    let drawing = LinePlot(
        series: series, lines: lines, annotations: annotations, title: title, xLabel: xLabel,
        yLabel: yLabel, axes: axes)
    return Figure(drawing.script, title: title, alternativeText: drawing.alternativeText, data: drawing.data)
}

/// The parts of a line plot, and how they become a script.
struct LinePlot {
    let series: [Series]
    let lines: [ReferenceLine]
    let annotations: [Annotation]
    let title: String
    let xLabel: String
    let yLabel: String
    let axes: Axes

    /// Points in a whole figure; more cannot be told apart on paper and would only weigh.
    private static let pointLimit = 10_000

    /// Points in the lines of a figure, and in each of them at least: two to a pixel's width and more look the same.
    private static let lineLimit = (all: 3_000, each: 1_200)

    /// The points of a series that are drawn, of `count` series.
    private func shown(_ series: Series, of count: Int) -> Series {
        let isCloud = series.style == .points
        let limit =
            isCloud ? max(2, Self.pointLimit / count) : max(Self.lineLimit.each, Self.lineLimit.all / count)
        return series.thinned(to: limit)
    }

    var script: FigureScript {
        var script = FigureScript()
        script.width = axes.width
        script.height = axes.height
        script.setFrame(title: title, legend: legend)
        script.setAxes(xLabel: xLabel, yLabel: yLabel)
        let filled = series.filter(\.hasPoints)
        guard !filled.isEmpty else {
            script.plotNothing("no values to draw")
            return script
        }
        let x = filled.flatMap(\.x).filter(\.isFinite)
        axes.set(in: &script, x: x, y: filled.flatMap(\.extent) + lines.map(\.value))
        let drawn = series.map { shown($0, of: filled.count) }
        plotLines(over: x, beside: drawn, in: &script)
        for (index, series) in series.enumerated() where series.hasPoints {
            plotSeries(drawn[index], index, in: &script)
        }
        script.annotate(annotations, over: x, axes: axes)
        hover(in: &script)
        let isThinned = zip(series, drawn).contains { $0.hasPoints && $1.y.count < $0.y.count }
        if isThinned { script.note("thinned from \(series.reduce(0) { $0 + $1.y.count }) points") }
        return script
    }

    /// Each value with its position and its series.
    private func hover(in script: inout FigureScript) {
        let places = series.indices.flatMap { number -> [(Int, Int)] in
            let (x, y) = (series[number].x, series[number].y)
            return y.indices.filter { x[$0].isFinite && y[$0].isFinite }.map { (number, $0) }
        }
        let position = xLabel.isEmpty ? "" : "\(xLabel) "
        script.hover(count: places.count) { place in
            let (number, index) = places[place]
            let (x, y) = (series[number].x[index], series[number].y[index])
            let name = series[number].label.isEmpty ? "" : "\(series[number].label), "
            return Hover(
                area: .point(x: x, y: y), text: "\(name)\(position)\(shortText(x)): \(shortText(y))")
        }
    }

    private var legend: [LegendEntry] {
        series.enumerated().map { index, series in
            let color = FigureStyle.color(index)
            let line = LegendEntry.Sample.line(
                color: color, dash: FigureStyle.dash(index), hasMarks: series.style == .linePoints)
            return LegendEntry(
                label: series.label, sample: series.style == .points ? .mark(color: color, shape: 7) : line)
        }
    }

    private func plotSeries(_ series: Series, _ index: Int, in script: inout FigureScript) {
        let color = FigureStyle.color(index)
        let block = script.block([series.x, series.y] + (series.band.map { [$0.lower, $0.upper] } ?? []))
        if series.band != nil {
            script.plot(
                "\(block) using 1:3:4 with filledcurves fs transparent solid 0.2 noborder lc rgb '\(color)'")
        }
        let line = "lc rgb '\(color)' lw 2 dt \(FigureStyle.dash(index))"
        let marks = "pt 7 ps 0.55"
        let style =
            switch series.style {
            case .line: "lines \(line)"
            case .points: "points \(marks) lc rgb '\(color)'"
            case .linePoints: "linespoints \(line) \(marks)"
            case .steps: "steps \(line)"
            }
        script.plot("\(block) using 1:2 with \(style)", label: series.label)
    }

    private func plotLines(over x: [Double], beside series: [Series], in script: inout FigureScript) {
        let (low, high) = (x.min() ?? 0, x.max() ?? 1)
        // Over a single point a line would have no length.
        let range = axes.xRange ?? (low < high ? low...high : axes.fullRange(low, high))
        let lines = lines.filter { $0.value.isFinite && (axes.yScale == .linear || $0.value > 0) }
        guard !lines.isEmpty else { return }
        var labels = LineLabels(series: series, lines: lines.map(\.value), axes: axes, x: range)
        for (value, label) in lines {
            let block = script.block([[range.lowerBound, range.upperBound], [value, value]])
            let look = "lc rgb '\(FigureStyle.muted)' lw 1.4 dt (7,5)"
            script.plot("\(block) using 1:2 with lines \(look)", label: label)
            guard !label.isEmpty else { continue }
            let place = labels.place(label.singleLine, at: value).position(of: value)
            script.setLabel(label.singleLine, at: place.at, align: place.align)
        }
    }

    /// The kind of figure, its axes, and for each series where it begins, ends, and its extremes.
    var alternativeText: String {
        var text = "Line plot" + (title.isEmpty ? "" : " “\(title)”")
        if !yLabel.isEmpty || !xLabel.isEmpty {
            text += ": \(yLabel.isEmpty ? "values" : yLabel) over \(xLabel.isEmpty ? "position" : xLabel)"
        }
        let parts = series.prefix(8).map { series in
            let values = series.y.filter(\.isFinite)
            let name = series.label.isEmpty ? "" : "\(series.label) "
            guard let first = values.first, let last = values.last, let low = values.min(),
                let high = values.max()
            else { return "\(name)without values" }
            let range = "between \(shortText(low)) and \(shortText(high))"
            return "\(name)from \(shortText(first)) to \(shortText(last)), \(range), \(values.count) values"
        }
        let references = lines.map {
            "\($0.label.isEmpty ? "reference line" : $0.label) at \(shortText($0.value))"
        }
        return
            (text + ". " + (parts + references + FigureScript.words(of: annotations)).joined(separator: "; ")
            + ".").singleLine
    }
}
