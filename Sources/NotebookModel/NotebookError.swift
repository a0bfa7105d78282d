/// Why a notebook file cannot be read or written.
public enum NotebookError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The file cannot be read at all.
    case unreadable(path: String, reason: String)
    /// The bytes are not UTF-8.
    case notUTF8(line: Int)
    /// `[…]` after a cell marker names no type.
    case unknownCellType(String, line: Int)
    /// The value after `key=` on a cell marker is not JSON.
    case metadataNotJSON(key: String, reason: JSONError.Reason, line: Int)
    /// Text follows the metadata of a cell marker.
    case textAfterMetadata(String, line: Int)
    /// The `// ---` that opens the header has no partner.
    case headerNotClosed(line: Int)
    /// A line of the header is not `key: value`.
    case malformedHeaderLine(String, line: Int)
    /// A line of a Markdown or raw cell is not a comment.
    case textNotCommented(Cell.Kind, line: Int)
    /// The `/*` that opens a Markdown or raw cell has no `*/` at its end.
    case textBlockNotClosed(Cell.Kind, line: Int)
    /// A code cell holds a line that would begin a new cell.
    case sourceHoldsMarker(cell: Int)
    /// An `.ipynb` file is not JSON.
    case notJSON(JSONError)
    /// JSON, but not a Jupyter notebook.
    case notJupyter(String)
    /// A Jupyter format other than version 4.
    case unsupportedJupyterVersion(Int)

    /// The line of the file where the mistake is, where it has one.
    public var line: Int? {
        switch self {
        case .notUTF8(let line), .unknownCellType(_, let line), .metadataNotJSON(_, _, let line),
            .textAfterMetadata(_, let line), .headerNotClosed(let line), .malformedHeaderLine(_, let line),
            .textNotCommented(_, let line), .textBlockNotClosed(_, let line):
            line
        case .unreadable, .sourceHoldsMarker, .notJSON, .notJupyter, .unsupportedJupyterVersion: nil
        }
    }

    /// One line: where, what, what to do.
    public var description: String { line.map { "line \($0): \(message)" } ?? message }

    private var message: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason); check the name"
        case .notUTF8: "the file is not UTF-8 text; save it as UTF-8"
        case .unknownCellType(let type, _):
            "unknown cell type [\(type)]; write [markdown], [raw] or nothing for code, or title=\"…\" for a title"
        case .metadataNotJSON(let key, let reason, _):
            "the value of \(key)= is not JSON: \(reason); quote text as in tags=[\"parameters\"]"
        case .textAfterMetadata(let text, _):
            "\"\(text)\" follows the metadata of the cell; put the title before it, or write title=\"…\""
        case .headerNotClosed: "the header is not closed; end it with a line // ---"
        case .malformedHeaderLine(let text, _):
            "\"\(text)\" is no header line; write // key: value on one line, values with structure as JSON"
        case .textNotCommented(let kind, _):
            "a line of a [\(kind.rawValue)] cell is not commented; begin it with // or put the cell into /* … */"
        case .textBlockNotClosed(let kind, _):
            "the /* of a [\(kind.rawValue)] cell is not closed; end the cell with */"
        case .sourceHoldsMarker(let cell):
            "cell \(cell + 1) holds a line that begins with // %%, which would begin a new cell; indent it"
        case .notJSON(let error): "the file is not JSON: \(error); save it again from Jupyter"
        case .notJupyter(let reason): "not a Jupyter notebook: \(reason); check the file"
        case .unsupportedJupyterVersion(let version):
            "Jupyter format \(version) is not supported; convert it with jupyter nbconvert --to notebook"
        }
    }
}
