extension Heatmap {
    /// The heat map as a script; square cells unless the matrix is very long.
    var script: FigureScript {
        var script = FigureScript()
        let drawn = drawnRows
        let columns = drawn.first?.count ?? 0
        guard let range, columns > 0 else {
            script.setFrame(title: title)
            script.plotNothing("no values to draw")
            return script
        }
        let layout = makeLayout(rows: drawn.count, columns: columns, for: script)
        script.height = layout.figureHeight
        script.setFrame(title: title)
        layout.set(in: &script, xLabel: xLabel, yLabel: yLabel)
        script.set("unset border\n\(FigureStyle.paletteCommand)")
        script.set("set xrange [-0.5:\(Double(columns) - 0.5)]")
        script.set("set yrange [\(Double(drawn.count) - 0.5):-0.5]")
        script.set("set cbrange [\(range.lowerBound):\(range.upperBound)]")
        setColorScale(in: &script)
        let rotation = FigureScript.tickRotation(angle: layout.columnAngle)
        setTicks("x", labels: options.columnLabels, count: columns, rotation, in: &script)
        setTicks("y", labels: options.rowLabels, count: drawn.count, "offset 0.3,0", in: &script)
        plotCells(drawn, range, in: &script)
        plotBoundaries(rows: drawn.count, columns: columns, in: &script)
        plotMarks(in: &script)
        plotTexts(range, in: &script)
        hover(drawn, in: &script)
        if blockSize > 1 { script.note("each cell is the mean of \(blockSize)×\(blockSize)") }
        return script
    }

    /// Each cell's value with the names of its row and column, where the cells are few enough.
    private func hover(_ drawn: [[Double]], in script: inout FigureScript) {
        guard drawn.count * (drawn.first?.count ?? 0) <= 400, blockSize == 1 else { return }
        func name(_ names: [String], _ index: Int) -> String {
            names.indices.contains(index) ? names[index] : "\(index)"
        }
        for (row, values) in drawn.enumerated() {
            script.hover(
                values.enumerated().filter { $1.isFinite }.map { column, value in
                    let (x, y) = (Double(column), Double(row))
                    let names = "\(name(options.rowLabels, row)), \(name(options.columnLabels, column))"
                    return Hover(
                        area: .box(x: x - 0.5...x + 0.5, y: y - 0.5...y + 0.5),
                        text: "\(names): \(cellTexts.isEmpty ? shortText(value) : cellTexts[row][column])")
                })
        }
    }

    private func setColorScale(in script: inout FigureScript) {
        // Where every value can be read, a scale says nothing more.
        guard cellTexts.isEmpty else { return script.set("unset colorbox") }
        script.set("set colorbox noborder\nset cbtics nomirror scale 0.4 tc rgb '\(FigureStyle.ink)'")
        if !options.scaleLabel.isEmpty {
            script.set("set cblabel \(script.texts.literal(options.scaleLabel))")
        }
    }

    /// The names at the axes; empty where there are numbers.
    var tickNames: (rows: [String], columns: [String]) {
        let classes = classTicks.map(\.name)
        return (
            (options.rowLabels.isEmpty ? classes : options.rowLabels).map(\.singleLine),
            (options.columnLabels.isEmpty ? classes : options.columnLabels).map(\.singleLine)
        )
    }

    /// The layout below the title, whose height does not depend on the figure's.
    private func makeLayout(rows: Int, columns: Int, for script: FigureScript) -> HeatmapLayout {
        var trial = script
        let top = trial.setFrame(title: title)
        return HeatmapLayout(self, rows: rows, columns: columns, top: top, figureWidth: script.width)
    }

    private func setTicks(
        _ axis: String, labels: [String], count: Int, _ style: String, in script: inout FigureScript
    ) {
        let named: [(Double, String)] =
            labels.isEmpty
            ? classTicks.map { (($0.middle + 0.5) / Double(blockSize) - 0.5, $0.name) }
            : labels.enumerated().map { (Double($0), $1) }
        guard !named.isEmpty else {
            let step = count <= 12 ? "1" : "autofreq"
            return script.set("set \(axis)tics scale 0.4 \(style) \(step)")
        }
        let entries = named.map { "\(script.texts.literal($0.1.singleLine)) \($0.0)" }
        script.set("set \(axis)tics scale 0 \(style) (\(entries.joined(separator: ", ")))")
    }

