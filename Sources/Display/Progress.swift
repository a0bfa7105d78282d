import Foundation
import Synchronization

/// How far a bar has come, as it is reported.
struct ProgressState: Sendable {
    let id: Int
    let label: String
    var done = 0
    let total: Int?
    var detail = ""
    var seconds = 0.0
    var isFinished = false

    /// The event for the kernel.
    var json: String {
        JSONText.object([
            ("type", "\"progress\""), ("id", "\(id)"), ("label", JSONText.quoted(label)), ("done", "\(done)"),
            ("total", total.map(String.init) ?? "null"), ("detail", JSONText.quoted(detail)),
            ("seconds", JSONText.number((seconds * 1000).rounded() / 1000)),
            ("finished", isFinished ? "true" : "false"),
        ])
    }

    /// The line for a program without a kernel.
    var line: String {
        let count = total.map { "\(done)/\($0)" } ?? "\(done)"
        return [label.isEmpty ? count : "\(label): \(count)", detail].filter { !$0.isEmpty }
            .joined(separator: "  ")
    }
}

/// A bar that shows how far a long piece of work has come, with rate and time left.
///
/// May be updated from any thread, as often as you like: at most ten updates a second and the last one are
/// reported. A bar that is let go without `finish()` ends where it stands.
public final class ProgressBar: Sendable {
    private struct Changing: Sendable {
        var state: ProgressState
        var detail = ""
        var lastReport = -Double.infinity
    }

    private let start = ContinuousClock.now
    private let changing: Mutex<Changing>

    /// Seconds between two reports; a log file wants fewer lines than a screen.
    private static var interval: Double { DisplayChannel.isConnected ? 0.1 : 5 }

    /// Starts a bar. `total` is how many steps there are, `nil` where that is unknown.
    public init(_ label: String = "", total: Int? = nil) {
        let state = ProgressState(id: DisplayChannel.nextProgressID(), label: label, total: total)
        changing = Mutex(Changing(state: state))
        report(force: DisplayChannel.isConnected) { _ in }
    }

    deinit { finish() }

    /// Sets how many steps are done, and what to show beside them, such as the loss (kept until the next one).
    public func update(done: Int, detail: String? = nil) {
        report {
            $0.state.done = done; $0.detail = detail ?? $0.detail
        }
    }

    /// Counts further steps.
    public func advance(by steps: Int = 1, detail: String? = nil) {
        report {
            $0.state.done += steps; $0.detail = detail ?? $0.detail
        }
    }

    /// Reports the last state; the bar takes no further updates.
    public func finish(detail: String? = nil) {
        report(force: true) {
            $0.state.isFinished = true; $0.detail = detail ?? $0.detail
        }
    }

    private func report(force: Bool = false, _ change: (inout Changing) -> Void) {
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        let due: ProgressState? = changing.withLock { changing in
            guard !changing.state.isFinished else { return nil }
            change(&changing)
            guard force || seconds - changing.lastReport >= Self.interval else { return nil }
            changing.lastReport = seconds
            changing.state.seconds = seconds
            changing.state.detail = Self.detail(changing)
            return changing.state
        }
        // Sent outside the lock: the receiver may interrupt this thread for good.
        if let due { DisplayChannel.report(due) }
    }

    /// The caller's words, or else the rate; and the time left.
    private static func detail(_ changing: Changing) -> String {
        let state = changing.state
        var parts = [changing.detail]
        if state.done > 0, state.seconds > 0 {
            let rate = Double(state.done) / state.seconds
            if changing.detail.isEmpty { parts.append(rateText(rate)) }
            if let total = state.total, !state.isFinished, total > state.done {
                parts.append("\(durationText(Double(total - state.done) / rate)) left")
            }
        }
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    /// `3.2/s`, or `12.0 s each` for slow steps.
    private static func rateText(_ rate: Double) -> String {
        switch rate {
        case 100...: "\(Int(rate))/s"
        case 1...: "\((rate * 10).rounded() / 10)/s"
        default: "\((10 / rate).rounded() / 10) s each"
        }
    }

    /// `0:42`, `12:05`, `1:02:03`.
    private static func durationText(_ seconds: Double) -> String {
        let whole = Int(min(seconds, 3.6e8).rounded(.up))
        let padded = { (n: Int) in n < 10 ? "0\(n)" : "\(n)" }
        let minutes = whole / 60
        return minutes < 60
            ? "\(minutes):\(padded(whole % 60))"
            : "\(minutes / 60):\(padded(minutes % 60)):\(padded(whole % 60))"
    }
}

/// Shows a bar while a loop runs over `sequence`: `for batch in progress(loader) { … }`.
public func progress<S: Sequence>(_ sequence: S, _ label: String = "") -> ProgressSequence<S> {
    ProgressSequence(base: sequence, label: label, total: nil)
}

/// Shows a bar with the time left while a loop runs over `collection`.
public func progress<S: Collection>(_ collection: S, _ label: String = "") -> ProgressSequence<S> {
    ProgressSequence(base: collection, label: label, total: collection.count)
}

/// Shows a bar with the time left over a sequence that knows how many elements it will give.
public func progress<S: Sequence>(_ sequence: S, _ label: String = "", total: Int) -> ProgressSequence<S> {
    ProgressSequence(base: sequence, label: label, total: total)
}

/// A sequence that shows a bar while it is gone through; made by `progress(_:_:)`.
public struct ProgressSequence<Base: Sequence>: Sequence {
    private let base: Base
    private let label: String
    private let total: Int?

    init(base: Base, label: String, total: Int?) {
        self.base = base
        self.label = label
        // A loader is a plain sequence; its underestimate is exact where it knows its length.
        self.total = total ?? (base.underestimatedCount > 0 ? base.underestimatedCount : nil)
    }

    /// Starts the bar and the loop.
    public func makeIterator() -> Iterator {
        Iterator(base: base.makeIterator(), bar: ProgressBar(label, total: total))
    }

    /// Steps the bar when the loop asks for the next element.
    public struct Iterator: IteratorProtocol {
        private var base: Base.Iterator
        private let bar: ProgressBar
        private var given = 0

        init(base: Base.Iterator, bar: ProgressBar) {
            self.base = base
            self.bar = bar
        }

        /// The next element of the base; counts the one before as done.
        public mutating func next() -> Base.Element? {
            if given > 0 { bar.update(done: given) }
            guard let element = base.next() else {
                bar.finish()
                return nil
            }
            given += 1
            return element
        }
    }
}
