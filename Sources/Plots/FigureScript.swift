/// A figure as gnuplot commands, built up piece by piece: data first, then settings, then one `plot`.
struct FigureScript {
    /// Width and height in pixels.
    var width = FigureStyle.width
    var height = FigureStyle.height
    /// The texts, which gnuplot does not see.
    var texts = FigureTexts()
    /// What the figure tells where it is pointed at.
    var hovers: [Hover] = []
    /// How values are spread along the axes.
    var xScale = Axes.Scale.linear
    var yScale = Axes.Scale.linear

    /// The data blocks.
    private(set) var blocks = ""
    private var settings: [String] = []
    private var elements: [(command: String, label: String)] = []
    private var blockCount = 0

    /// What each `plot` element is called, in order; empty for unnamed ones.
    var labels: [String] { elements.map(\.label) }

    /// All commands.
    var commands: String { blocks + drawing }

    /// The commands behind the data.
    var drawing: String {
        let plot = "plot " + elements.map(\.command).joined(separator: ", \\\n  ")
        return settings.joined(separator: "\n") + "\n" + plot + "\n"
    }

    /// The script with each setting changed.
    func mappingSettings(_ change: (String) -> String) -> FigureScript {
        var script = self
        script.settings = settings.map(change)
        return script
    }

    /// Adds a setting, one line.
    mutating func set(_ setting: String) { settings.append(setting) }

    /// Adds a data block of the given columns and gives its name.
    mutating func block(_ columns: [[Double]]) -> String {
        var lines = ""
        let count = columns.map(\.count).min() ?? 0
        lines.reserveCapacity(count * columns.count * 10)
        for row in 0..<count {
            for column in columns {
                let value = column[row]
                // gnuplot has one word for what cannot be drawn, and leaves a gap there.
                lines += value.isFinite ? value.plainText : "NaN"
                lines += " "
            }
            lines += "\n"
        }
        return block(lines: lines)
    }

    /// Adds a data block given as lines and gives its name.
    mutating func block(lines: String) -> String {
        blockCount += 1
        let name = "$data\(blockCount)"
        blocks += "\(name) << END_OF_DATA\n\(lines)END_OF_DATA\n"
        return name
    }

    /// Adds an element to the plot. `label` appears when it is pointed at.
    mutating func plot(_ command: String, label: String = "") {
        elements.append((command + " notitle", label))
    }

    /// Axis titles and light horizontal lines.
    mutating func setAxes(xLabel: String, yLabel: String) {
        if !xLabel.isEmpty {
            set("set xlabel \(texts.literal(xLabel)) offset 0,0.3 tc rgb '\(FigureStyle.ink)'")
        }
        if !yLabel.isEmpty { set("set ylabel \(texts.literal(yLabel)) tc rgb '\(FigureStyle.ink)'") }
        set("set grid ytics back lt 1 lc rgb '\(FigureStyle.faint)' lw 1")
    }

    /// Writes `message` in the middle, for a figure that has nothing to draw.
    mutating func plotNothing(_ message: String) {
        set("set xrange [0:1]\nset yrange [0:1]\nunset xtics\nunset ytics\nunset grid")
        let word = texts.literal(message)
        set("set label \(word) at graph 0.5, graph 0.5 center tc rgb '\(FigureStyle.muted)'")
        let block = block([[-1], [-1]])
        plot("\(block) using 1:2 with points lc rgb '\(FigureStyle.faint)'")
    }

    /// A label at a place given in gnuplot's terms.
    mutating func setLabel(_ text: String, at place: String, align: String, color: String = FigureStyle.muted)
    {
        set(
            "set label \(texts.literal(text)) at \(place) \(align) font 'sans-serif,12' tc rgb '\(color)' front"
        )
    }

    /// Says in the upper right corner what was left out.
    mutating func note(_ text: String) {
        setLabel(text, at: "screen 0.985, screen \(1 - 17 / Double(height))", align: "right")
    }
}
