import CellCompiler
import Foundation
import NotebookModel

/// Runs a notebook: compiles its cells, feeds them to a kernel one after another, and gathers what comes out.
public struct NotebookRunner {
    private let settings: RunSettings
    private let observe: (RunEvent) -> Void

    /// Prepares a run; `observe` is told everything as it happens, on the calling thread.
    public init(settings: RunSettings, observe: @escaping (RunEvent) -> Void = { _ in }) {
        self.settings = settings
        self.observe = observe
    }

    /// Runs the cells of `planned.notebook` in order.
    ///
    /// What goes wrong in a cell is in the result. What keeps every cell from running throws.
    public func run(_ planned: NotebookRun) throws -> NotebookRun {
        let chains = CellSource.chains(of: planned.notebook, file: settings.notebookPath)
        let ahead = CompileAhead(chains, settings: settings.compiler)
        defer { ahead.cancel() }
        var kernel = try KernelSession(settings)
        defer { kernel.shutDown() }
        let running = RunUnderWay(planned, settings: settings, ahead: ahead, observe: observe)
        var isFirst = true
        for place in planned.results.indices {
            let cell = planned.notebook.cells[planned.results[place].index]
            if cell.has(.skip) {
                running.skip(place)
                continue
            }
            if cell.beginsKernel && !isFirst {
                kernel.shutDown()
                kernel = try KernelSession(settings)
            }
            isFirst = false
            guard kernel.isAlive else { continue }  // not run: the values that it may need are lost
            try running.execute(place, on: kernel)
            if running.ends(after: place, kernel: kernel) { break }
        }
        return running.finished()
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
