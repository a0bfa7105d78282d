import Tensors

/// Draws one bar per label: `bar(labels: ["pixels", "random", "SimCLR"], values: [0.42, 0.49, 0.61], format: .percent)`.
///
/// - Parameters:
///   - errors: half the length of each error bar.
///   - format: how values are written above their bars and at the axis.
public func bar(
    labels: [String], values: any PlotValues, errors: (any PlotValues)? = nil, title: String = "",
    yLabel: String = "", format: NumberFormat = .short
) -> Figure {
    bar(
        labels: labels, groups: [BarGroup(values, errors: errors)], title: title, yLabel: yLabel,
        format: format)
}

/// Draws several bars per label, side by side, one colour per group.
public func bar(
    labels: [String], groups: [BarGroup], title: String = "", yLabel: String = "",
    format: NumberFormat = .short
) -> Figure {
    let chart = BarChart(labels: labels, groups: groups, title: title, yLabel: yLabel, format: format)
    return Figure(chart.script, title: title, alternativeText: chart.alternativeText, data: chart.data)
}

/// The bars of one colour: a value per label.
public struct BarGroup: Sendable {
    /// The name in the legend.
    public let label: String
    /// One value per label of the chart; NaN leaves a gap.
    public let values: [Double]
    /// Half the length of each error bar.
    public let errors: [Double]?

    /// Makes a group.
    public init(_ values: any PlotValues, errors: (any PlotValues)? = nil, label: String = "") {
        self.label = label
        self.values = values.plotValues
        self.errors = errors?.plotValues
        precondition(
            self.errors.map { $0.count == self.values.count } ?? true,
            "BarGroup: \(self.errors?.count ?? 0) errors for \(self.values.count) values")
    }
}

/// The parts of a bar chart, and how they become a script.
struct BarChart {
    let labels: [String]
    let groups: [BarGroup]
    let title: String
    let yLabel: String
    let format: NumberFormat

    init(labels: [String], groups: [BarGroup], title: String, yLabel: String, format: NumberFormat) {
        for group in groups {
            precondition(
                group.values.count == labels.count,
                "bar: \(group.values.count) values for \(labels.count) labels")
        }
        (self.labels, self.groups, self.title, self.yLabel, self.format) = (
            labels, groups, title, yLabel, format
        )
    }

    /// Of the distance between two labels, the part that bars take.
    private static let fill = 0.72

    private var barWidth: Double { Self.fill / Double(max(groups.count, 1)) }

    var script: FigureScript {
        var script = FigureScript()
        script.height = 360
        let ticks = makeCategories(in: &script)
        script.setFrame(
            title: title,
            legend: groups.enumerated().map { index, group in
                LegendEntry(label: group.label, sample: .box(color: FigureStyle.color(index), opacity: 1))
            })
        script.set(ticks)
        script.setAxes(xLabel: "", yLabel: yLabel)
        let ends = groups.flatMap { group in
            group.values.indices.flatMap { index in
                let error = group.errors?[index] ?? 0
                return [group.values[index] - error, group.values[index] + error]
            }
        }.filter(\.isFinite).map { $0 * format.axisFactor }
        guard let low = ends.min(), let high = ends.max() else {
            script.plotNothing("no values to draw")
            return script
        }
        setScale(low: min(low, 0), high: max(high, 0), in: &script)
        for (index, group) in groups.enumerated() { plotGroup(group, index, in: &script) }
        return script
    }

    /// The axis from zero, with room for the numbers beyond the bars' ends.
    private func setScale(low: Double, high: Double, in script: inout FigureScript) {
        let span = high > low ? high - low : 1
        script.set(
            "set yrange [\(low < 0 ? low - 0.1 * span : 0):\(high > 0 ? high + 0.1 * span : 0.1 * span)]")
        script.set("set xrange [-0.6:\(Double(labels.count) - 0.4)]")
        if case .percent = format { script.set("set format y '%g %%'") }
        if low < 0 { script.set("set xzeroaxis lt 1 lc rgb '\(FigureStyle.muted)' lw 1") }
    }

