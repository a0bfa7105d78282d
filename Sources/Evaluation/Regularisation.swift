import Display
import Tensors

/// How strongly a linear probe is held back from large weights: C of `LogisticRegression`.
///
///     try session.evaluator.linearProbe(C: .chosen())
public enum Regularisation: Sendable, ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    /// This C.
    case fixed(Float)
    /// The C among these with the best accuracy on a share of the training rows that is held out meanwhile, the
    /// smallest of equally good ones; the probe is then fitted on all of them. The test rows play no part.
    case chosen(from: [Float] = [0.001, 0.01, 0.1, 1, 10], heldOut: Double = 0.2, seed: UInt64 = 0)

    /// This C.
    public init(floatLiteral value: Float) { self = .fixed(value) }
    /// This C.
    public init(integerLiteral value: Int) { self = .fixed(Float(value)) }

    /// C, and how it was found, in words to put behind the method's name.
    func resolved(_ features: Tensor, _ labels: [Int], classCount: Int) -> (C: Float, words: String) {
        switch self {
        case .fixed(let C): return (C, "")
        case .chosen(let candidates, let heldOut, let seed):
            let choice = RegularisationChoice(
                features, labels: labels, classCount: classCount, candidates: candidates, heldOut: heldOut,
                seed: seed)
            return (choice.best, " (C \(choice.best), chosen on \(choice.heldOutCount) pictures held out)")
        }
    }
}

/// What each regularisation achieves on rows held out of the training part.
///
/// Shown as a table.
public struct RegularisationChoice: Sendable, Equatable {
    /// The values of C tried, and the share of the held-out rows that each gets right, 0…1.
    public let candidates: [(C: Float, accuracy: Double)]
    /// Rows held out.
    public let heldOutCount: Int
    /// The value with the best accuracy, the smallest of several.
    public let best: Float

    /// Tries every candidate.
    ///
    /// - Parameters:
    ///   - features: `[N, D]`, not standardised: that is done by the rows that are fitted.
    ///   - labels: the class of each row.
    ///   - classCount: K.
    ///   - candidates: values of C, each > 0.
    ///   - heldOut: share of the rows of each class, above 0 and below 1; a class with one row keeps it.
    ///   - seed: decides which rows.
    public init(
        _ features: Tensor, labels: [Int], classCount: Int, candidates: [Float], heldOut: Double = 0.2,
        seed: UInt64 = 0
    ) {
        let (rows, _) = requireFeatures(features, "RegularisationChoice")
        requireLabels(labels, rows: rows, classCount: classCount, "RegularisationChoice")
        precondition(
            !candidates.isEmpty && candidates.allSatisfy { $0 > 0 } && heldOut > 0 && heldOut < 1,
            "RegularisationChoice: needs values of C > 0 and a share between 0 and 1, got \(candidates), \(heldOut)"
        )
        var rng = RandomGenerator(seed: seed, stream: 0x4845_4C44)
        var isHeldOut = [Bool](repeating: false, count: rows)
        for label in 0..<classCount {
            let members = labels.indices.filter { labels[$0] == label }.shuffled(using: &rng)
            let share = Int((Double(members.count) * heldOut).rounded())
            for row in members.prefix(min(max(share, 1), max(members.count - 1, 0))) { isHeldOut[row] = true }
        }
        let (held, fitted) = (
            labels.indices.filter { isHeldOut[$0] }, labels.indices.filter { !isHeldOut[$0] }
        )
        precondition(
            !held.isEmpty, "RegularisationChoice: no class has two rows, so none can be held out; give a C")
        let part = { (chosen: [Int]) in
            (withoutGradients { features.detached().rows(chosen) }, chosen.map { labels[$0] })
        }
        let (training, test) = (part(fitted), part(held))
        let names = (0..<classCount).map { "class \($0)" }
        self.candidates = candidates.sorted().map { C in
            let report = linearProbe(training: training, test: test, classNames: names, C: .fixed(C))
            return (C, report.accuracy)
        }
        heldOutCount = held.count
        let top = self.candidates.map(\.accuracy).max()
        best = self.candidates.first { $0.accuracy == top }?.C ?? candidates[0]
    }

    /// Whether both tried the same with the same outcome.
    public static func == (a: RegularisationChoice, b: RegularisationChoice) -> Bool {
        a.best == b.best && a.heldOutCount == b.heldOutCount
            && a.candidates.elementsEqual(b.candidates) { $0 == $1 }
    }
}

extension RegularisationChoice: Displayable, CustomStringConvertible {
    /// A line for each value.
    public var table: Table {
        Table(
            columns: ["C", "accuracy held out"],
            rows: candidates.map { [$0.C, Table.Cell.percent($0.accuracy)] },
            title: "Best: C = \(best), by \(heldOutCount) rows held out")
    }

    /// The table.
    public var display: MIMEBundle { table.display }

    /// Such as `C 0.01 of 5, chosen on 60 rows`.
    public var description: String { "C \(best) of \(candidates.count), chosen on \(heldOutCount) rows" }
}
