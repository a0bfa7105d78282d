import Foundation
import NotebookModel

/// Writes the report of a run that goes on: on a thread of its own, so that no cell waits for a page.
///
/// What comes while a page is being written replaces what waits; the pages take half of a core at most.
final class ReportWriter: @unchecked Sendable {
    private let folder: RunFolder
    private let resources: [String: Data]
    private let condition = NSCondition()
    // Guarded by `condition`.
    private var waiting: NotebookRun?
    private var isClosed = false
    private var hasEnded = false
    private var lastTrouble: FileError?

    init(_ folder: RunFolder, resources: [String: Data]) {
        (self.folder, self.resources) = (folder, resources)
        let thread = Thread { [self] in
            while let run = next() {
                let start = ContinuousClock.now
                do throws(FileError) { try folder.writeReport(run, resources: resources) } catch {
                    condition.withLock { lastTrouble = error }
                }
                pause(ContinuousClock.now - start)
            }
            condition.withLock {
                hasEnded = true
                condition.broadcast()
            }
        }
        thread.stackSize = 64 << 20  // colouring the code recurses as deep as expressions nest
        thread.start()
    }

    /// Has the run written as it stands.
    func write(_ run: NotebookRun) {
        condition.withLock {
            waiting = run
            condition.broadcast()
        }
    }

    /// Waits until nothing is being written any more; answers what went wrong last.
    func close() -> FileError? {
        condition.lock()
        defer { condition.unlock() }
        isClosed = true
        waiting = nil
        condition.broadcast()
        while !hasEnded { condition.wait() }
        return lastTrouble
    }

    private func next() -> NotebookRun? {
        condition.lock()
        defer { condition.unlock() }
        while waiting == nil && !isClosed { condition.wait() }
        defer { waiting = nil }
        return waiting
    }

    private func pause(_ duration: Duration) {
        let end = Date(timeIntervalSinceNow: duration / .seconds(1))
        condition.lock()
        defer { condition.unlock() }
        while !isClosed && Date() < end { _ = condition.wait(until: end) }
    }
}
