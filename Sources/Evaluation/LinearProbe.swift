import Display
import Tensors

/// What a classifier on frozen features achieves on pictures that it was not fitted on.
public struct ProbeReport: @unchecked Sendable {
    /// What was tried, such as `linear probe`.
    public let method: String
    /// Share of the test pictures that are right, 0…1.
    public let accuracy: Double
    /// Share of the training pictures that are right, 0…1; `nil` where the method keeps them all.
    public let trainingAccuracy: Double?
    /// The test pictures by true and predicted class.
    public let confusion: ConfusionMatrix
    /// The true class of each test picture.
    public let labels: [Int]
    /// The predicted class of each test picture.
    public let predictions: [Int]
    /// Probability of each class for each test picture, `[N, K]`.
    public let probabilities: Tensor

    /// Scores the probabilities that any classifier gives, `[N, K]`, against the true classes.
    public init(
        _ method: String, probabilities: Tensor, labels: [Int], classNames: [String],
        trainingAccuracy: Double? = nil
    ) {
        precondition(
            probabilities.rank == 2 && probabilities.shape[1] == classNames.count,
            "ProbeReport: probabilities \(probabilities.shape) for \(classNames.count) classes")
        self.method = method
        self.labels = labels
        self.probabilities = probabilities
        self.trainingAccuracy = trainingAccuracy
        predictions = probabilities.argmax(axis: 1).values.map { Int($0) }
        confusion = ConfusionMatrix(predicted: predictions, actual: labels, classNames: classNames)
        accuracy = confusion.accuracy
    }
}

extension ProbeReport: CustomStringConvertible {
    /// One line with both accuracies and what always naming the commonest class would give.
    public var description: String {
        let commonest = confusion.perClass.map(\.count).max() ?? 0
        let chance = Table.Cell.percent(Double(commonest) / Double(confusion.total)).text
        let training = trainingAccuracy.map { ", \(Table.Cell.percent($0).text) in training" } ?? ""
        return "\(method): \(confusion.description)\(training) (the commonest class alone: \(chance))"
    }
}

/// Fits a linear classifier on frozen features and tests it: the usual measure of self-supervised features.
///
/// Features are standardised by the training part's statistics, then `LogisticRegression` is fitted to convergence.
/// - Parameters:
///   - training: features `[N, D]` and the class of each row.
///   - test: the same of other pictures.
///   - classNames: the K classes; labels are places in this list.
///   - C: as in `LogisticRegression`; less holds the weights smaller. `.chosen()` finds it on a part held out of the
///     training rows.
public func linearProbe(
    training: (features: Tensor, labels: [Int]), test: (features: Tensor, labels: [Int]),
    classNames: [String], C: Regularisation = 0.1
) -> ProbeReport {
    requireLabels(
        test.labels, rows: requireFeatures(test.features, "linearProbe").rows, classCount: classNames.count,
        "linearProbe")
    requireFinite(test.features, "linearProbe")
    let (C, words) = C.resolved(training.features, training.labels, classCount: classNames.count)
    let scaler = StandardScaler(fitting: training.features)
    let standardised = scaler.transform(training.features)
    let classifier = LogisticRegression(
        fitting: standardised, labels: training.labels, classCount: classNames.count, C: C)
    let right = zip(classifier.predict(standardised), training.labels).count { $0 == $1 }
    return ProbeReport(
        "linear probe\(words)", probabilities: classifier.probabilities(scaler.transform(test.features)),
        labels: test.labels, classNames: classNames,
        trainingAccuracy: Double(right) / Double(training.labels.count))
}
