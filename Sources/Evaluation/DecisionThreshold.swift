import Display
import Plots
import Tensors

/// From which score on to say yes, where the two kinds of error cost differently.
///
///     let choice = DecisionThreshold(scores: scores, isPositive: truth, costOfFalseAlarm: 1, costOfMiss: 10)
///
/// Choose it on pictures that are not those of the final test.
public struct DecisionThreshold: Sendable, Equatable {
    /// A yes from this score on costs least; +∞ where always saying no does.
    public let threshold: Float
    /// Mean cost of a row at that threshold.
    public let cost: Double
    /// Mean cost of a row for each threshold, in the order of `thresholds`.
    public let costs: [Double]
    /// ∞, then every different score, falling.
    public let thresholds: [Float]
    /// Rows taken for positive that are not, at the threshold.
    public let falseAlarms: Int
    /// Positive rows taken for negative, at the threshold.
    public let misses: Int

    /// Finds the threshold; of equally cheap ones the highest.
    ///
    /// - Parameters:
    ///   - scores: higher speaks for the positive class.
    ///   - isPositive: the truth, one per score.
    ///   - costOfFalseAlarm: of a negative row taken for positive, ≥ 0.
    ///   - costOfMiss: of a positive row taken for negative, ≥ 0.
    public init(
        scores: [Float], isPositive: [Bool], costOfFalseAlarm: Double = 1, costOfMiss: Double = 1
    ) {
        precondition(
            costOfFalseAlarm >= 0 && costOfMiss >= 0,
            "DecisionThreshold: costs must be ≥ 0, got \(costOfFalseAlarm) and \(costOfMiss)")
        let tally = ThresholdTally(scores, isPositive, "DecisionThreshold")
        let alarms = [0] + tally.falseCounts
        let missed = [tally.positives] + tally.trueCounts.map { tally.positives - $0 }
        let costs = zip(alarms, missed).map { alarms, missed in
            (costOfFalseAlarm * Double(alarms) + costOfMiss * Double(missed)) / Double(scores.count)
        }
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        thresholds = [.infinity] + tally.thresholds
        (threshold, cost, self.costs) = (thresholds[best], costs[best], costs)
        (falseAlarms, misses) = (alarms[best], missed[best])
    }

    /// Mean cost over threshold, for scores from 0 to 1 such as probabilities.
    public func figure(title: String = "Cost of deciding") -> Figure {
        let finite = zip(thresholds, costs).dropFirst()
        return plot(
            series: [Series(finite.map(\.1), x: finite.map { Double($0.0) }, label: "", style: .line)],
            title: title, xLabel: "yes from this score on", yLabel: "mean cost")
    }
}

extension DecisionThreshold: CustomStringConvertible {
    /// Such as `yes from 0.312 on: 4 false alarms, 1 miss, mean cost 0.07`.
    public var description: String {
        "yes from \(fixed(Double(threshold), decimals: 3)) on: \(falseAlarms) false alarms, \(misses) misses, "
            + "mean cost \(fixed(cost, decimals: 4))"
    }
}

extension ProbeReport {
    /// From which probability of a class on to say that it is that class.
    ///
    /// - Parameters:
    ///   - label: a place in the class names.
    ///   - costOfFalseAlarm: of another class taken for it.
    ///   - costOfMiss: of overlooking it.
    public func decisionThreshold(
        for label: Int, costOfFalseAlarm: Double = 1, costOfMiss: Double = 1
    ) -> DecisionThreshold {
        DecisionThreshold(
            scores: scores(of: label), isPositive: truth(of: label), costOfFalseAlarm: costOfFalseAlarm,
            costOfMiss: costOfMiss)
    }
}
