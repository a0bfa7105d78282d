import Foundation
import Images

/// Writes a figure into a file: SVG, PDF or PNG by the name's ending.
///
/// PNG has two pixels for each of the figure's; PNG and PDF are drawn on white, with dark text.
public func save(_ figure: Figure, to path: String) throws(PlotError) {
    let format = try FigureFormat(path: path)
    let bytes = format == .svg ? Data(try figure.drawing.get().utf8) : Data(try figure.drawn(as: format))
    try write(bytes, to: path)
}

/// Writes figures set in rows into one file: SVG, PDF or PNG by the name's ending.
public func save(_ sheet: FigureSheet, to path: String) throws(PlotError) {
    let format = try FigureFormat(path: path)
    let svg = try sheet.drawing.get()
    try write(format == .svg ? Data(svg.utf8) : Data(try sheet.drawn(as: format)), to: path)
}

/// Writes a grid of pictures into a file: SVG with its titles, or PNG of the bare pictures, by the name's ending.
public func save(_ grid: ImageGrid, to path: String) throws(PlotError) {
    let format = try FigureFormat(path: path)
    switch (format, grid.drawing) {
    case (.pdf, _): throw .unknownFormat(path: path)
    case (_, .failure(let error)): throw .unwritable(path: path, reason: "\(error)")
    case (.svg, .success(let svg)): try write(Data(svg.utf8), to: path)
    case (.png, .success): try write(grid.png, to: path)
    }
}

private func write(_ data: Data, to path: String) throws(PlotError) {
    do {
        try data.write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
        throw .unwritable(path: path, reason: error.localizedDescription)
    }
}

/// The kinds of files a figure can be written to.
enum FigureFormat: String {
    case svg, pdf, png

    /// The format that a name's ending says.
    init(path: String) throws(PlotError) {
        let ending = URL(fileURLWithPath: path).pathExtension.lowercased()
        guard let format = FigureFormat(rawValue: ending) else { throw .unknownFormat(path: path) }
        self = format
    }

    /// gnuplot's terminal for a figure of this size in pixels.
    func terminal(width: Int, height: Int) -> String {
        switch self {
        case .svg: "svg size \(width),\(height) dynamic standalone rounded font 'sans-serif,13' noenhanced"
        // A pixel of the page is 1/96 of an inch, a point 1/72.
        case .pdf:
            "pdfcairo size \(Double(width) / 96)in,\(Double(height) / 96)in font 'sans-serif,9.75' fontscale 1 "
                + "linewidth 0.75 rounded noenhanced"
        case .png:
            "pngcairo size \(2 * width),\(2 * height) font 'sans-serif,9.75' fontscale 2 linewidth 2 pointscale 2 "
                + "rounded noenhanced"
        }
    }
}

extension Figure {
    /// The figure as gnuplot draws it into a file of its own.
    func drawn(as format: FigureFormat) throws(PlotError) -> [UInt8] {
        let (width, height) = (script.width, script.height)
        return try Gnuplot.current.draw(script.printedCommands, width: width, height: height, as: format)
            .bytes
    }
}

extension FigureScript {
    /// All commands, with the texts in them and with the colours of paper, for drawings that are not rewritten.
    var printedCommands: String {
        var commands = drawing
        for (marker, color) in [
            (FigureStyle.ink, "#1f2328"), (FigureStyle.faint, "#dddddd"), (FigureStyle.muted, "#57606a"),
        ] {
            commands = commands.replacing(marker, with: color)
        }
        // These terminals count in points, 1/72 of an inch; the figure in pixels, 1/96.
        commands = commands.replacing(/'(sans-serif[^',]*),([0-9.]+)'/) { match in
            "'\(match.output.1),\((Double(match.output.2) ?? 13) * 0.75)'"
        }
        return texts.filled(blocks) + texts.filled(commands)
    }
}
