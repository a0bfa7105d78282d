import Foundation
import Synchronization

/// The signals that end a run, counted; the run looks at them between and during cells.
public enum Interrupts {
    private static let interrupts = Atomic<Int>(0)
    private static let terminations = Atomic<Int>(0)

    /// From now on Ctrl-C and SIGTERM are counted instead of ending this process.
    public static func install() {
        signal(SIGINT) { _ in Interrupts.interrupts.add(1, ordering: .relaxed) }
        signal(SIGTERM) { _ in Interrupts.terminations.add(1, ordering: .relaxed) }
        signal(SIGPIPE, SIG_IGN)
        var ends = sigset_t()
        sigemptyset(&ends)
        for signal in [SIGINT, SIGTERM] { sigaddset(&ends, signal) }
        pthread_sigmask(SIG_UNBLOCK, &ends, nil)  // whoever started this process may have left them blocked
    }

    /// How often Ctrl-C was pressed.
    public static var interruptCount: Int { interrupts.load(ordering: .relaxed) }
    /// Whether SIGTERM came.
    public static var isTerminated: Bool { terminations.load(ordering: .relaxed) > 0 }
    /// Whether the run is to end.
    static var wanted: Bool { interruptCount > 0 || isTerminated }
}
