import Foundation
import Synchronization

/// Asks every training of this process to end after its current step and to keep what it has.
///
/// For whoever stops this process, from any thread. Exported to C as `contrastive_interrupt`.
/// - Returns: how many trainings are under way; each throws `TrainingError.interrupted` once it has saved its state.
@discardableResult
@_cdecl("contrastive_interrupt")
public func interruptTraining() -> Int32 {
    Interruption.requests.add(1, ordering: .relaxed)
    return trainingsUnderWay()
}

/// How many trainings of this process are under way. Exported to C as `contrastive_trainings`.
@_cdecl("contrastive_trainings")
public func trainingsUnderWay() -> Int32 { Int32(Interruption.underWay.load(ordering: .relaxed)) }

/// Forgets the trainings under way: their threads were stopped for good. Exported to C as `contrastive_abandon`.
@_cdecl("contrastive_abandon")
public func abandonTrainings() {
    Interruption.abandonments.add(1, ordering: .relaxed)
    Interruption.underWay.store(0, ordering: .relaxed)
}

/// Counts the requests to end, so that a training can tell those that came after its beginning.
enum Interruption {
    static let requests = Atomic<Int>(0)
    static let underWay = Atomic<Int>(0)
    static let abandonments = Atomic<Int>(0)

    /// Runs a training. Meanwhile Ctrl-C and SIGTERM ask it to end, unless the program handles them itself; a second
    /// one ends the process.
    static func handled<Result>(_ training: () throws -> Result) rethrows -> Result {
        _ = requests.load(ordering: .relaxed)  // made now: a signal handler must not
        let abandonmentsBefore = abandonments.load(ordering: .relaxed)
        underWay.add(1, ordering: .relaxed)
        let taken = [SIGINT, SIGTERM].filter { number in
            let previous = signal(number) { number in
                Interruption.requests.add(1, ordering: .relaxed)
                signal(number, SIG_DFL)
            }
            if previous != nil { signal(number, previous) }
            return previous == nil
        }
        defer {
            for number in taken { signal(number, SIG_DFL) }
            if abandonments.load(ordering: .relaxed) == abandonmentsBefore {
                underWay.subtract(1, ordering: .relaxed)
            }
        }
        return try training()
    }
}
