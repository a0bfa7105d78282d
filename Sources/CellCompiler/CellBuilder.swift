import Foundation
import Synchronization

/// Compiles the cells of one notebook, one after another: a chain in which each cell sees those before it.
///
/// Cell n needs only the interface of cell n − 1, not its execution: compile ahead while earlier cells run.
/// Calls from several threads take turns.
public final class CellBuilder: Sendable {
    private let cache: CellCache
    private let chain: Mutex<CellChain>

    /// Prepares a chain without cells; compiles the prelude unless an earlier run left it.
    public init(settings: CompilerSettings) throws(BuildError) {
        let cache = try CellCache(settings)
        let prelude = Prelude.source(imports: settings.automaticImports)
        let module = cache.moduleName(previous: "", text: prelude)
        if cache.record(of: module) == nil {
            let result = try cache.compile(prelude, as: module)
            guard result.status == 0 else {
                throw .toolFailed(path: settings.toolchain.frontend.path, output: result.output)
            }
            try cache.store(CellCache.Record(warnings: []), of: module)
        }
        self.cache = cache
        chain = Mutex(CellChain(module: module, imports: Set(settings.automaticImports)))
    }

    /// Compiles the next cell of the chain.
    ///
    /// A refused cell leaves the chain as it was. What is wrong with the machine throws.
    public func compile(_ source: CellSource) throws(BuildError) -> CompileOutcome {
        var outcome: CompileOutcome?
        try compile([source]) { _, result in
            outcome = result
            return true
        }
        guard let outcome else { fatalError("a cell was neither compiled nor refused") }
        return outcome
    }

    /// Compiles the next cells of the chain, two at a time, and tells of each in order as soon as it is done.
    ///
    /// A cell begins as soon as the interface of the one before it is there. Should that one be refused after all,
    /// what was begun upon it is begun again without it.
    ///
    /// - Parameter each: is given a cell and what came of it; whether to go on.
    public func compile(
        _ sources: [CellSource], each: (CellSource, CompileOutcome) -> Bool
    ) throws(BuildError) {
        let result: Result<Void, BuildError> = chain.withLock { chain in
            do throws(BuildError) { return .success(try compile(sources, after: &chain, each: each)) } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    private func compile(
        _ sources: [CellSource], after chain: inout CellChain, each: (CellSource, CompileOutcome) -> Bool
    ) throws(BuildError) {
        let changed = DispatchSemaphore(value: 0)
        var jobs: [CellJob] = []
        var next = 0
        var hasGrown = false
        defer { if hasGrown { cache.removeLeastRecentlyUsed() } }
        while next < sources.count || !jobs.isEmpty {
            if let ending = try jobs.first?.ending() {
                let source = jobs.removeFirst().source
                chain = ending.chain
                if case .compiled(let cell) = ending.outcome, !cell.fromCache { hasGrown = true }
                if !ending.wasForeseen {
                    next -= jobs.count
                    jobs = []
                }
                guard each(source, ending.outcome) else { return }
            } else if next < sources.count, jobs.count < 2,
                let before = jobs.isEmpty ? chain : jobs[0].foreseen
            {
                let job = CellJob(sources[next], after: before, cache: cache, changed: changed)
                next += 1
                try job.begin(isLast: next == sources.count)
                jobs.append(job)
            } else {
                changed.wait()
            }
        }
    }
}
