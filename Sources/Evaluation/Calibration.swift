import Contrastive
import Display
import Foundation
import Plots
import Tensors

/// Whether a classifier is as often right as it claims (Guo et al., arXiv:1706.04599, §2).
///
/// Rows are sorted into bins by their confidence, the largest probability. Ties of probabilities go to the first
/// class.
public struct Calibration: Sendable, Equatable {
    /// The rows of one range of confidence.
    public struct Bin: Sendable, Equatable {
        /// Confidences above the first and up to the second, 0…1.
        public let range: ClosedRange<Double>
        /// Number of rows.
        public let count: Int
        /// Their mean confidence; NaN without rows.
        public let confidence: Double
        /// Share of them that is right; NaN without rows.
        public let accuracy: Double
    }

    /// Equally wide, rising.
    public let bins: [Bin]

    /// Sorts predictions into bins.
    ///
    /// - Parameters:
    ///   - probabilities: `[N, K]`, rows sum to 1.
    ///   - labels: the true class of each row.
    ///   - binCount: M.
    public init(probabilities: Tensor, labels: [Int], binCount: Int = 15) {
        let (rows, classCount) = requireFeatures(probabilities, "Calibration")
        requireLabels(labels, rows: rows, classCount: classCount, "Calibration")
        precondition(binCount >= 1, "Calibration: needs at least one bin, got \(binCount)")
        var counts = [Int](repeating: 0, count: binCount)
        var rights = counts
        var sums = [Double](repeating: 0, count: binCount)
        let predictions = probabilities.argmax(axis: 1).values
        for (row, confidence) in probabilities.max(axis: 1).values.enumerated() {
            precondition(
                (0...1.0001).contains(confidence),
                "Calibration: \(confidence) in row \(row) is no probability; apply softmax first")
            let bin = min(max(Int((Double(confidence) * Double(binCount)).rounded(.up)) - 1, 0), binCount - 1)
            counts[bin] += 1
            rights[bin] += Int(predictions[row]) == labels[row] ? 1 : 0
            sums[bin] += Double(confidence)
        }
        bins = counts.indices.map { i in
            let count = Double(counts[i])
            return Bin(
                range: Double(i) / Double(binCount)...Double(i + 1) / Double(binCount), count: counts[i],
                confidence: sums[i] / count, accuracy: Double(rights[i]) / count)
        }
    }

    /// ECE, the mean distance of confidence and accuracy over the rows, 0…1 (Eq. 3).
    public var expectedCalibrationError: Double {
        let filled = bins.filter { $0.count > 0 }
        let total = filled.reduce(0) { $0 + $1.count }
        return filled.reduce(0) {
            $0 + Double($1.count) / Double(total) * abs($1.accuracy - $1.confidence)
        }
    }

    /// MCE, the largest distance of confidence and accuracy of a bin, 0…1 (Eq. 5).
    public var maximumCalibrationError: Double {
        bins.filter { $0.count > 0 }.map { abs($0.accuracy - $0.confidence) }.max() ?? 0
    }

    /// The reliability diagram: accuracy over confidence, and the diagonal of a classifier that knows itself.
    public func figure(title: String = "Reliability") -> Figure {
        let filled = bins.filter { $0.count > 0 }
        let error = Table.Cell.percent(expectedCalibrationError).text
        let own = Series(
            filled.map(\.accuracy), x: filled.map(\.confidence), label: "measured (error \(error))",
            style: .linePoints)
        let ideal = Series([0.0, 1], x: [0.0, 1], label: "as right as confident", style: .line)
        return plot(
            series: [own, ideal], title: title, xLabel: "confidence", yLabel: "accuracy",
            axes: Axes(xRange: 0...1, yRange: 0...1.02))
    }
}

extension ProbeReport {
    /// Whether the probabilities can be believed.
    public func calibration(binCount: Int = 15) -> Calibration {
        Calibration(probabilities: probabilities, labels: labels, binCount: binCount)
    }

    /// The share of test pictures whose class is among the `k` likeliest, 0…1; ties count against it.
    public func topKAccuracy(_ k: Int) -> Double {
        Double(Contrastive.topKAccuracy(probabilities, labels: labels, k: k))
    }
}

/// `value` with so many digits after the point, whatever the locale.
func fixed(_ value: Double, decimals: Int) -> String { String(format: "%.\(decimals)f", value) }
