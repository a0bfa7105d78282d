/// Draws a height over the plane: colours, and lines where it has the same value, such as a loss over two parameters.
///
/// - Parameters:
///   - heights: `[R, C]`: row `r` belongs to the r-th position along the vertical axis, from the bottom up.
///   - x: the positions of the first and the last column.
///   - y: the positions of the first and the last row.
///   - levels: about how many lines.
public func contour(
    _ heights: any PlotMatrix, x: ClosedRange<Double> = 0...1, y: ClosedRange<Double> = 0...1,
    levels: Int = 8,
    title: String = "", xLabel: String = "", yLabel: String = "", scaleLabel: String = ""
) -> Figure {
    let map = ContourMap(
        heights: heights.plotRows, x: x, y: y, levels: levels, title: title, xLabel: xLabel, yLabel: yLabel,
        scaleLabel: scaleLabel)
    return Figure(map.script, title: title, alternativeText: map.alternativeText, data: map.data)
}

/// The parts of a contour map, and how they become a script.
struct ContourMap {
    let heights: [[Double]]
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    let levels: Int
    let title: String
    let xLabel: String
    let yLabel: String
    let scaleLabel: String

    private var columns: Int { heights.first?.count ?? 0 }

    private static func place(_ index: Int, of count: Int, in range: ClosedRange<Double>) -> Double {
        range.lowerBound + Double(index) / Double(max(count - 1, 1)) * (range.upperBound - range.lowerBound)
    }

    /// Every point of the grid, row by row.
    private var points: [(x: Double, y: Double, height: Double)] {
        heights.enumerated().flatMap { row, values in
            values.enumerated().map { column, height in
                (Self.place(column, of: columns, in: x), Self.place(row, of: heights.count, in: y), height)
            }
        }
    }

    var script: FigureScript {
        var script = FigureScript()
        script.height = 440
        script.setFrame(title: title)
        script.setAxes(xLabel: xLabel, yLabel: yLabel)
        let finite = heights.joined().filter(\.isFinite)
        guard heights.count > 1, columns > 1, let low = finite.min(), let high = finite.max() else {
            script.plotNothing("no heights to draw")
            return script
        }
        var lines = ""
        for (index, point) in points.enumerated() {
            if index > 0, index % columns == 0 { lines += "\n" }
            lines += "\(point.x) \(point.y) \(point.height.isFinite ? "\(Float(point.height))" : "NaN")\n"
        }
        let block = script.block(lines: lines)
        script.set("unset grid\n\(FigureStyle.paletteCommand)")
        script.set(
            "set xrange [\(x.lowerBound):\(x.upperBound)]\nset yrange [\(y.lowerBound):\(y.upperBound)]")
        script.set("set cbrange [\(low):\(high > low ? high : low + 1)]\nset rmargin 14")
        script.set("set colorbox noborder\nset cbtics nomirror scale 0.4 tc rgb '\(FigureStyle.ink)'")
        if !scaleLabel.isEmpty { script.set("set cblabel \(script.texts.literal(scaleLabel))") }
        script.set("set contour base\nset cntrparam levels auto \(max(1, levels))\nunset surface")
        script.set("set table $contours\nsplot \(block) using 1:2:3\nunset table\nunset contour")
        script.plot("\(block) using 1:2:3 with image pixels")
        script.plot("$contours using 1:2 with lines lc rgb '#40ffffff' lw 1.2")
        script.hover(hovers)
        return script
    }

    private var hovers: [Hover] {
        let halfX = (x.upperBound - x.lowerBound) / Double(max(columns - 1, 1)) / 2
        let halfY = (y.upperBound - y.lowerBound) / Double(max(heights.count - 1, 1)) / 2
        guard points.count <= 2500 else { return [] }
        return points.filter(\.height.isFinite).map { point in
            Hover(
                area: .box(
                    x: max(x.lowerBound, point.x - halfX)...min(x.upperBound, point.x + halfX),
                    y: max(y.lowerBound, point.y - halfY)...min(y.upperBound, point.y + halfY)),
                text: "\(shortText(point.x)), \(shortText(point.y)): \(shortText(point.height))")
        }
    }

    /// A row per point of the grid.
    var data: FigureData {
        let columns = [
            xLabel.isEmpty ? "x" : xLabel, yLabel.isEmpty ? "y" : yLabel,
            scaleLabel.isEmpty ? "height" : scaleLabel,
        ]
        return FigureData(
            columns: columns, rows: points.map { [.number($0.x), .number($0.y), .number($0.height)] })
    }

    /// The range of the heights, and where the lowest and the highest are.
    var alternativeText: String {
        var text = "Contour map" + (title.isEmpty ? "" : " “\(title)”")
        let finite = points.filter(\.height.isFinite)
        guard let low = finite.min(by: { $0.height < $1.height }),
            let high = finite.max(by: { $0.height < $1.height })
        else { return (text + ", no heights.").singleLine }
        if !xLabel.isEmpty || !yLabel.isEmpty { text += " over \(xLabel) and \(yLabel)" }
        let place = { (point: (x: Double, y: Double, height: Double)) in
            "\(shortText(point.height)) at \(shortText(point.x)), \(shortText(point.y))"
        }
        return (text + ". Lowest \(place(low)); highest \(place(high)).").singleLine
    }
}
