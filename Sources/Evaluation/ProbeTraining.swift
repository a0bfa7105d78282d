import Contrastive
import Display
import Layers
import Plots
import Tensors

/// How `trainedProbe` trains. The values given are those of the PyTorch SimCLR repository's notebook.
public struct ProbeTrainingSettings: Sendable {
    /// Passes over the training rows.
    public var epochs = 100
    /// Rows in a batch; the last batch of a pass may have fewer.
    public var batchSize = 256
    /// Adam's step size.
    public var learningRate: Float = 3e-4
    /// Added to the gradient, times the weight.
    public var weightDecay: Float = 8e-4
    /// Decides the first weights and the order.
    public var seed: UInt64 = 0

    /// The values above.
    public init(epochs: Int = 100) { self.epochs = epochs }
}

/// A linear classifier on frozen features, trained step by step, and its accuracy after every epoch.
///
/// Shown as a table of the last epochs.
public struct ProbeTraining: @unchecked Sendable {
    /// What was measured after a pass over the training rows.
    public struct Epoch: Sendable, Equatable {
        /// Mean cross-entropy of its batches, nats.
        public let loss: Double
        /// Share of the training rows that are right, 0…1; measured batch by batch, before each step.
        public let trainingTop1: Double
        /// Share of the test rows that are right, 0…1.
        public let top1: Double
        /// Share of the test rows whose class is among the five likeliest, 0…1.
        public let top5: Double
    }

    /// In order.
    public let epochs: [Epoch]
    /// `[N, D]` → `[N, K]`.
    public let classifier: Linear
    /// What the classifier achieves in the end.
    public let report: ProbeReport

    /// Test accuracy over epochs, top-1 and top-5.
    public func figure(title: String = "Linear classifier by Adam") -> Figure {
        plot(
            series: [
                Series(epochs.map(\.trainingTop1), label: "training, top-1", style: .line),
                Series(epochs.map(\.top1), label: "test, top-1", style: .line),
                Series(epochs.map(\.top5), label: "test, top-5", style: .line),
            ], title: title, xLabel: "epoch", yLabel: "accuracy")
    }
}

extension ProbeTraining: Displayable, CustomStringConvertible {
    /// A line for each epoch.
    public var table: Table {
        Table(
            columns: ["epoch", "loss", "training top-1", "test top-1", "test top-5"],
            rows: epochs.enumerated().map { number, epoch in
                [number + 1, epoch.loss]
                    + [epoch.trainingTop1, epoch.top1, epoch.top5].map { Table.Cell.percent($0) as Any? }
            })
    }

    /// The table.
    public var display: MIMEBundle { table.display }

    /// The report's line.
    public var description: String { report.description }
}

/// Trains a linear classifier on frozen features by Adam, as the PyTorch SimCLR repository does: top-1 and top-5 after
/// every epoch, features as they are.
///
/// `linearProbe` finds the best classifier there is; this one stops where the epochs end, and is here for figures that
/// compare with others' tables.
/// - Parameters:
///   - training: features `[N, D]` and the class of each row.
///   - test: the same of other pictures.
///   - classNames: the K classes; labels are places in this list.
public func trainedProbe(
    training: (features: Tensor, labels: [Int]), test: (features: Tensor, labels: [Int]),
    classNames: [String], settings: ProbeTrainingSettings = ProbeTrainingSettings()
) -> ProbeTraining {
    let (rows, width) = requireFeatures(training.features, "trainedProbe")
    let testRows = requireFeatures(test.features, "trainedProbe").rows
    requireLabels(training.labels, rows: rows, classCount: classNames.count, "trainedProbe")
    requireLabels(test.labels, rows: testRows, classCount: classNames.count, "trainedProbe")
    requireFinite(training.features, "trainedProbe")
    precondition(
        settings.epochs > 0 && settings.batchSize > 0,
        "trainedProbe: \(settings.epochs) epochs in batches of \(settings.batchSize) must be at least 1")
    var rng = RandomGenerator(seed: settings.seed, stream: 0x5052_4F42)
    let classifier = Linear(width, classNames.count, using: &rng)
    let optimizer = Adam(
        classifier.parameters, learningRate: settings.learningRate, weightDecay: settings.weightDecay)
    var logits = Tensor.zeros([testRows, classNames.count])
    let epochs = (0..<settings.epochs).map { _ in
        let order = Array(0..<rows).shuffled(using: &rng)
        let (loss, right) = onePass(classifier, optimizer, training, order, batchSize: settings.batchSize)
        logits = withoutGradients { classifier(test.features.detached()) }
        return ProbeTraining.Epoch(
            loss: loss, trainingTop1: right,
            top1: Double(topKAccuracy(logits, labels: test.labels, k: 1)),
            top5: Double(topKAccuracy(logits, labels: test.labels, k: 5)))
    }
    return ProbeTraining(
        epochs: epochs, classifier: classifier,
        report: ProbeReport(
            "linear classifier by Adam, \(settings.epochs) epochs",
            probabilities: withoutGradients { logits.softmax(axis: 1) }, labels: test.labels,
            classNames: classNames, trainingAccuracy: epochs.last?.trainingTop1))
}

/// Steps on every batch of rows; gives the mean loss, nats, and the share of rows that were right, 0…1.
private func onePass(
    _ classifier: Linear, _ optimizer: Adam, _ training: (features: Tensor, labels: [Int]), _ order: [Int],
    batchSize: Int
) -> (loss: Double, right: Double) {
    let features = training.features.detached()
    var (sum, right) = (0.0, 0)
    for start in stride(from: 0, to: order.count, by: batchSize) {
        let chosen = Array(order[start..<min(start + batchSize, order.count)])
        let labels = chosen.map { training.labels[$0] }
        let logits = classifier(features.rows(chosen))
        let loss = crossEntropy(logits, labels: labels)
        optimizer.zeroGrad()
        loss.backward()
        optimizer.step()
        sum += Double(loss.item) * Double(chosen.count)
        right += zip(logits.argmax(axis: 1).values, labels).count { Int($0) == $1 }
    }
    return (sum / Double(order.count), Double(right) / Double(order.count))
}

extension Evaluator {
    /// A linear classifier on the encoder's features, trained by Adam; see the function of the same name.
    public func trainedProbe(
        settings: ProbeTrainingSettings = ProbeTrainingSettings()
    ) throws -> ProbeTraining {
        let features = try features()
        return Evaluation.trainedProbe(
            training: (features.training, training.labels), test: (features.test, test.labels),
            classNames: test.classNames, settings: settings)
    }
}
