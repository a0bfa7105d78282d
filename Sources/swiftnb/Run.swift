import CellCompiler
import Foundation
import NotebookModel
import NotebookReport
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
    private let resumes: Bool
    private let seed: UInt64
    private let threads: Int?
    private let optimization: CompilerSettings.Optimization
    private let isQuiet: Bool
    private let listsParameters: Bool

    private static let declarations: [Options.Declaration] = [
        .pair("-p"), .value("-o"), .value("--timeout"), .value("--total-timeout"), .value("--memory"),
        .flag("--keep-going"), .flag("--resume"), .value("--seed"), .value("--threads"), .flag("--debug"),
        .flag("--quiet"), .flag("--help-notebook"),
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
        resumes = options.has("--resume")
        seed = try options.number("--seed", minimum: 0) ?? 0
        threads = try options.number("--threads", minimum: 1)
        optimization = options.has("--debug") ? .none : .speed
        isQuiet = options.has("--quiet")
        listsParameters = options.has("--help-notebook")
    }

    /// A notebook that is about to be run.
    private struct Planned {
        let path: String
        let notebook: Notebook
        let parameters: [RunParameter]
        let output: URL
    }

    func execute() throws -> ExitStatus {
        Interrupts.install()
        if listsParameters {
            for path in notebooks { print(NotebookParameters(of: try Notebook.read(path)).listing) }
            return .success
        }
        // A mistake in the last of them is told before the first has run.
        let planned = try notebooks.map { path in
            let (notebook, given) = try NotebookParameters(of: Notebook.read(path)).applying(parameters)
            return Planned(path: path, notebook: notebook, parameters: given, output: output(of: path))
        }
        for (index, notebook) in planned.enumerated() {
            let other = planned[..<index].first { $0.output == notebook.output }
            if let other {
                throw UsageError.sameFolder(other.path, notebook.path, folder: notebook.output.relativePath)
            }
            let file = URL(fileURLWithPath: notebook.path)
            if file.pathExtension == "ipynb", file.deletingLastPathComponent().path == notebook.output.path {
                throw UsageError.overwritesNotebook(notebook.path)
            }
        }
        return try run(planned)
    }

    /// Runs one notebook after another, each in a kernel of its own; several get a summary.
    private func run(_ planned: [Planned]) throws -> ExitStatus {
        var done: [NotebookRun] = []
        var status = ExitStatus.success
        for notebook in planned {
            let run = try execute(notebook)
            done.append(run)
            if run.status == .interrupted {
                status = Interrupts.isTerminated ? .terminated : .interrupted
                break
            }
            if run.status != .ok { status = .cellFailed }
        }
        if planned.count > 1 && !isQuiet {
            print(RunSummary.table(done, left: planned.dropFirst(done.count).map(\.path)))
        }
        return status
    }

    /// Runs one notebook and leaves its files.
    private func execute(_ planned: Planned) throws -> NotebookRun {
        let toolchain = try Toolchain.find()
        let fileName = URL(fileURLWithPath: planned.path).lastPathComponent
        let target = try RunFolder(
            creating: planned.output, for: fileName, keepingEarlierRun: resumes)
        let settings = settings(toolchain: toolchain, folder: target.url, path: planned.path)
        let pictures = resources(of: planned.notebook, at: planned.path)
        let view = RunView(of: planned.notebook, quiet: isQuiet)
        let beginning = beginning(of: planned, toolchain: toolchain)
        try target.writeBeginning(beginning, resources: pictures)
        let writer = ReportWriter(target, resources: pictures)
        let result = Result {
            try NotebookRunner(settings: settings) { Self.tell($0, view, writer) }.run(beginning)
        }
        view.closed()
        if let trouble = writer.close() { complain("\(trouble)") }
        let run = try result.get()
        try target.writeAll(run, resources: pictures)
        // The run is whole without the page over all runs.
        do throws(FileError) { try RunsPage.update(beside: target.url) } catch { complain("\(error)") }
        for warning in reportWarnings(run, resources: pictures) { complain("warning: \(warning)") }
        for line in RunSummary.complaints(of: run) { complain(line) }
        print(target.report.path)
        return run
    }

    private func beginning(of planned: Planned, toolchain: Toolchain) -> NotebookRun {
        let file = URL(fileURLWithPath: planned.path)
        var run = NotebookRun(
            notebook: planned.notebook, fileName: file.lastPathComponent,
            sha256: SHA256.hash((try? Data(contentsOf: file)) ?? Data()), started: Date(), seed: seed)
        run.parameters = planned.parameters
        run.machine = Machine.description()
        run.versions = Machine.versions(toolchain: toolchain)
        return run
    }

    private static func tell(_ event: RunEvent, _ view: RunView, _ writer: ReportWriter) {
        switch event {
        case .cellStarted(let index, let run):
            view.started(index)
            writer.write(run)
        case .text(let stream, let text): view.wrote(text, on: stream)
        case .display: break
        case .progress(let progress, let finished): view.progressed(progress, finished: finished)
        case .cellRunning(let run): writer.write(run)
        case .saving: view.isSaving()
        case .cellEnded(let result, let run):
            view.ended(result)
            writer.write(run)
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
        settings.resumes = resumes
        settings.seed = seed
        settings.threads = threads
        return settings
    }

    private func output(of path: String) -> URL {
        if let folder { return URL(fileURLWithPath: folder) }
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
        return URL(fileURLWithPath: "outputs").appendingPathComponent(name)
    }
}
