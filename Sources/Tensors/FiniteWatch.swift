/// Finds the operation in which values stop being finite. Looking at every result costs a pass over it, so this is
/// for a computation that is done again because it went wrong.
package final class FiniteWatch {
    /// The first operation that made a NaN or an infinity.
    package struct Finding {
        /// What it was.
        package let operation: Operation
        /// The shape of its result.
        package let shape: [Int]
        /// What it was given: pictures, weights.
        package let parents: [Tensor]
    }

    private var finding: Finding?
    nonisolated(unsafe) private static var active: FiniteWatch?

    private init() {}

    /// Runs `body` and tells the first operation with a result that is not finite, if there is one.
    package static func firstTrouble(in body: () -> Void) -> Finding? {
        let watch = FiniteWatch()
        active = watch
        defer { active = nil }
        body()
        return watch.finding
    }

    static func look(at result: Tensor, _ operation: Operation, _ parents: [Tensor]) {
        guard let active, active.finding == nil, !result.isFinite else { return }
        active.finding = Finding(operation: operation, shape: result.shape, parents: parents)
    }
}

extension Tensor {
    /// Whether no element is NaN or infinite.
    public var isFinite: Bool { withUnsafeBuffer { $0.allSatisfy(\.isFinite) } }
}
