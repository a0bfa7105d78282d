import CellCompiler
import Foundation
import NotebookModel
import NotebookRunner

/// `swiftnb run NOTEBOOK…`
struct Run {
    private let notebooks: [String]
    private let parameters: [(name: String, value: String)]
    private let folder: String?
    private let timeout: Duration?
    private let totalTimeout: Duration?
    private let memory: Int?
    private let keepsGoing: Bool
    private let seed: UInt64
    private let threads: Int?
    private let optimization: CompilerSettings.Optimization
    private let isQuiet: Bool
    private let listsParameters: Bool

    private static let declarations: [Options.Declaration] = [
        .pair("-p"), .value("-o"), .value("--timeout"), .value("--total-timeout"), .value("--memory"),
        .flag("--keep-going"), .value("--seed"), .value("--threads"), .flag("--debug"), .flag("--quiet"),
        .flag("--help-notebook"),
    ]

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "run", declarations: Self.declarations)
        guard !options.words.isEmpty else { throw .wrongWords(command: "run", expected: "a notebook") }
        guard options.words.count == 1 || !options.has("-o") else {
            throw .wrongWords(command: "run", expected: "one notebook when -o is given")
        }
        notebooks = options.words
        parameters = options.pairs("-p")
        folder = options.value("-o")
        timeout = try options.seconds("--timeout")
        totalTimeout = try options.seconds("--total-timeout")
        memory = try options.number("--memory", minimum: 1)
        keepsGoing = options.has("--keep-going")
        seed = try options.number("--seed", minimum: 0) ?? 0
        threads = try options.number("--threads", minimum: 1)
        optimization = options.has("--debug") ? .none : .speed
        isQuiet = options.has("--quiet")
        listsParameters = options.has("--help-notebook")
    }

    func execute() throws -> ExitStatus {
        Interrupts.install()
        var status = ExitStatus.success
        for path in notebooks {
            let notebook = try Notebook.read(path)
            if listsParameters {
                print(NotebookParameters(of: notebook).listing)
                continue
            }
            let run = try execute(notebook, at: path)
            if run.status == .interrupted { return Interrupts.isTerminated ? .terminated : .interrupted }
            if run.status != .ok { status = .cellFailed }
        }
        return status
    }

    /// Runs one notebook and leaves its files.
    private func execute(_ notebook: Notebook, at path: String) throws -> NotebookRun {
        let toolchain = try Toolchain.find()
        let (prepared, given) = try NotebookParameters(of: notebook).applying(parameters)
        let file = URL(fileURLWithPath: path)
        let target = try RunFolder(creating: output(of: file))
        let settings = settings(toolchain: toolchain, folder: target.url, path: path)
        var planned = NotebookRun(
            notebook: prepared, fileName: file.lastPathComponent, sha256: SHA256.hash(bytes(of: file)),
            started: Date(), seed: seed)
        planned.parameters = given
        planned.machine = Machine.description()
        planned.versions = Machine.versions(toolchain: toolchain)
        let pictures = resources(of: prepared, at: path)
        let view = RunView(of: prepared, quiet: isQuiet)
        try target.writeReport(planned, resources: pictures)
        var trouble: FileError?
        let runner = NotebookRunner(settings: settings) { event in
            Self.tell(view, event)
            guard case .cellEnded(_, let run) = event else { return }
            do throws(FileError) { try target.writeReport(run, resources: pictures) } catch {
                trouble = error
            }
        }
        let run = try runner.run(planned)
        view.closed()
        if let trouble { complain("\(trouble)") }
        try target.writeAll(run, resources: pictures)
        summarise(run, report: target.report)
        return run
    }

    private static func tell(_ view: RunView, _ event: RunEvent) {
        switch event {
        case .cellStarted(let index): view.started(index)
        case .text(_, let text): view.wrote(text)
        case .display: break
        case .progress(let progress, let finished): view.progressed(progress, finished: finished)
        case .cellEnded(let result, _): view.ended(result)
        }
    }

    private func settings(toolchain: Toolchain, folder: URL, path: String) -> RunSettings {
        let compiler = CompilerSettings(
            toolchain: toolchain, libraryBuildDirectory: Installation.folder, optimization: optimization)
        var settings = RunSettings(
            compiler: compiler, kernel: Installation.kernel, library: Installation.library, folder: folder,
            notebookPath: path)
        settings.timeout = timeout
        settings.totalTimeout = totalTimeout
        settings.memoryLimit = memory
        settings.failurePolicy = keepsGoing ? .proceed : .stop
        settings.seed = seed
        settings.threads = threads
        return settings
    }

    private func output(of file: URL) -> URL {
        if let folder { return URL(fileURLWithPath: folder) }
        return URL(fileURLWithPath: "outputs").appendingPathComponent(
            file.deletingPathExtension().lastPathComponent)
    }

    private func bytes(of file: URL) -> Data { (try? Data(contentsOf: file)) ?? Data() }

    /// Says what failed, on standard error, and where the report is, as the last line.
    private func summarise(_ run: NotebookRun, report: URL) {
        if let failed = run.firstFailure {
            for case .failure(let failure) in failed.outputs {
                complain(sentence(failure, failed, of: run))
            }
        }
        print(report.path)
    }

    /// Names the cell by its title or, as the report counts, by its number among the code cells.
    private func sentence(_ failure: CellFailure, _ result: CellResult, of run: NotebookRun) -> String {
        let cell = run.notebook.cells[result.index]
        let number = run.notebook.cells[...result.index].count { $0.kind == .code }
        let name = cell.title.map { "\"\($0)\"" } ?? "\(number)"
        let place = "\(run.fileName):\(failure.line ?? max(1, cell.line))"
        if failure.kind == .compile { return "cell \(name) does not compile: \(place)\n\(failure.details)" }
        let repeats = failure.message.hasPrefix(failure.name)
        let what = repeats ? failure.message : "\(failure.name): \(failure.message)"
        return "cell \(name) \(result.state.words): \(place): \(what)"
    }
}
