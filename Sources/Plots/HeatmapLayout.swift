/// Where a heat map's cells lie in its figure, in pixels: square cells as large as there is room for.
///
/// gnuplot's own margins count characters; these follow from the widths of the texts.
struct HeatmapLayout {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    /// Room below the cells.
    let bottom: Double
    /// How the columns' names are turned, in degrees.
    let columnAngle: Int

    /// The largest height of the cells together.
    private static let heightLimit = 600.0
    private static let titleRoom = 24.0

    init(_ map: Heatmap, rows: Int, columns: Int, top: Double, figureWidth: Int) {
        let names = map.tickNames
        let widest = { (names: [String]) in names.map(FigureScript.pixelWidth).max() ?? 26 }
        let rowNames = min(widest(names.rows), Double(figureWidth) / 2)
        let sideTitle = map.yLabel.isEmpty ? 0 : Self.titleRoom
        let scale = map.cellTexts.isEmpty ? 92 + (map.options.scaleLabel.isEmpty ? 0 : Self.titleRoom) : 16
        let available = Double(figureWidth) - rowNames - sideTitle - 22 - scale
        let aspect = Double(rows) / Double(columns)
        let isSquare = (0.2...2.5).contains(aspect)
        let fullHeight = isSquare ? available * aspect : min(max(available * aspect, 160), 400)
        height = min(fullHeight, Self.heightLimit)
        width = isSquare ? height / aspect : available

        let columnNames = widest(names.columns)
        let slot = width / Double(max(names.columns.count, 1))
        columnAngle = names.columns.isEmpty ? 0 : FigureScript.tickAngle(widest: columnNames, slot: slot)
        let overhang = FigureScript.tickOverhang(
            angle: columnAngle, first: names.columns.first ?? "", slot: slot)
        left = max(rowNames + sideTitle + 22, overhang + sideTitle + 8)
        self.top = top
        bottom =
            FigureScript.tickDepth(angle: columnAngle, widest: columnNames)
            + (map.xLabel.isEmpty ? 0 : Self.titleRoom)
    }

    /// The height of the whole figure.
    var figureHeight: Int { Int((top + height + bottom).rounded(.up)) }

    /// Sets the margins and the titles of the axes.
    func set(in script: inout FigureScript, xLabel: String, yLabel: String) {
        let across = Double(script.width)
        let down = Double(script.height)
        script.set("set lmargin at screen \(left / across)")
        script.set("set rmargin at screen \((left + width) / across)")
        script.set("set tmargin at screen \(1 - top / down)")
        script.set("set bmargin at screen \(1 - (top + height) / down)")
        let color = FigureStyle.ink
        if !xLabel.isEmpty {
            let place = script.screen(x: left + width / 2, y: top + height + bottom - 14)
            script.set(
                "set label \(script.texts.literal(xLabel.singleLine)) at \(place) center tc rgb '\(color)'")
        }
        if !yLabel.isEmpty {
            let place = script.screen(x: 14, y: top + height / 2)
            let text = script.texts.literal(yLabel.singleLine)
            script.set("set label \(text) at \(place) center rotate by 90 tc rgb '\(color)'")
        }
    }
}

extension FigureScript {
    /// How names must be turned that stand `slot` pixels apart, in degrees: 0 where they fit side by side.
    static func tickAngle(widest: Double, slot: Double) -> Int {
        if widest <= slot - 4 { return 0 }
        return slot >= 30 ? 30 : slot >= 19 ? 50 : 90
    }

    /// How far turned names reach below the axis, in pixels.
    static func tickDepth(angle: Int, widest: Double) -> Double {
        switch angle {
        case 0: 30
        case 30: widest * 0.5 + 26
        case 50: widest * 0.77 + 24
        default: widest + 20
        }
    }

    /// How far the first name reaches left of the plot, in pixels.
    static func tickOverhang(angle: Int, first: String, slot: Double) -> Double {
        let cosine = angle == 30 ? 0.87 : angle == 50 ? 0.64 : 0
        return angle == 0 ? 0 : max(0, pixelWidth(first.singleLine) * cosine - slot / 2)
    }

    /// The words of `set xtics` that turn names.
    static func tickRotation(angle: Int) -> String {
        angle == 0 ? "offset 0,0.3" : "rotate by \(angle) right offset \(angle == 90 ? "0,-0.2" : "0.5,-0.4")"
    }
}
