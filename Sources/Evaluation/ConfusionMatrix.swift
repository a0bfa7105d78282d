import Tensors
import Display
import Plots

/// How often each class was taken for each other, and the scores that follow from it.
///
/// Shown as a table with a line for each class.
public struct ConfusionMatrix: Sendable, Equatable {
    /// Scores of one class, each in 0…1; a share of nothing is 0, as in scikit-learn.
    public struct ClassScore: Sendable, Equatable {
        /// The class.
        public let name: String
        /// Pictures of the class.
        public let count: Int
        /// How often the class was predicted.
        public let predictedCount: Int
        /// Share of the predictions of this class that are right.
        public let precision: Double
        /// Share of the pictures of this class that are found.
        public let recall: Double
        /// Harmonic mean of precision and recall.
        public let f1: Double
    }

    /// The K classes.
    public let classNames: [String]
    /// `[K, K]`: row = true class, column = predicted class.
    public let counts: [[Int]]

    /// Counts predictions.
    ///
    /// - Parameters:
    ///   - predicted: a place in `classNames` for each picture.
    ///   - actual: the true one.
    public init(predicted: [Int], actual: [Int], classNames: [String]) {
        precondition(!actual.isEmpty, "ConfusionMatrix: no predictions to count")
        for labels in [predicted, actual] {
            requireLabels(labels, rows: actual.count, classCount: classNames.count, "ConfusionMatrix")
        }
        var counts = [[Int]](
            repeating: [Int](repeating: 0, count: classNames.count), count: classNames.count)
        for (guess, truth) in zip(predicted, actual) { counts[truth][guess] += 1 }
        (self.classNames, self.counts) = (classNames, counts)
    }

    /// Number of predictions.
    public var total: Int { counts.joined().reduce(0, +) }

    /// Share of right predictions, 0…1.
    public var accuracy: Double { ratio(counts.indices.reduce(0) { $0 + counts[$1][$1] }, total) }

    /// The scores of every class, in the order of `classNames`.
    public var perClass: [ClassScore] {
        counts.indices.map { label in
            let (right, count) = (counts[label][label], counts[label].reduce(0, +))
            let predicted = counts.reduce(0) { $0 + $1[label] }
            return ClassScore(
                name: classNames[label], count: count, predictedCount: predicted,
                precision: ratio(right, predicted), recall: ratio(right, count),
                f1: ratio(2 * right, count + predicted))
        }
    }

    /// Mean precision over the classes that occur or are predicted.
    public var macroPrecision: Double { mean(\.precision) }
    /// Mean recall over the classes that occur or are predicted.
    public var macroRecall: Double { mean(\.recall) }
    /// Mean F1 over the classes that occur or are predicted.
    public var macroF1: Double { mean(\.f1) }

    /// Mean recall over the classes that occur: the accuracy had all classes been equally many.
    public var balancedAccuracy: Double {
        let occurring = perClass.filter { $0.count > 0 }
        return occurring.reduce(0) { $0 + $1.recall } / Double(occurring.count)
    }

    /// Precision of all predictions taken together; with one class for each picture this is the accuracy.
    public var microPrecision: Double { accuracy }
    /// Recall of all pictures taken together; with one class for each picture this is the accuracy.
    public var microRecall: Double { accuracy }
    /// Harmonic mean of the two, the accuracy again.
    public var microF1: Double { accuracy }

    /// Mean precision, each class counting as often as it occurs.
    public var weightedPrecision: Double { weightedMean(\.precision) }
    /// Mean recall, each class counting as often as it occurs.
    public var weightedRecall: Double { weightedMean(\.recall) }
    /// Mean F1, each class counting as often as it occurs.
    public var weightedF1: Double { weightedMean(\.f1) }

    private func weightedMean(_ score: KeyPath<ClassScore, Double>) -> Double {
        perClass.reduce(0) { $0 + Double($1.count) * $1[keyPath: score] } / Double(total)
    }

    /// The matrix as a heat map.
    public func figure(title: String = "Confusion matrix") -> Figure {
        confusionMatrix(counts, classNames: classNames, title: title)
    }

    private func mean(_ score: KeyPath<ClassScore, Double>) -> Double {
        let occurring = perClass.filter { $0.count + $0.predictedCount > 0 }
        return occurring.reduce(0) { $0 + $1[keyPath: score] } / Double(occurring.count)
    }
}

private func ratio(_ part: Int, _ whole: Int) -> Double { whole > 0 ? Double(part) / Double(whole) : 0 }

extension ConfusionMatrix: Displayable, CustomStringConvertible {
    /// A line for each class, then the means.
    public var table: Table {
        let classes: [[Any?]] = perClass.map { score in
            [score.name, score.count]
                + [score.precision, score.recall, score.f1].map { Table.Cell.percent($0) }
        }
        let means: [Any?] = [
            "mean of classes", total, Table.Cell.percent(macroPrecision), Table.Cell.percent(macroRecall),
            Table.Cell.percent(macroF1),
        ]
        return Table(
            columns: ["class", "pictures", "precision", "recall", "F1"], rows: classes + [means],
            title: "\(Table.Cell.percent(accuracy).text) of \(total) right")
    }

    /// The table.
    public var display: MIMEBundle { table.display }

    /// The share that is right, such as `61.5 % of 200 right`.
    public var description: String { "\(Table.Cell.percent(accuracy).text) of \(total) right" }
}
