/// One entry of a legend: a name, and a sample of what bears it.
struct LegendEntry {
    /// What stands before the name.
    enum Sample {
        /// A stroke as the series is drawn, with its mark or without.
        case line(color: String, dash: String, hasMarks: Bool)
        /// A point in gnuplot's shape number.
        case mark(color: String, shape: Int)
        /// A filled box.
        case box(color: String, opacity: Double)
    }

    let label: String
    let sample: Sample
}

extension FigureScript {
    /// Height of a line of the title and of a row of the legend, in pixels.
    private static let titleLine = 21.0
    private static let legendRow = 20.0
    /// Room for a legend's sample, in pixels.
    private static let sampleWidth = 30.0

    /// Title, legend, upper margin and the look of axes; the same in every figure.
    ///
    /// gnuplot's own legend counts characters and wraps where it likes; here entries follow each other like words.
    /// Returns the plot's upper edge in pixels.
    @discardableResult
    mutating func setFrame(title: String, legend: [LegendEntry] = []) -> Double {
        var top = 10.0
        for line in wrapped(title, fontSize: 15) {
            let place = "\(screen(x: 8, y: top + 8)) left font 'sans-serif:Bold,15'"
            set("set label \(texts.literal(line)) at \(place) tc rgb '\(FigureStyle.ink)'")
            top += Self.titleLine
        }
        top = setLegend(legend.filter { !$0.label.isEmpty }, from: top) + 8
        set("unset key\nset tmargin at screen \(1 - top / Double(height))")
        set("set border 3 lc rgb '\(FigureStyle.muted)' lw 1")
        set("set tics nomirror out scale 0.4 tc rgb '\(FigureStyle.ink)'")
        set("set xtics offset 0,0.3\nset format '%g'")
        return top
    }

    private mutating func setLegend(_ entries: [LegendEntry], from top: Double) -> Double {
        guard !entries.isEmpty else { return top }
        var x = 8.0
        var y = top + Self.legendRow / 2
        for entry in entries {
            let label = entry.label.singleLine
            let needed = Self.sampleWidth + Self.pixelWidth(label)
            if x > 8, x + needed > Double(width) - 8 {
                x = 8
                y += Self.legendRow
            }
            setSample(entry.sample, x: x, y: y)
            let place = "\(screen(x: x + Self.sampleWidth, y: y)) left"
            set("set label \(texts.literal(label)) at \(place) tc rgb '\(FigureStyle.ink)'")
            x += needed + 18
        }
        return y + Self.legendRow / 2
    }

    private mutating func setSample(_ sample: LegendEntry.Sample, x: Double, y: Double) {
        let left = screen(x: x, y: y)
        let middle = screen(x: x + 12, y: y)
        switch sample {
        case .line(let color, let dash, let hasMarks):
            let right = screen(x: x + 24, y: y)
            set("set arrow from \(left) to \(right) nohead lc rgb '\(color)' lw 2 dt \(dash)")
            if hasMarks { set("set label '' at \(middle) point pt 7 ps 0.55 lc rgb '\(color)'") }
        case .mark(let color, let shape):
            set("set label '' at \(middle) point pt \(shape) ps 0.75 lc rgb '\(color)'")
        case .box(let color, let opacity):
            let corners = "from \(screen(x: x, y: y + 6)) to \(screen(x: x + 24, y: y - 6))"
            let fill = opacity < 1 ? "transparent solid \(opacity)" : "solid 1"
            set("set object rectangle \(corners) fc rgb '\(color)' fs \(fill) noborder")
        }
    }

    /// A place in pixels from the upper left corner, in gnuplot's terms.
    func screen(x: Double, y: Double) -> String {
        "screen \(x / Double(width)), screen \(1 - y / Double(height))"
    }

    /// About how wide a text is at the base font size, in pixels.
    static func pixelWidth(_ text: String) -> Double { Double(FigureTexts.width(text)) * cellWidth }

    /// Pixels of one of gnuplot's character cells at the base font size of 13.
    static let cellWidth = 9.1

    /// The lines of a text that must not be wider than the figure, broken at spaces.
    private func wrapped(_ text: String, fontSize: Double) -> [String] {
        let limit = Double(width - 16) * 13 / fontSize
        return text.split(whereSeparator: \.isNewline).flatMap { paragraph -> [String] in
            var lines: [String] = []
            for word in paragraph.split(separator: " ", omittingEmptySubsequences: false) {
                if let last = lines.last, Self.pixelWidth("\(last) \(word)") <= limit {
                    lines[lines.count - 1] = "\(last) \(word)"
                } else {
                    lines.append(String(word))
                }
            }
            return lines
        }
    }
}
