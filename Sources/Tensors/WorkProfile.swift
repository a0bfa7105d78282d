/// Where the time of a computation goes. While a profile is taken, the time since the last operation ended is
/// charged to the operation that ends now, on the thread that takes it.
package final class WorkProfile {
    /// All calls of one operation on one shape.
    package struct Entry {
        /// Such as `conv 3×3 64→64, 8×8: forward`.
        package let name: String
        /// How often it ran.
        package fileprivate(set) var calls = 0
        /// All calls together.
        package fileprivate(set) var seconds = 0.0
        /// Floating-point operations that the calls need, where that is known.
        package fileprivate(set) var operations = 0.0
    }

    private var entries: [String: Entry] = [:]
    private var lastEnd = ContinuousClock.now
    nonisolated(unsafe) private static var active: WorkProfile?

    private init() {}

    /// Runs `body` and tells what its operations cost, in no order.
    package static func taken(of body: () throws -> Void) rethrows -> [Entry] {
        let profile = WorkProfile()
        active = profile
        defer { active = nil }
        try body()
        return Array(profile.entries.values)
    }

    /// Runs operations that are a part of another one: their time is charged to what ends next.
    package static func asPart<Result>(_ body: () throws -> Result) rethrows -> Result {
        let profile = active
        active = nil
        defer { active = profile }
        return try body()
    }

    /// Ends an operation.
    package static func charge(_ name: @autoclosure () -> String, operations: @autoclosure () -> Double = 0) {
        guard let active else { return }
        let name = name()
        let now = ContinuousClock.now
        var entry = active.entries[name] ?? Entry(name: name)
        entry.calls += 1
        entry.seconds += (now - active.lastEnd) / .seconds(1)
        entry.operations += operations()
        active.entries[name] = entry
        active.lastEnd = .now
    }
}