    /// Makes room for the labels under the bars, slanted where they would touch; returns the command that writes them.
    private func makeCategories(in script: inout FigureScript) -> String {
        let shown = labels.map { $0.count > 36 ? $0.prefix(35) + "…" : $0 }
        let widest =
            shown.flatMap { $0.split(whereSeparator: \.isNewline) }
            .map { FigureScript.pixelWidth(String($0)) }.max() ?? 0
        let slot = Double(script.width - 90) / Double(max(labels.count, 1))
        let angle = FigureScript.tickAngle(widest: widest, slot: slot)
        let entries = shown.enumerated().map {
            "\(script.texts.literal(angle == 0 ? $1 : $1.singleLine)) \($0)"
        }
        let style = FigureScript.tickRotation(angle: angle)
        let ticks = "set xtics scale 0 \(style) (\(entries.joined(separator: ", ")))"
        guard angle != 0, let first = shown.first else { return ticks }
        // gnuplot would leave room for upright text; the figure grows by what turned text needs.
        let depth = FigureScript.tickDepth(angle: angle, widest: widest)
        script.height += max(0, Int(depth) - 40)
        script.set("set bmargin at screen \(depth / Double(script.height))")
        let overhang = FigureScript.tickOverhang(angle: angle, first: first, slot: slot)
        script.set("set lmargin at screen \(max(72, overhang + 8) / Double(script.width))")
        script.set("set rmargin at screen \(1 - 16 / Double(script.width))")
        return ticks
    }

    private func plotGroup(_ group: BarGroup, _ index: Int, in script: inout FigureScript) {
        let color = FigureStyle.color(index)
        let values = group.values.map { $0 * format.axisFactor }
        let left = labels.indices.map { Double($0) - Self.fill / 2 + barWidth * (Double(index) + 0.04) }
        let right = left.map { $0 + barWidth * 0.92 }
        let middle = zip(left, right).map { ($0 + $1) / 2 }
        let zero = values.map { _ in 0.0 }
        let block = script.block([middle, values, left, right, zero, values])
        script.plot(
            "\(block) using 1:2:3:4:5:6 with boxxyerror fs solid 1 noborder lc rgb '\(color)'",
            label: group.label)
        script.hover(
            values.indices.filter { values[$0].isFinite }.map { place in
                let name = [labels[place].singleLine, group.label].filter { !$0.isEmpty }.joined(
                    separator: ", ")
                let spread = group.errors.map { " ± \(format.text($0[place]))" } ?? ""
                return Hover(
                    area: .box(
                        x: left[place]...right[place], y: min(0, values[place])...max(0, values[place])),
                    text: "\(name): \(format.text(group.values[place]))\(spread)")
            })
        let errors = group.errors?.map { $0 * format.axisFactor }
        if let errors {
            let low = zip(values, errors).map(-)
            let high = zip(values, errors).map(+)
            let bars = script.block([middle, values, low, high])
            // gnuplot's own error bars leave a gap for their point in files.
            let style = "vectors heads size graph 0.008,90 lw 1.3 lc rgb '\(FigureStyle.ink)'"
            script.plot("\(bars) using 1:3:(0):($4-$3) with \(style)")
        }
        let pixels = Double(script.width - 90) / Double(labels.count) * barWidth
        // The axis has the unit too: where it has no room at some number, all go without.
        let hasUnits = groups.flatMap(\.values).allSatisfy {
            FigureScript.pixelWidth(format.text($0)) <= pixels
        }
        let texts = group.values.map(format.text).map { hasUnits ? $0 : $0.replacing(" %", with: "") }
        if texts.allSatisfy({ FigureScript.pixelWidth($0) <= pixels }) {
            plotNumbers(texts, middle, values, errors, in: &script)
        }
    }

    private func plotNumbers(
        _ texts: [String], _ middle: [Double], _ values: [Double], _ errors: [Double]?,
        in script: inout FigureScript
    ) {
        for (above, offset) in [(true, 0.6), (false, -0.6)] {
            var lines = ""
            for index in labels.indices where values[index].isFinite && (values[index] >= 0) == above {
                let end = values[index] + (above ? 1 : -1) * (errors?[index] ?? 0)
                lines += "\(middle[index]) \(end) \(script.texts.word(texts[index]))\n"
            }
            guard !lines.isEmpty else { continue }
            let block = script.block(lines: lines)
            let style = "font 'sans-serif,12' tc rgb '\(FigureStyle.ink)' offset 0,\(offset)"
            script.plot("\(block) using 1:2:3 with labels \(style)")
        }
    }

    /// Every value, up to forty.
    var alternativeText: String {
        var text = "Bar chart" + (title.isEmpty ? "" : " “\(title)”") + (yLabel.isEmpty ? "" : ": \(yLabel)")
        let parts = groups.flatMap { group in
            labels.indices.map { index in
                let name = [labels[index], group.label].filter { !$0.isEmpty }.joined(separator: ", ")
                return "\(name) \(format.text(group.values[index]))"
            }
        }
        text += ". " + parts.prefix(40).joined(separator: "; ")
        return (text + (parts.count > 40 ? "; and \(parts.count - 40) more." : ".")).singleLine
    }
}
