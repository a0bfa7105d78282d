import Foundation
import NotebookModel

/// What is said of runs that have ended.
enum RunSummary {
    /// What failed, for standard error.
    static func complaints(of run: NotebookRun) -> [String] {
        guard let failed = run.firstFailure else { return [] }
        return failed.outputs.compactMap { output in
            guard case .failure(let failure) = output else { return nil }
            return sentence(failure, failed, of: run)
        }
    }

    /// Names the cell by its title or, as the report counts, by its number among the code cells.
    private static func sentence(_ failure: CellFailure, _ result: CellResult, of run: NotebookRun) -> String
    {
        let cell = run.notebook.cells[result.index]
        let number = run.notebook.cells[...result.index].count { $0.kind == .code }
        let name = cell.title.map { "\"\($0)\"" } ?? "\(number)"
        let place = "\(run.fileName):\(failure.line ?? max(1, cell.line))"
        if failure.kind == .compile { return "cell \(name) does not compile: \(place)\n\(failure.details)" }
        let repeats = failure.message.hasPrefix(failure.name)
        let what = repeats ? failure.message : "\(failure.name): \(failure.message)"
        return "cell \(name) \(result.state.words): \(place): \(what)"
    }

    /// One line a notebook: how it ended, how many cells ran, how long it took.
    ///
    /// - Parameter left: the notebooks that were not run.
    static func table(_ runs: [NotebookRun], left: [String]) -> String {
        let rows =
            runs.map { run in
                let ran = run.results.count { $0.state == .ok }
                let cells = "\(ran) of \(run.results.count) cells ran well"
                let time = String(format: "%.1f s", run.seconds)
                return (run.fileName, "\(run.status.rawValue), \(cells), \(time)")
            } + left.map { (URL(fileURLWithPath: $0).lastPathComponent, "not run") }
        let width = rows.map(\.0.count).max() ?? 0
        return rows.map { $0.0.padding(toLength: width + 2, withPad: " ", startingAt: 0) + $0.1 }
            .joined(separator: "\n")
    }
}
