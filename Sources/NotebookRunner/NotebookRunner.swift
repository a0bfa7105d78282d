import CellCompiler
import Foundation
import NotebookModel

/// Runs a notebook: compiles its cells, feeds them to a kernel one after another, and gathers what comes out.
public struct NotebookRunner {
    private let settings: RunSettings
    private let observe: (RunEvent) -> Void
    private let clock = ContinuousClock()

    /// Prepares a run; `observe` is told everything as it happens, on the calling thread.
    public init(settings: RunSettings, observe: @escaping (RunEvent) -> Void = { _ in }) {
        self.settings = settings
        self.observe = observe
    }

    /// Runs the cells of `planned.notebook` in order.
    ///
    /// What goes wrong in a cell is in the result. What keeps every cell from running throws.
    public func run(_ planned: NotebookRun) throws -> NotebookRun {
        let sources = planned.notebook.cells.enumerated().filter { $1.kind == .code && !$1.has(.skip) }.map {
            CellSource($1, at: $0, of: settings.notebookPath)
        }
        let ahead = CompileAhead(sources, settings: settings.compiler)
        defer { ahead.cancel() }
        let kernel = try KernelSession(settings)
        defer { kernel.shutDown() }
        var run = planned
        var positions: [String: PositionMap] = [:]
        let began = clock.now
        for place in run.results.indices {
            let cell = run.results[place].index
            if run.notebook.cells[cell].has(.skip) {
                run.results[place].state = .skipped
                continue
            }
            run.results[place].state = .running
            observe(.cellStarted(cell))
            let result = try execute(
                cell, of: run.notebook, on: kernel, ahead: ahead, positions: &positions, began: began)
            run.results[place] = result
            run.seconds = (clock.now - began).inSeconds
            observe(.cellEnded(result, run))
            if ends(after: result, in: run.notebook, kernel: kernel) { break }
        }
        run.seconds = (clock.now - began).inSeconds
        run.status = status(of: run)
        return run
    }

    /// Whether the cells after this one are left out.
    private func ends(after result: CellResult, in notebook: Notebook, kernel: KernelSession) -> Bool {
        if Interrupts.wanted || !kernel.isAlive { return true }
        guard result.state != .ok, !notebook.cells[result.index].has(.raisesException) else { return false }
        return settings.failurePolicy == .stop
    }

    private func status(of run: NotebookRun) -> RunStatus {
        if Interrupts.wanted { return .interrupted }
        let bad = run.results.contains { result in
            let expected = run.notebook.cells[result.index].has(.raisesException) && result.state == .failed
            return ![.ok, .skipped].contains(result.state) && !expected
        }
        return bad ? .failed : .ok
    }

    /// Compiles and runs one cell.
    private func execute(
        _ cell: Int, of notebook: Notebook, on kernel: KernelSession, ahead: CompileAhead,
        positions: inout [String: PositionMap], began: ContinuousClock.Instant
    ) throws -> CellResult {
        var result = CellResult(index: cell)
        var collector = OutputCollector(cell: cell, folder: settings.folder)
        guard let outcome = try ahead.outcome(of: cell) else {
            result.state = .interrupted
            return result
        }
        guard case .compiled(let compiled) = outcome else {
            if case .refused(let failure) = outcome { result.outputs = collector.finish(failure: failure) }
            result.state = .failed
            return result
        }
        result.compileSeconds = compiled.seconds
        let file = CellSource(notebook.cells[cell], at: cell, of: settings.notebookPath).file
        positions[file, default: PositionMap()].merge(compiled.positions)
        let limit = limit(of: notebook.cells[cell], began: began)
        let start = clock.now
        let ending = kernel.execute(
            compiled, cell: cell, deadline: limit.map { Date(timeIntervalSinceNow: $0.inSeconds) }
        ) { item in handle(item, &collector) }
        result.seconds = (clock.now - start).inSeconds
        let verdict = CellVerdict(
            ending, stderr: collector.text(of: .stderr), limit: limit, settings: settings,
            file: file, positions: positions)
        result.state = verdict.state
        result.outputs = collector.finish(failure: verdict.failure)
        return result
    }

    private func handle(_ item: EventOrder.Item, _ collector: inout OutputCollector) {
        switch item {
        case .text(let stream, let bytes):
            let shown = collector.append(bytes, of: stream)
            if !shown.isEmpty { observe(.text(stream, shown)) }
        case .event(let event) where event.type == "display":
            collector.append(event.bundle)
            observe(.display(event.bundle))
        case .event(let event) where event.type == "progress":
            collector.append(event.progress)
            observe(.progress(event.progress, finished: event.finished ?? false))
        case .event:
            break
        }
    }

    /// The time that is left to a cell: its own, or the notebook's.
    private func limit(of cell: Cell, began: ContinuousClock.Instant) -> Duration? {
        var limits: [Duration] = []
        if let seconds = cell.metadata["timeout"]?.double, (0...3.2e7).contains(seconds) {
            limits.append(.seconds(seconds))
        } else if let timeout = settings.timeout {
            limits.append(timeout)
        }
        if let total = settings.totalTimeout { limits.append(max(.zero, total - (clock.now - began))) }
        return limits.min()
    }
}

extension Duration {
    /// The duration in seconds.
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
