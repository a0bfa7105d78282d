import Contrastive
import Datasets
import Display
import Images
import Layers
import Tensors

/// How `fineTune` trains. The values given follow SimCLR's (arXiv:2002.05709, App. B.5).
public struct FineTuningSettings: Sendable {
    /// Passes over the labelled pictures.
    public var epochs = 30
    /// Pictures in a batch; a smaller set is one batch.
    public var batchSize = 64
    /// Step size for a batch of 256 pictures; it is scaled by the batch size and falls along half a cosine.
    public var learningRate: Float = 0.05
    /// Momentum of SGD, Nesterov's.
    public var momentum: Float = 0.9
    /// How pictures are varied; `nil` means random crops and mirror images.
    public var pipeline: ViewPipeline?
    /// Decides the classifier's first weights, the order and the views.
    public var seed: UInt64 = 0

    /// The values above.
    public init(epochs: Int = 30) { self.epochs = epochs }
}

/// An encoder trained further with labels, and what came of it.
public struct FineTuning: @unchecked Sendable {
    /// The linear classifier on the encoder's features, `[N, D]` → `[N, K]`.
    public let classifier: Linear
    /// Mean cross-entropy of each epoch, nats; `ln K` is chance.
    public let losses: [Double]
    /// What encoder and classifier achieve together.
    public let report: ProbeReport
}

extension FineTuning: CustomStringConvertible {
    /// The report's line.
    public var description: String { report.description }
}

/// Trains an encoder and a linear classifier on it with labels, by cross-entropy, and tests both.
///
/// The encoder's weights change, other than in all other evaluation: keep `encoder.stateDictionary()` to go back. On
/// an untrained encoder this is supervised training from scratch, the usual comparison.
/// - Parameters:
///   - encoder: `[B, size, size, 3]` → `[B, D]`.
///   - training: labelled pictures; `subset` and `split` make it small.
///   - test: other pictures of the same classes.
///   - size: side of a view in pixels.
/// - Throws: the error of a picture that cannot be read, or `TrainingError` where the loss is no longer a number.
public func fineTune(
    _ encoder: some Layer, training: any ImageDataset, test: any ImageDataset, size: Int,
    settings: FineTuningSettings = FineTuningSettings()
) throws -> FineTuning {
    precondition(
        training.classNames == test.classNames,
        "fineTune: the classes differ: \(training.classNames) and \(test.classNames)")
    precondition(
        training.count > 0 && test.count > 0,
        "fineTune: \(training.count) training pictures, \(test.count) test pictures")
    let loader = try ViewLoader(
        training, pipeline: settings.pipeline ?? fineTuningViews(size: size),
        batchSize: min(settings.batchSize, training.count), views: 1, seed: settings.seed)
    var rng = RandomGenerator(seed: settings.seed, stream: 0x4845_4144)
    let width = encoder.inMode(training: false) { encoder.outputShape(for: [1, size, size, 3]) }.last ?? 0
    let classifier = Linear(width, training.classNames.count, using: &rng)
    let losses = try encoder.inMode(training: true) { try minimise(encoder, classifier, loader, settings) }
    let probabilities = { (dataset: any ImageDataset) in
        let features = try encode(dataset, with: encoder, size: size)
        return withoutGradients { classifier(features).softmax(axis: 1) }
    }
    let guesses = try probabilities(training).argmax(axis: 1).values
    let right = zip(guesses, training.labels).count { Int($0) == $1 }
    return FineTuning(
        classifier: classifier, losses: losses,
        report: ProbeReport(
            "fine-tuning", probabilities: try probabilities(test), labels: test.labels,
            classNames: test.classNames, trainingAccuracy: Double(right) / Double(training.count)))
}

private func fineTuningViews(size: Int) -> ViewPipeline {
    ViewPipeline(size: size, steps: [RandomResizedCrop(size), RandomHorizontalFlip()])
}

/// The epochs; returns the mean loss of each.
private func minimise(
    _ encoder: some Layer, _ classifier: Linear, _ loader: ViewLoader, _ settings: FineTuningSettings
) throws -> [Double] {
    let base = settings.learningRate * Float(loader.batchSize) / 256
    let optimizer = SGD(
        encoder.parameters + classifier.parameters, learningRate: base, momentum: settings.momentum,
        nesterov: settings.momentum > 0)
    let schedule = CosineAnnealing()
    let total = settings.epochs * loader.count
    let bar = ProgressBar("fine-tuning", total: total)
    defer { bar.finish() }
    var step = 0
    return try (0..<settings.epochs).map { epoch in
        var sum = 0.0
        for batch in loader {
            optimizer.learningRate = schedule.rate(base: base, step: step, of: total)
            let loss = crossEntropy(classifier(encoder(batch.views[0])), labels: batch.labels)
            guard loss.item.isFinite else {
                throw TrainingError.lossNotFinite(
                    step: step, epoch: epoch, learningRate: optimizer.learningRate)
            }
            optimizer.zeroGrad()
            loss.backward()
            optimizer.step()
            sum += Double(loss.item)
            step += 1
            bar.advance()
        }
        return sum / Double(loader.count)
    }
}
