import Datasets
import Display
import Images
import Layers
import Tensors

/// Measures what an encoder's features are worth on labelled pictures, without changing the encoder.
///
///     let probe = try session.evaluator.linearProbe()
///
/// Features are kept until the encoder's weights change.
public final class Evaluator {
    /// Pictures to fit classifiers on.
    public let training: any ImageDataset
    /// Pictures to test them on.
    public let test: any ImageDataset
    /// `[B, size, size, 3]` → `[B, D]`.
    public let encoder: any Layer
    /// How pictures are shown to the encoder.
    public let views: ViewPipeline
    private var kept: (weights: UInt64, features: Features)?

    private typealias Features = (training: Tensor, test: Tensor)

    /// Shows the encoder the middle of each picture, scaled to `size`×`size` pixels, values 0…1.
    public convenience init(
        training: any ImageDataset, test: any ImageDataset, encoder: any Layer, size: Int
    ) {
        self.init(training: training, test: test, encoder: encoder, views: .evaluation(size: size))
    }

    /// Nothing is encoded before it is asked for.
    ///
    /// - Parameter views: how pictures are shown to the encoder, with nothing random in it; `pipeline.evaluation` for an
    ///   encoder trained on the views of `pipeline`.
    public init(
        training: any ImageDataset, test: any ImageDataset, encoder: any Layer, views: ViewPipeline
    ) {
        precondition(
            training.classNames == test.classNames,
            "Evaluator: the classes differ: \(training.classNames) and \(test.classNames)")
        (self.training, self.test, self.encoder, self.views) = (training, test, encoder, views)
    }

    /// Side of a view in pixels.
    public var size: Int { views.size }

    /// Features of the training and of the test pictures, `[N, D]` each.
    ///
    /// The encoder is frozen: a layer that changes a weight or a statistic while it is measured ends the process.
    public func features() throws -> (training: Tensor, test: Tensor) {
        let weights = encoder.fingerprint
        if let kept, kept.weights == weights { return kept.features }
        let features = try features(of: encoder)
        precondition(
            encoder.fingerprint == weights,
            "Evaluator: the encoder's weights or statistics changed while it was measured, so that no figure would "
                + "mean anything; a layer must change nothing after setTraining(false)")
        kept = (weights, features)
        return features
    }

    /// A linear classifier on the encoder's features; see the function of the same name.
    public func linearProbe(C: Regularisation = 0.1) throws -> ProbeReport { probe(try features(), C: C) }

    /// Votes of the nearest training pictures; see `KNearestNeighbors`.
    public func kNearest(k: Int = 200, temperature: Float = 0.1) throws -> ProbeReport {
        let features = try features()
        let classifier = KNearestNeighbors(
            gallery: features.training, labels: training.labels, classCount: training.classNames.count, k: k,
            temperature: temperature)
        return ProbeReport(
            "\(min(k, training.count)) nearest neighbours", probabilities: classifier.votes(features.test),
            labels: test.labels, classNames: test.classNames, trainingAccuracy: nil)
    }

    /// A linear classifier on the pictures themselves, scaled down to `side`×`side` pixels.
    public func pixelBaseline(side: Int = 16, C: Regularisation = 0.1) throws -> ProbeReport {
        probe((try rawPixels(training, side: side), try rawPixels(test, side: side)), C: C)
    }

    /// A linear classifier on the principal components of the pictures, scaled down to `side`×`side` pixels.
    ///
    /// - Parameter components: how many; at most as many as there are pixel values or training pictures.
    public func pcaBaseline(
        components: Int = 64, side: Int = 16, C: Regularisation = 0.1
    ) throws -> ProbeReport {
        let pixels = try rawPixels(training, side: side)
        let pca = PCA(fitting: pixels, count: min(components, pixels.shape[0], pixels.shape[1]))
        return probe((pca.transform(pixels), pca.transform(try rawPixels(test, side: side))), C: C)
    }

