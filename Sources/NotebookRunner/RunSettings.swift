import CellCompiler
import Foundation
import NotebookModel

/// How a notebook is run.
public struct RunSettings: Sendable {
    /// How cells are compiled.
    public var compiler: CompilerSettings
    /// The executable `swiftnb-kernel`.
    public var kernel: URL
    /// The library that the kernel opens for the cells, `nil` for cells that need none.
    public var library: URL?
    /// The folder that the run leaves its files in; also the place for overlong output.
    public var folder: URL
    /// The notebook's path as compile errors and traces shall show it.
    public var notebookPath: String
    /// The longest that one cell may run; a cell's `timeout=` metadata, in seconds, goes before it.
    public var timeout: Duration?
    /// The longest that the whole notebook may run.
    public var totalTimeout: Duration?
    /// The most resident memory that the kernel may take, MiB.
    public var memoryLimit: Int?
    /// What happens after a cell that did not end well.
    public var failurePolicy: FailurePolicy
    /// Seed of the session.
    public var seed: UInt64
    /// Threads for training, `nil` for one per core.
    public var threads: Int?
    /// Whether the session's trainings go on where an earlier run in the same folder left them.
    public var resumes = false

    /// The environment that the kernel gets, for programs that shall run like it.
    public var kernelEnvironment: [String: String] { KernelEnvironment.make(self, token: "") }

    /// What happens after a cell that did not end well.
    public enum FailurePolicy: Sendable {
        /// The cells after it are not run.
        case stop
        /// The run goes on with the next cell.
        case proceed
    }

    /// Makes settings with the defaults of the command line.
    public init(
        compiler: CompilerSettings, kernel: URL, library: URL?, folder: URL, notebookPath: String
    ) {
        self.compiler = compiler
        self.kernel = kernel
        self.library = library
        self.folder = folder
        self.notebookPath = notebookPath
        failurePolicy = .stop
        seed = 0
    }
}

/// What happens while a notebook runs, in order.
public enum RunEvent: Sendable {
    /// The cell at this place of the notebook begins; the run as it stands then.
    case cellStarted(Int, NotebookRun)
    /// The running cell wrote text.
    case text(Output.StreamName, String)
    /// The running cell showed something.
    case display(DisplayBundle)
    /// A progress bar of the running cell moved, or came to its end.
    case progress(ProgressLine, finished: Bool)
    /// The cell has run for another while; the run with what it left so far.
    case cellRunning(NotebookRun)
    /// The cell is being interrupted, and a training in it saves its state first.
    case saving
    /// The cell ended; the run as it stands then.
    case cellEnded(CellResult, NotebookRun)
}

/// Why a notebook cannot be run at all.
public enum RunError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The kernel's executable is not where it belongs.
    case kernelMissing(path: String)
    /// The kernel could not be started.
    case kernelNotStarted(path: String, reason: String)
    /// The kernel ended before its first cell.
    case kernelNotReady(output: String)

    /// One line: what, where, what to do.
    public var description: String {
        switch self {
        case .kernelMissing(let path):
            "the kernel is missing: \(path); run swift build -c release"
        case .kernelNotStarted(let path, let reason):
            "cannot start the kernel: \(path): \(reason); run swift build -c release"
        case .kernelNotReady(let output):
            "the kernel ended before the first cell: \(output.isEmpty ? "no reason given" : output); "
                + "run swiftnb doctor"
        }
    }
}
