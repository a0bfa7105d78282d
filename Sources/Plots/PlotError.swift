/// Why a figure could not be drawn.
public enum PlotError: Error, Equatable, Sendable, CustomStringConvertible {
    /// gnuplot is not installed.
    case gnuplotMissing
    /// gnuplot ended, or did not answer, while it drew.
    case gnuplotFailed(reason: String)
    /// gnuplot refused the drawing; its own words.
    case drawingRefused(reason: String)

    /// The name's ending is none that a figure can be written as.
    case unknownFormat(path: String)
    /// The file cannot be written.
    case unwritable(path: String, reason: String)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .gnuplotMissing:
            "gnuplot is not installed; install it with: apt-get install gnuplot-nox"
        case .gnuplotFailed(let reason):
            "\(reason); the next figure starts a new gnuplot"
        case .drawingRefused(let reason):
            "gnuplot refused the drawing: \(reason)"
        case .unknownFormat(let path):
            "a figure cannot be saved as \(path); names end in .svg, .pdf or .png, those of picture grids in .svg or .png"
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason); check that the folder exists and is writable"
        }
    }
}