    /// A linear classifier on the features of a network with untrained weights.
    ///
    /// - Parameter network: the encoder before training; `nil` means one of the same architecture (`ResNet`,
    ///   `PooledResNet` and `SmallConvNet`) with the weights that `seed` gives.
    public func untrainedBaseline(
        _ network: (any Layer)? = nil, seed: UInt64 = 0, C: Regularisation = 0.1
    ) throws -> ProbeReport {
        probe(try features(of: network ?? untrainedTwin(seed: seed)), C: C)
    }

    /// The same architecture trained with all labels of the training part from untrained weights.
    ///
    /// - Parameters as in `untrainedBaseline`; the network that is trained is a new one, or `network` itself.
    public func supervisedBaseline(
        _ network: (any Layer)? = nil, seed: UInt64 = 0, settings: FineTuningSettings = FineTuningSettings()
    ) throws -> ProbeReport {
        var settings = settings
        settings.pipeline = settings.pipeline ?? settings.views(like: views)
        let network: any Layer = network ?? untrainedTwin(seed: seed)
        return try fineTune(network, training: training, test: test, size: size, settings: settings).report
    }

    /// What training was worth: the linear probe on raw pixels, on their principal components, on an untrained network
    /// and on the encoder, all on the same split.
    ///
    /// - Parameters:
    ///   - untrained: as in `untrainedBaseline`, and so is `seed`.
    ///   - supervised: where given, the architecture is also trained from scratch with all labels.
    public func comparison(
        untrained: (any Layer)? = nil, seed: UInt64 = 0, C: Regularisation = 0.1,
        supervised: FineTuningSettings? = nil
    ) throws -> Table {
        var reports = [
            ("raw 16×16 pixels", try pixelBaseline(C: C)),
            ("their principal components", try pcaBaseline(C: C)),
            ("untrained encoder", try untrainedBaseline(untrained, seed: seed, C: C)),
            ("trained encoder", try linearProbe(C: C)),
        ]
        if let supervised {
            reports.append(
                ("trained with all labels", try supervisedBaseline(seed: seed, settings: supervised)))
        }
        let rows: [[Any?]] = reports.map { name, report in
            let (low, high) = report.interval().percents
            return [name, Table.Cell.percent(report.accuracy), "\(low) to \(high)"]
        }
        return Table(
            columns: ["linear probe on", "test accuracy", "95 % interval"], rows: rows,
            title: "\(test.name): \(training.count) training and \(test.count) test pictures")
    }

    private func probe(_ features: Features, C: Regularisation) -> ProbeReport {
        Evaluation.linearProbe(
            training: (features.training, training.labels), test: (features.test, test.labels),
            classNames: test.classNames, C: C)
    }

    private func features(of encoder: any Layer) throws -> Features {
        // A batch of 256 pictures of 64 pixels, or as many pixels in larger pictures.
        let batchSize = max(8, min(256, 256 * 64 * 64 / (size * size)))
        return (
            try encode(training, with: encoder, views: views, batchSize: batchSize),
            try encode(test, with: encoder, views: views, batchSize: batchSize)
        )
    }

    /// The encoder's architecture with the weights that `seed` gives.
    func untrainedTwin(seed: UInt64) -> any Layer {
        var generator = RandomGenerator(seed: seed)
        switch encoder {
        case let encoder as ResNet:
            return ResNet(encoder.architecture, stem: encoder.stem, using: &generator)
        case is SmallConvNet:
            return SmallConvNet(using: &generator)
        case let encoder as PooledResNet:
            return PooledResNet(widths: encoder.widths, using: &generator)
        default:
            preconditionFailure(
                "untrainedBaseline: \(type(of: encoder)) is no encoder of this library; pass a network with "
                    + "untrained weights")
        }
    }
}

extension Layer {
    /// A number that changes with any weight or buffer (FNV-1a over the floats' bits).
    var fingerprint: UInt64 {
        (namedParameters + namedBuffers).reduce(0xCBF2_9CE4_8422_2325) { hash, entry in
            entry.tensor.withUnsafeBuffer { values in
                values.reduce(hash) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }
            }
        }
    }
}
