/// Where the figures of a sheet lie, in pixels.
struct SheetLayout: Sendable {
    /// Each figure and its upper left corner.
    let places: [(figure: Figure, x: Int, y: Int)]
    /// The width of the widest row.
    let width: Int
    /// The height of the rows and of the title.
    let height: Int
    /// The title above them.
    let title: String

    private static let gap = 24

    init(_ rows: [[Figure]], title: String) {
        var places: [(figure: Figure, x: Int, y: Int)] = []
        var (width, y) = (0, title.isEmpty ? 0 : 32)
        for row in rows {
            var x = 0
            for figure in row {
                places.append((figure, x, y))
                x += figure.script.width + Self.gap
            }
            width = max(width, x - Self.gap)
            y += (row.map(\.script.height).max() ?? 0) + (row.isEmpty ? 0 : Self.gap)
        }
        self.places = places
        self.width = width
        height = y - Self.gap
        self.title = title
    }
}

extension FigureSheet {
    /// The sheet as gnuplot draws it into a file of its own.
    func drawn(as format: FigureFormat) throws(PlotError) -> [UInt8] {
        try Gnuplot.current.draw(
            layout.printedCommands, width: layout.width, height: layout.height, as: format
        ).bytes
    }
}

extension SheetLayout {
    /// All figures in one drawing: each in its part of the canvas, with its places on the whole canvas moved there.
    fileprivate var printedCommands: String {
        var commands = "set multiplot\n"
        if !title.isEmpty {
            var head = FigureScript()
            (head.width, head.height) = (width, height)
            let place = "\(head.screen(x: 8, y: 16)) left font 'sans-serif:Bold,16'"
            head.set(
                "set label \(head.texts.literal(title.singleLine)) at \(place) tc rgb '\(FigureStyle.ink)'")
            // A label is drawn by a plot; this one has nothing else.
            head.set("unset border\nunset tics\nunset key\nset xrange [0:1]\nset yrange [0:1]")
            head.plot("NaN")
            commands += head.printedCommands
        }
        for (figure, x, y) in places {
            let part = Part(
                x: Double(x) / Double(width), y: 1 - Double(y + figure.script.height) / Double(height),
                width: Double(figure.script.width) / Double(width),
                height: Double(figure.script.height) / Double(height))
            commands += "reset\nset minussign\nset size \(part.width),\(part.height)\n"
            commands += "set origin \(part.x),\(part.y)\n" + part.moved(figure.script).printedCommands
        }
        return commands + "unset multiplot\n"
    }

    /// A part of the canvas, in shares of it from the lower left corner.
    private struct Part {
        let x, y, width, height: Double

        /// The script with its places on the canvas inside of this part.
        func moved(_ script: FigureScript) -> FigureScript {
            script.mappingSettings { setting in
                setting.replacing(/screen (-?[0-9.e-]+), screen (-?[0-9.e-]+)/) { match in
                    "screen \(x + width * (Double(match.output.1) ?? 0)), "
                        + "screen \(y + height * (Double(match.output.2) ?? 0))"
                }.replacing(/set ([lrtb])margin at screen (-?[0-9.e-]+)/) { match in
                    let share = Double(match.output.2) ?? 0
                    let isAcross = match.output.1 == "l" || match.output.1 == "r"
                    return
                        "set \(match.output.1)margin at screen \(isAcross ? x + width * share : y + height * share)"
                }
            }
        }
    }
}
