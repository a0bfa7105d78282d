import CellCompiler
import Exercises
import Foundation
import NotebookModel
import NotebookRunner

/// `swiftnb class check NOTEBOOK`
struct ClassCheck {
    private let path: String
    private let parameters: [(name: String, value: String)]

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "class", declarations: [.pair("-p")])
        guard options.words.count == 1 else {
            throw .wrongWords(command: "class check", expected: "one notebook")
        }
        path = options.words[0]
        parameters = options.pairs("-p")
    }

    func execute() throws -> ExitStatus {
        Interrupts.install()
        let notebook = try Notebook.read(path)
        let grading = try withExercises(of: path) { () throws(ExerciseError) in try Grading(own: notebook) }
        let (prepared, _) = try NotebookParameters(of: grading.notebook).applying(parameters)
        let scores = grading.scores(try run(prepared))
        for score in scores { print(Self.lines(of: score).joined(separator: "\n")) }
        return scores.allSatisfy { $0.held == $0.verdicts.count } ? .success : .cellFailed
    }

    private func run(_ notebook: Notebook) throws -> NotebookRun {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "swiftnb-check-\(ProcessInfo.processInfo.processIdentifier)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        var settings = RunSettings(
            compiler: CompilerSettings(
                toolchain: try Toolchain.find(), libraryBuildDirectory: Installation.folder),
            kernel: Installation.kernel, library: Installation.library, folder: scratch, notebookPath: path)
        settings.failurePolicy = .proceed
        let view = RunView(of: notebook, quiet: isatty(STDOUT_FILENO) == 0)
        let runner = NotebookRunner(settings: settings) { event in
            switch event {
            case .cellStarted(let index, _): view.started(index)
            case .progress(let progress, let finished): view.progressed(progress, finished: finished)
            case .text, .display, .cellRunning, .saving, .cellEnded: break
            }
        }
        let planned = NotebookRun(
            notebook: notebook, fileName: URL(fileURLWithPath: path).lastPathComponent, sha256: "",
            started: Date(), seed: 0)
        defer { view.closed() }
        return try runner.run(planned)
    }

    /// One line for the exercise, and one for each check that does not hold.
    private static func lines(of score: Score) -> [String] {
        let head = "\(score.title): \(score.held) of \(score.verdicts.count) checks hold"
        if let trouble = score.trouble { return ["✗ \(head): \(trouble)"] }
        let failed = score.verdicts.compactMap { verdict in
            verdict.reason.map { "    \(verdict.claim): \($0)" }
        }
        return ["\(failed.isEmpty ? "✓" : "✗") \(head)"] + failed
    }
}
