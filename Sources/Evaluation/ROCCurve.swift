import Plots
import Tensors

/// Receiver operating characteristic of a yes-or-no decision: what share of the positive rows is found, over what
/// share of the negative ones is taken for positive, as the threshold falls.
public struct ROCCurve: Sendable, Equatable {
    /// Share of the negative rows at or above each threshold, rising from 0 to 1; 0 where there are none.
    public let falsePositiveRate: [Double]
    /// Share of the positive rows at or above each threshold, rising from 0 to 1; 0 where there are none.
    public let truePositiveRate: [Double]
    /// ∞, then every different score, falling.
    public let thresholds: [Float]
    /// Area under the curve: how often a positive row has a higher score than a negative one, equal ones half.
    ///
    /// 0.5 is chance, 1 is perfect; NaN where one of the two kinds is missing.
    public let area: Double

    /// Draws the curve.
    ///
    /// - Parameters:
    ///   - scores: higher speaks for the positive class.
    ///   - isPositive: the truth, one per score.
    public init(scores: [Float], isPositive: [Bool]) {
        let tally = ThresholdTally(scores, isPositive, "ROCCurve")
        let (positives, negatives) = (Double(tally.positives), Double(tally.negatives))
        falsePositiveRate = [0] + tally.falseCounts.map { Double($0) / max(negatives, 1) }
        truePositiveRate = [0] + tally.trueCounts.map { Double($0) / max(positives, 1) }
        thresholds = [.infinity] + tally.thresholds
        guard positives > 0, negatives > 0 else {
            area = .nan
            return
        }
        var area = 0.0
        for i in 1..<thresholds.count {
            area +=
                (falsePositiveRate[i] - falsePositiveRate[i - 1])
                * (truePositiveRate[i] + truePositiveRate[i - 1]) / 2
        }
        self.area = area
    }
}

/// Precision over recall of a yes-or-no decision, as the threshold falls.
public struct PrecisionRecallCurve: Sendable, Equatable {
    /// Share of the positive rows at or above each threshold, rising to 1.
    public let recall: [Double]
    /// Share of positive rows among those at or above each threshold.
    public let precision: [Double]
    /// Every different score, falling.
    public let thresholds: [Float]
    /// Σ (gain in recall) · precision, 0…1; NaN without positive rows.
    ///
    /// Chance gives the share of positive rows.
    public let averagePrecision: Double

    /// Draws the curve; parameters as for `ROCCurve`.
    public init(scores: [Float], isPositive: [Bool]) {
        let tally = ThresholdTally(scores, isPositive, "PrecisionRecallCurve")
        let recall = tally.trueCounts.map { Double($0) / Double(max(tally.positives, 1)) }
        let precision = zip(tally.trueCounts, tally.falseCounts).map { Double($0) / Double($0 + $1) }
        let gains = zip(recall, [0] + recall.dropLast()).map(-)
        averagePrecision =
            tally.positives > 0 ? zip(gains, precision).reduce(0) { $0 + $1.0 * $1.1 } : .nan
        (self.recall, self.precision, thresholds) = (recall, precision, tally.thresholds)
    }
}

/// How many positive and negative rows lie at or above every different score, highest first.
struct ThresholdTally {
    private(set) var thresholds: [Float] = []
    private(set) var trueCounts: [Int] = []
    private(set) var falseCounts: [Int] = []

    var positives: Int { trueCounts.last ?? 0 }
    var negatives: Int { falseCounts.last ?? 0 }

    init(_ scores: [Float], _ isPositive: [Bool], _ operation: String) {
        precondition(
            scores.count == isPositive.count && !scores.isEmpty,
            "\(operation): \(scores.count) scores for \(isPositive.count) rows")
        precondition(!scores.contains(where: \.isNaN), "\(operation): a score is NaN")
        var (right, wrong) = (0, 0)
        for place in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
            if isPositive[place] { right += 1 } else { wrong += 1 }
            if thresholds.last == scores[place] {
                (trueCounts[trueCounts.count - 1], falseCounts[falseCounts.count - 1]) = (right, wrong)
            } else {
                thresholds.append(scores[place])
                trueCounts.append(right)
                falseCounts.append(wrong)
            }
        }
    }
}

extension ProbeReport {
    /// The ROC curve of each class against all others, in the order of the class names.
    public var rocCurves: [ROCCurve] {
        classIndices.map { ROCCurve(scores: scores(of: $0), isPositive: truth(of: $0)) }
    }

    /// The precision-recall curve of each class against all others, in the order of the class names.
    public var precisionRecallCurves: [PrecisionRecallCurve] {
        classIndices.map { PrecisionRecallCurve(scores: scores(of: $0), isPositive: truth(of: $0)) }
    }

    /// Mean area under the ROC curves of the classes that occur in the test; NaN where only one does.
    public var areaUnderROC: Double {
        let areas = rocCurves.map(\.area).filter { !$0.isNaN }
        return areas.isEmpty ? .nan : areas.reduce(0, +) / Double(areas.count)
    }

    /// The ROC curves with their areas, and the diagonal that chance would give.
    public func rocFigure(title: String = "ROC curves, one class against the rest") -> Figure {
        let curves = zip(confusion.classNames, rocCurves).filter { !$1.area.isNaN }.map { name, curve in
            Series(
                curve.truePositiveRate, x: curve.falsePositiveRate,
                label: "\(name) (area \(fixed(curve.area, decimals: 3)))", style: .line)
        }
        let chance = Series([0.0, 1], x: [0.0, 1], label: "chance (area 0.5)", style: .line)
        return plot(
            series: curves + [chance], title: title, xLabel: "false positive rate",
            yLabel: "true positive rate")
    }

    /// Precision over recall with the average precisions.
    public func precisionRecallFigure(title: String = "Precision and recall") -> Figure {
        let curves = zip(confusion.classNames, precisionRecallCurves).filter { !$1.averagePrecision.isNaN }
        let series = curves.map { name, curve in
            Series(
                curve.precision, x: curve.recall,
                label: "\(name) (average precision \(fixed(curve.averagePrecision, decimals: 3)))",
                style: .line)
        }
        return plot(
            series: series, title: title, xLabel: "recall", yLabel: "precision", axes: Axes(yRange: 0...1.02))
    }

    private var classIndices: Range<Int> { confusion.classNames.indices }

    /// The probabilities of one class.
    func scores(of label: Int) -> [Float] {
        let width = confusion.classNames.count
        return probabilities.withUnsafeBuffer { values in
            labels.indices.map { values[$0 * width + label] }
        }
    }

    /// Which rows are of the class.
    func truth(of label: Int) -> [Bool] { labels.map { $0 == label } }
}
