import Display
import Tensors

/// A figure with the range in which it would mostly fall, had other pictures of the same kind been drawn for the test.
public struct ConfidenceInterval: Sendable, Equatable, CustomStringConvertible {
    /// The figure of the test as it is.
    public let estimate: Double
    /// Lower end.
    public let lower: Double
    /// Upper end.
    public let upper: Double
    /// Share of the resampled tests between the ends, 0…1.
    public let level: Double

    /// The ends in per cent, as texts.
    public var percents: (lower: String, upper: String) {
        (Table.Cell.percent(lower).text, Table.Cell.percent(upper).text)
    }

    /// Such as `74.5 % (68.5 % to 80.5 %, 95 % of resampled tests)`.
    public var description: String {
        let share = Table.Cell.percent(level, decimals: 0).text
        let (low, high) = percents
        return "\(Table.Cell.percent(estimate).text) (\(low) to \(high), \(share) of resampled tests)"
    }
}

/// A confidence interval by the bootstrap: rows are drawn anew with replacement, and the figure taken each time (Efron and
/// Tibshirani, 1993, §13.3: the percentile interval).
///
/// - Parameters:
///   - count: N, rows of the test.
///   - level: share of the resampled figures that the interval holds, 0…1.
///   - resamples: how many times rows are drawn.
///   - seed: the same seed, the same interval.
///   - statistic: the figure for rows `0..<N`, each as often as it was drawn; NaN leaves a resample out.
public func bootstrap(
    count: Int, level: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 0,
    statistic: ([Int]) -> Double
) -> ConfidenceInterval {
    precondition(
        count > 0 && resamples > 0 && level > 0 && level < 1,
        "bootstrap: needs rows, resamples and a level between 0 and 1, got \(count), \(resamples), \(level)")
    var rng = RandomGenerator(seed: seed, stream: 0x424F_4F54)
    var rows = [Int](repeating: 0, count: count)
    let figures = (0..<resamples).map { _ in
        for i in rows.indices { rows[i] = Int.random(in: 0..<count, using: &rng) }
        return statistic(rows)
    }.filter { !$0.isNaN }.sorted()
    let estimate = statistic(Array(0..<count))
    guard !figures.isEmpty else {
        return ConfidenceInterval(estimate: estimate, lower: .nan, upper: .nan, level: level)
    }
    return ConfidenceInterval(
        estimate: estimate, lower: quantile((1 - level) / 2, of: figures),
        upper: quantile((1 + level) / 2, of: figures), level: level)
}

/// Between the two nearest of sorted values, along a straight line.
private func quantile(_ share: Double, of sorted: [Double]) -> Double {
    let place = share * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
}

extension ProbeReport {
    /// The accuracy with its bootstrap interval.
    public func interval(
        level: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 0
    ) -> ConfidenceInterval {
        let isRight = zip(predictions, labels).map { $0 == $1 ? 1 : 0 }
        return bootstrap(count: labels.count, level: level, resamples: resamples, seed: seed) { rows in
            Double(rows.reduce(0) { $0 + isRight[$1] }) / Double(rows.count)
        }
    }

    /// Any score of the confusion matrix with its bootstrap interval: `report.interval(of: \.macroF1)`.
    public func interval(
        of score: KeyPath<ConfusionMatrix, Double>, level: Double = 0.95, resamples: Int = 1000,
        seed: UInt64 = 0
    ) -> ConfidenceInterval {
        bootstrap(count: labels.count, level: level, resamples: resamples, seed: seed) { rows in
            let matrix = ConfusionMatrix(
                predicted: rows.map { predictions[$0] }, actual: rows.map { labels[$0] },
                classNames: confusion.classNames)
            return matrix[keyPath: score]
        }
    }

    /// How much more accurate this one is than another on the same test pictures, resampled in pairs: where the interval
    /// holds 0, the test is too small to tell which is better.
    public func advantage(
        over other: ProbeReport, level: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 0
    ) -> ConfidenceInterval {
        precondition(
            labels == other.labels,
            "advantage: the reports are of different test pictures (\(labels.count) and \(other.labels.count))"
        )
        let gains = labels.indices.map { row in
            (predictions[row] == labels[row] ? 1 : 0) - (other.predictions[row] == labels[row] ? 1 : 0)
        }
        return bootstrap(count: labels.count, level: level, resamples: resamples, seed: seed) { rows in
            Double(rows.reduce(0) { $0 + gains[$1] }) / Double(rows.count)
        }
    }
}
