import CellCompiler
import Foundation
import NotebookModel

/// A run as it grows, cell by cell.
final class RunUnderWay {
    private var run: NotebookRun
    private let settings: RunSettings
    private let ahead: CompileAhead
    private let observe: (RunEvent) -> Void
    private var positions: [String: PositionMap] = [:]
    private let clock = ContinuousClock()
    private let began: ContinuousClock.Instant

    init(
        _ planned: NotebookRun, settings: RunSettings, ahead: CompileAhead,
        observe: @escaping (RunEvent) -> Void
    ) {
        (run, self.settings, self.ahead, self.observe) = (planned, settings, ahead, observe)
        began = clock.now
    }

    /// Leaves out the cell at this place of the results, as its tag says.
    func skip(_ place: Int) { run.results[place].state = .skipped }

    /// Compiles and runs the cell at this place of the results.
    func execute(_ place: Int, on kernel: KernelSession) throws {
        let index = run.results[place].index
        run.results[place].state = .running
        observe(.cellStarted(index, run))
        let result = try result(of: place, on: kernel)
        run.results[place] = result
        run.seconds = (clock.now - began).inSeconds
        observe(.cellEnded(result, run))
    }

    /// Whether the cells after this one are left out.
    func ends(after place: Int, kernel: KernelSession) -> Bool {
        if Interrupts.wanted || isOverTime { return true }
        let result = run.results[place]
        if result.state == .ok || settings.failurePolicy == .proceed { return false }
        return !(kernel.isAlive && run.notebook.cells[result.index].has(.raisesException))
    }

    /// The run with its end.
    func finished() -> NotebookRun {
        run.seconds = (clock.now - began).inSeconds
        run.status = status
        return run
    }

    private var status: RunStatus {
        if Interrupts.wanted { return .interrupted }
        let bad = run.results.contains { result in
            let expected = run.notebook.cells[result.index].has(.raisesException) && result.state == .failed
            return ![.ok, .skipped].contains(result.state) && !expected
        }
        return bad ? .failed : .ok
    }

    private func result(of place: Int, on kernel: KernelSession) throws -> CellResult {
        let index = run.results[place].index
        let cell = run.notebook.cells[index]
        var result = CellResult(index: index)
        var collector = OutputCollector(cell: index, folder: settings.folder)
        let file = CellSource(cell, at: index, of: settings.notebookPath).file
        func close(_ ending: KernelSession.Ending, limit: Duration?) -> CellResult {
            let verdict = CellVerdict(
                ending, stderr: collector.text(of: .stderr), limit: limit, settings: settings, file: file,
                positions: positions)
            result.state = verdict.state
            result.outputs = collector.finish(failure: verdict.failure)
            return result
        }
        let start = clock.now
        let lastMoment = settings.totalTimeout.map {
            Date(timeIntervalSinceNow: ($0 - (start - began)).inSeconds)
        }
        guard let outcome = try ahead.outcome(of: index, deadline: lastMoment) else {
            if Interrupts.wanted { return result }  // not run
            let late = KernelSession.Ending.timedOut(
                seconds: (clock.now - start).inSeconds, said: nil, kernelIsAlive: true)
            return close(late, limit: settings.totalTimeout)
        }
        guard case .compiled(let compiled) = outcome else {
            if case .refused(let failure) = outcome { result.outputs = collector.finish(failure: failure) }
            result.state = .failed
            return result
        }
        result.compileSeconds = compiled.seconds
        positions[file, default: PositionMap()].merge(compiled.positions)
        let limit = limit(of: cell)
        let executed = clock.now
        let ending = kernel.execute(
            compiled, cell: index, deadline: limit.map { Date(timeIntervalSinceNow: $0.inSeconds) }
        ) { item in
            handle(item, &collector)
        } idle: {
            run.results[place].outputs = collector.outputs
            run.results[place].seconds = (clock.now - executed).inSeconds
            run.seconds = (clock.now - began).inSeconds
            observe(.cellRunning(run))
        }
        result.seconds = (clock.now - executed).inSeconds
        return close(ending, limit: limit)
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
        case .event(let event) where event.type == "saving":
            observe(.saving)
        case .event:
            break
        }
    }

    private var isOverTime: Bool { settings.totalTimeout.map { clock.now - began >= $0 } ?? false }

    /// The time that is left to a cell: its own, or the notebook's.
    private func limit(of cell: Cell) -> Duration? {
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
