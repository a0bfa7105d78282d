import CellCompiler
import Foundation
import NotebookModel

/// Compiles the cells of a notebook in order on a thread of its own, while earlier ones run.
final class CompileAhead: @unchecked Sendable {
    // Guarded by `condition`.
    private var outcomes: [Int: Result<CompileOutcome, BuildError>] = [:]
    private var isCancelled = false
    private let condition = NSCondition()

    /// Starts compiling; the cells of a chain see one another.
    init(_ chains: [[CellSource]], settings: CompilerSettings) {
        let thread = Thread { [self] in
            do throws(BuildError) {
                for chain in chains where !cancelled {
                    try CellBuilder(settings: settings).compile(chain) { source, outcome in
                        store(.success(outcome), for: source.index)
                        return !cancelled
                    }
                }
            } catch {
                for source in chains.joined() { store(.failure(error), for: source.index) }
            }
        }
        thread.stackSize = 64 << 20  // SwiftSyntax recurses as deep as expressions nest
        thread.start()
    }

    private var cancelled: Bool { condition.withLock { isCancelled } }

    private func store(_ result: Result<CompileOutcome, BuildError>, for cell: Int) {
        condition.withLock {
            if outcomes[cell] == nil { outcomes[cell] = result }
            condition.broadcast()
        }
    }

    /// Waits for a cell's outcome; `nil` when the user ended the run meanwhile, or its time was over.
    func outcome(of cell: Int, deadline: Date?) throws(BuildError) -> CompileOutcome? {
        condition.lock()
        defer { condition.unlock() }
        while outcomes[cell] == nil && !Interrupts.wanted && Date() < deadline ?? .distantFuture {
            _ = condition.wait(until: Date(timeIntervalSinceNow: 0.1))
        }
        guard let result = outcomes[cell] else { return nil }
        return try result.get()
    }

    /// Leaves the cells that are still to come.
    func cancel() { condition.withLock { isCancelled = true } }
}
