import Foundation

/// What became of a cell.
public enum CellState: String, Sendable, Codable {
    /// It ran to its end.
    case ok
    /// It did not compile, threw or trapped.
    case failed
    /// The kernel process ended inside it.
    case died
    /// It ran over its time.
    case timedOut = "timed-out"
    /// The user interrupted it.
    case interrupted
    /// A tag told the runner to leave it out.
    case skipped
    /// The run ended before it.
    case notRun = "not-run"
    /// It is running now; only in the report of an unfinished run.
    case running
}

/// What became of one cell: Markdown cells have none.
public struct CellResult: Equatable, Sendable, Codable {
    /// The cell's place in `Notebook.cells`.
    public var index: Int
    /// What became of it.
    public var state: CellState
    /// Seconds from start to end of its execution, compile time excluded.
    public var seconds: Double
    /// Seconds that its compilation took; 0 from the cache.
    public var compileSeconds: Double
    /// What it left behind, in order.
    public var outputs: [Output]

    /// Makes a result.
    public init(
        index: Int, state: CellState = .notRun, seconds: Double = 0, compileSeconds: Double = 0,
        outputs: [Output] = []
    ) {
        self.index = index
        self.state = state
        self.seconds = seconds
        self.compileSeconds = compileSeconds
        self.outputs = outputs
    }
}

/// How a run stands as a whole.
public enum RunStatus: String, Sendable, Codable {
    /// Cells are still to come, or the run was killed.
    case unfinished
    /// Every cell ran.
    case ok
    /// A cell failed, died or ran over its time.
    case failed
    /// The user ended the run.
    case interrupted
}

/// A parameter of a notebook: its default and what the user gave.
public struct RunParameter: Equatable, Sendable, Codable {
    /// The variable's name.
    public var name: String
    /// Its initial value as written in the notebook.
    public var defaultValue: String
    /// The value given with `-p`, `nil` where the default holds.
    public var given: String?

    /// Makes a parameter.
    public init(name: String, defaultValue: String, given: String? = nil) {
        self.name = name
        self.defaultValue = defaultValue
        self.given = given
    }
}

/// An executed notebook: everything that the report, `run.json` and the executed `.ipynb` are made from.
public struct NotebookRun: Equatable, Sendable, Codable {
    /// The notebook that was run.
    public var notebook: Notebook
    /// File name of the notebook (`simclr-flowers.swiftnb`).
    public var fileName: String
    /// SHA-256 of the notebook file, hexadecimal.
    public var sha256: String
    /// One result per code cell, in order.
    public var results: [CellResult]
    /// How the run stands.
    public var status: RunStatus
    /// When it began.
    public var started: Date
    /// Wall-clock seconds so far.
    public var seconds: Double
    /// The seed given to the session.
    public var seed: UInt64
    /// The parameters of the notebook.
    public var parameters: [RunParameter]
    /// Versions by name, in display order: swiftnb, Swift, libraries.
    public var versions: [Header.Entry]
    /// The machine, in display order: processor, cores, memory, BLAS kernel.
    public var machine: [Header.Entry]

    /// Makes a run that has not begun: every code cell stands as not run.
    public init(notebook: Notebook, fileName: String, sha256: String, started: Date, seed: UInt64) {
        self.notebook = notebook
        self.fileName = fileName
        self.sha256 = sha256
        self.started = started
        self.seed = seed
        self.results = notebook.cells.indices.filter { notebook.cells[$0].kind == .code }.map {
            CellResult(index: $0)
        }
        self.status = .unfinished
        self.seconds = 0
        self.parameters = []
        self.versions = []
        self.machine = []
    }

    /// The result of the cell at this place of the notebook.
    public func result(of cell: Int) -> CellResult? { results.first { $0.index == cell } }

    /// The first cell that did not end well, if any; a failure that the cell's tag announces does not count.
    public var firstFailure: CellResult? {
        results.first { result in
            let isExpected = result.state == .failed && notebook.cells[result.index].has(.raisesException)
            return [.failed, .died, .timedOut, .interrupted].contains(result.state) && !isExpected
        }
    }
}