    private func plotCells(_ drawn: [[Double]], _ range: ClosedRange<Double>, in script: inout FigureScript) {
        guard drawn.count > 1, drawn[0].count > 1 else { return plotLineOfCells(drawn, in: &script) }
        var lines = ""
        for row in drawn {
            for value in row {
                // Four digits are finer than the 256 colours.
                lines += value.isFinite ? "\(Float(value)) " : "NaN "
            }
            lines += "\n"
        }
        script.plot("\(script.block(lines: lines)) matrix using 1:2:3 with image")
    }

    /// A single row or column cell by cell: gnuplot draws no image that is one value wide or high.
    private func plotLineOfCells(_ drawn: [[Double]], in script: inout FigureScript) {
        let cells = drawn.enumerated().flatMap { row, values in
            values.enumerated().filter { $1.isFinite }.map { (x: Double($0), y: Double(row), value: $1) }
        }
        let block = script.block([
            cells.map(\.x), cells.map(\.y), cells.map { $0.x - 0.5 }, cells.map { $0.x + 0.5 },
            cells.map { $0.y - 0.5 }, cells.map { $0.y + 0.5 }, cells.map(\.value),
        ])
        script.plot("\(block) using 1:2:3:4:5:6:7 with boxxyerror fc palette fs solid 1 noborder")
    }

    private func plotBoundaries(rows: Int, columns: Int, in script: inout FigureScript) {
        for boundary in boundaries {
            let place = Double(boundary) / Double(blockSize) - 0.5
            let right = Double(columns) - 0.5
            let bottom = Double(rows) - 0.5
            let block = script.block([
                [-0.5, right, .nan, place, place], [place, place, .nan, -0.5, bottom],
            ])
            script.plot("\(block) using 1:2 with lines lc rgb '#ffffff' lw 1.2")
        }
    }

    /// Frames in a colour that viridis does not hold, with a light edge: beside green, red alone is hard to see.
    private func plotMarks(in script: inout FigureScript) {
        guard !marks.isEmpty else { return }
        let places = marks.map { (x: Double($0.column / blockSize), y: Double($0.row / blockSize)) }
        let sides = [-0.5, 0.5].map { side in (places.map { $0.x + side }, places.map { $0.y + side }) }
        let block = script.block([
            places.map(\.x), places.map(\.y), sides[0].0, sides[1].0, sides[0].1, sides[1].1,
        ])
        let width = max(rows.count, rows.first?.count ?? 0) > 64 ? 1.0 : 1.8
        for (color, width) in [("#ffffff", 2 * width), ("#ff3b4e", width)] {
            script.plot(
                "\(block) using 1:2:3:4:5:6 with boxxyerror lc rgb '\(color)' lw \(width) fs empty border")
        }
    }

    private func plotTexts(_ range: ClosedRange<Double>, in script: inout FigureScript) {
        guard blockSize == 1, rows.count <= 20, (rows.first?.count ?? 0) <= 20 else { return }
        for (color, isLight) in [("#ffffff", true), ("#000000", false)] {
            var lines = ""
            for (row, texts) in cellTexts.enumerated() {
                for (column, text) in texts.enumerated() {
                    let value = rows[row][column]
                    guard value.isFinite, FigureStyle.wantsLightText(on: share(value, of: range)) == isLight
                    else {
                        continue
                    }
                    lines += "\(column) \(row) \(script.texts.word(text))\n"
                }
            }
            guard !lines.isEmpty else { continue }
            let size = rows.count > 12 ? 9 : 12
            script.plot(
                "\(script.block(lines: lines)) using 1:2:3 with labels font 'sans-serif,\(size)' tc rgb '\(color)'"
            )
        }
    }
}
