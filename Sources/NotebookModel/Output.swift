import Foundation

/// Something a cell left behind, in the order in which it appeared.
public enum Output: Equatable, Sendable, Codable {
    /// Text written to a standard stream; neighbouring pieces of one stream are one output.
    case stream(StreamName, String)
    /// Text cut from the middle of an overlong stream: how many bytes, and the file that holds them all.
    case omitted(StreamName, bytes: Int, file: String)
    /// Something shown: by `show(…)` or as the value of the last expression.
    case display(DisplayBundle)
    /// The last state of a progress bar.
    case progress(ProgressLine)
    /// Why the cell failed.
    case failure(CellFailure)

    /// The two standard streams.
    public enum StreamName: String, Sendable, Codable {
        /// Standard output.
        case stdout
        /// Standard error.
        case stderr
    }
}

/// One value in several forms, richest first chosen by whoever shows it.
public struct DisplayBundle: Equatable, Sendable, Codable {
    /// MIME type (`image/png`, `text/html` …) to content; binary content is raw bytes.
    public var content: [String: Data]
    /// A figure's title, used for its caption and file name.
    public var title: String?
    /// Alternative text for pictures.
    public var alternativeText: String?
    /// Whether this is the value of the cell's last expression (Jupyter's `execute_result`).
    public var isValue: Bool

    /// Makes a bundle.
    public init(
        content: [String: Data], title: String? = nil, alternativeText: String? = nil, isValue: Bool = false
    ) {
        self.content = content
        self.title = title
        self.alternativeText = alternativeText
        self.isValue = isValue
    }
}

/// A progress bar as it stood last.
public struct ProgressLine: Equatable, Sendable, Codable {
    /// Which bar of the cell this is.
    public var id: Int
    /// What is being counted.
    public var label: String
    /// How many are done.
    public var done: Int
    /// How many there are, `nil` where unknown.
    public var total: Int?
    /// What to show behind the bar: rate, loss, time left.
    public var detail: String
    /// Seconds since the bar began.
    public var seconds: Double

    /// Makes a progress line.
    public init(id: Int, label: String, done: Int, total: Int?, detail: String, seconds: Double) {
        self.id = id
        self.label = label
        self.done = done
        self.total = total
        self.detail = detail
        self.seconds = seconds
    }
}

/// Why a cell did not end well.
public struct CellFailure: Equatable, Sendable, Codable {
    /// The ways in which a cell fails.
    public enum Kind: String, Sendable, Codable {
        /// The compiler refused the cell.
        case compile
        /// An error was thrown at top level.
        case thrown
        /// A Swift run-time trap or a bad memory access; the session survived.
        case trap
        /// The kernel process ended.
        case died
        /// The cell ran over its time.
        case timedOut = "timed-out"
        /// The user interrupted the cell.
        case interrupted
        /// The memory limit was reached.
        case memory
    }

    /// A message of the compiler at a place of the notebook.
    public struct Diagnostic: Equatable, Sendable, Codable {
        /// `error`, `warning` or `note`.
        public var severity: String
        /// The compiler's words.
        public var message: String
        /// The 1-based line of the notebook file, `nil` where the compiler names none.
        public var line: Int?
        /// The 1-based column.
        public var column: Int?

        /// Makes a diagnostic.
        public init(severity: String, message: String, line: Int? = nil, column: Int? = nil) {
            self.severity = severity
            self.message = message
            self.line = line
            self.column = column
        }
    }

    /// One frame of a stack, innermost first.
    public struct Frame: Equatable, Sendable, Codable {
        /// The demangled function.
        public var function: String
        /// The notebook file or library source file.
        public var file: String?
        /// The 1-based line.
        public var line: Int?
        /// The 1-based column.
        public var column: Int?

        /// Makes a frame.
        public init(function: String, file: String? = nil, line: Int? = nil, column: Int? = nil) {
            self.function = function
            self.file = file
            self.line = line
            self.column = column
        }
    }

    /// How the cell failed.
    public var kind: Kind
    /// A short name: an error's type, `Index out of range`, `SIGKILL`.
    public var name: String
    /// One line that says what happened.
    public var message: String
    /// The full text as the compiler or run time put it; empty where there is none.
    public var details: String
    /// Where it happened: 1-based line of the notebook file.
    public var line: Int?
    /// The 1-based column.
    public var column: Int?
    /// What the compiler said, in order.
    public var diagnostics: [Diagnostic]
    /// The stack, limited to frames a reader knows.
    public var frames: [Frame]

    /// Makes a failure.
    public init(
        kind: Kind, name: String, message: String, details: String = "", line: Int? = nil,
        column: Int? = nil, diagnostics: [Diagnostic] = [], frames: [Frame] = []
    ) {
        self.kind = kind
        self.name = name
        self.message = message
        self.details = details
        self.line = line
        self.column = column
        self.diagnostics = diagnostics
        self.frames = frames
    }
}
