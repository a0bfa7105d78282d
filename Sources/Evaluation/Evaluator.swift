import Datasets
import Display
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
    /// Side of a view in pixels.
    public let size: Int
    private var kept: (weights: UInt64, features: Features)?

    private typealias Features = (training: Tensor, test: Tensor)

    /// Nothing is encoded before it is asked for.
    public init(training: any ImageDataset, test: any ImageDataset, encoder: any Layer, size: Int) {
        precondition(
            training.classNames == test.classNames,
            "Evaluator: the classes differ: \(training.classNames) and \(test.classNames)")
        (self.training, self.test, self.encoder, self.size) = (training, test, encoder, size)
    }

    /// Features of the training and of the test pictures, `[N, D]` each.
    public func features() throws -> (training: Tensor, test: Tensor) {
        let weights = encoder.fingerprint
        if let kept, kept.weights == weights { return kept.features }
        let features = try features(of: encoder)
        kept = (weights, features)
        return features
    }

    /// A linear classifier on the encoder's features; see the function of the same name.
    public func linearProbe(C: Float = 0.1) throws -> ProbeReport { probe(try features(), C: C) }

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
    public func pixelBaseline(side: Int = 16, C: Float = 0.1) throws -> ProbeReport {
        probe((try rawPixels(training, side: side), try rawPixels(test, side: side)), C: C)
    }

    /// A linear classifier on the features of a network with untrained weights.
    ///
    /// - Parameter network: the encoder before training; `nil` means one of the same architecture (`ResNet` and
    ///   `SmallConvNet`) with the weights that `seed` gives.
    public func untrainedBaseline(
        _ network: (any Layer)? = nil, seed: UInt64 = 0, C: Float = 0.1
    ) throws -> ProbeReport {
        probe(try features(of: network ?? untrainedTwin(seed: seed)), C: C)
    }

    /// What training was worth: the linear probe on raw pixels, on an untrained network and on the encoder.
    ///
    /// - Parameters as in `untrainedBaseline`.
    public func comparison(untrained: (any Layer)? = nil, seed: UInt64 = 0, C: Float = 0.1) throws -> Table {
        let reports = [
            ("raw 16×16 pixels", try pixelBaseline(C: C)),
            ("untrained encoder", try untrainedBaseline(untrained, seed: seed, C: C)),
            ("trained encoder", try linearProbe(C: C)),
        ]
        let rows: [[Any?]] = reports.map { [$0.0, Table.Cell.percent($0.1.accuracy)] }
        return Table(
            columns: ["linear probe on", "test accuracy"], rows: rows,
            title: "\(test.name): \(training.count) training and \(test.count) test pictures")
    }

    private func probe(_ features: Features, C: Float) -> ProbeReport {
        Evaluation.linearProbe(
            training: (features.training, training.labels), test: (features.test, test.labels),
            classNames: test.classNames, C: C)
    }

    private func features(of encoder: any Layer) throws -> Features {
        // A batch of 256 pictures of 64 pixels, or as many pixels in larger pictures.
        let batchSize = max(8, min(256, 256 * 64 * 64 / (size * size)))
        return (
            try encode(training, with: encoder, size: size, batchSize: batchSize),
            try encode(test, with: encoder, size: size, batchSize: batchSize)
        )
    }

    private func untrainedTwin(seed: UInt64) -> any Layer {
        var generator = RandomGenerator(seed: seed)
        switch encoder {
        case let encoder as ResNet:
            return ResNet(encoder.architecture, stem: encoder.stem, using: &generator)
        case is SmallConvNet:
            return SmallConvNet(using: &generator)
        default:
            preconditionFailure(
                "untrainedBaseline: \(type(of: encoder)) is no encoder of this library; pass a network with "
                    + "untrained weights")
        }
    }
}

extension Layer {
    /// A number that changes with any weight or buffer (FNV-1a over the floats' bits).
    fileprivate var fingerprint: UInt64 {
        (namedParameters + namedBuffers).reduce(0xCBF2_9CE4_8422_2325) { hash, entry in
            entry.tensor.withUnsafeBuffer { values in
                values.reduce(hash) { ($0 ^ UInt64($1.bitPattern)) &* 0x100_0000_01B3 }
            }
        }
    }
}
