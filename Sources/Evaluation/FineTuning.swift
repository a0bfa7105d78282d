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
    /// Step size for a batch of 256 pictures; it is scaled by the batch size.
    public var learningRate: Float = 0.05
    /// The step size's course.
    public var schedule: any LearningRateSchedule = CosineAnnealing()
    /// Momentum of SGD, Nesterov's.
    public var momentum: Float = 0.9
    /// How many of the encoder's last layers are trained, of those that have weights; the others stay as they are, batch
    /// norms included. `nil` means all, 0 the classifier alone.
    public var trainedLayers: Int?
    /// How pictures are varied; `nil` means random crops and mirror images.
    public var pipeline: ViewPipeline?
    /// Decides the classifier's first weights, the order and the views.
    public var seed: UInt64 = 0

    /// The values above.
    public init(epochs: Int = 30) { self.epochs = epochs }

    /// Random crops and mirror images, normalised as `views` are.
    func views(like views: ViewPipeline) -> ViewPipeline {
        ViewPipeline(
            size: views.size,
            steps: [RandomResizedCrop(views.size), RandomHorizontalFlip()]
                + views.steps.filter { $0 is Normalize })
    }
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
    let pipeline = settings.pipeline ?? settings.views(like: .evaluation(size: size))
    let loader = try ViewLoader(
        training, pipeline: pipeline, batchSize: min(settings.batchSize, training.count), views: 1,
        seed: settings.seed)
    var rng = RandomGenerator(seed: settings.seed, stream: 0x4845_4144)
    let width = encoder.inMode(training: false) { encoder.outputShape(for: [1, size, size, 3]) }.last ?? 0
    let classifier = Linear(width, training.classNames.count, using: &rng)
    let losses = try encoder.inMode(training: true) {
        try FrozenLayers(of: encoder, butLast: settings.trainedLayers).while {
            try minimise(encoder, classifier, loader, settings)
        }
    }
    let probabilities = { (dataset: any ImageDataset) in
        let features = try encode(dataset, with: encoder, views: pipeline.evaluation)
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

/// The layers of an encoder that fine-tuning leaves alone.
private struct FrozenLayers {
    private let layers: [any Layer]

    init(of encoder: any Layer, butLast count: Int?) {
        guard let count else {
            layers = []
            return
        }
        let weighted = encoder.children.map { $0.layer }.filter { !$0.parameters.isEmpty }
        precondition(
            (0...weighted.count).contains(count),
            "fineTune: the encoder has \(weighted.count) layers with weights, so trainedLayers cannot be \(count)"
        )
        layers = weighted.dropLast(count)
    }

    /// Holds weights and statistics of the layers meanwhile.
    func `while`<R>(_ body: () throws -> R) rethrows -> R {
        let parameters = layers.flatMap { $0.parameters }.filter(\.requiresGrad)
        for layer in layers { layer.setTraining(false) }
        for parameter in parameters { parameter.requiresGrad = false }
        defer { for parameter in parameters { parameter.requiresGrad = true } }
        return try body()
    }
}

/// The epochs; returns the mean loss of each.
private func minimise(
    _ encoder: some Layer, _ classifier: Linear, _ loader: ViewLoader, _ settings: FineTuningSettings
) throws -> [Double] {
    let base = settings.learningRate * Float(loader.batchSize) / 256
    let optimizer = SGD(
        encoder.parameters.filter(\.requiresGrad) + classifier.parameters, learningRate: base,
        momentum: settings.momentum,
        nesterov: settings.momentum > 0)
    let total = settings.epochs * loader.count
    let bar = ProgressBar("fine-tuning", total: total)
    defer { bar.finish() }
    var step = 0
    return try (0..<settings.epochs).map { epoch in
        var sum = 0.0
        for batch in loader {
            optimizer.learningRate = settings.schedule.rate(base: base, step: step, of: total)
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
