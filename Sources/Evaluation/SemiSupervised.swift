import Datasets
import Display
import Layers
import Tensors

/// What an encoder is worth where only few pictures have labels: the usual 1 % and 10 %.
///
/// Shown as a table with a line for each share.
public struct SemiSupervised: Sendable {
    /// The three ways with one share of labels, each by its test accuracy, 0…1.
    public struct Point: Sendable, Equatable {
        /// Share of the training pictures that have labels.
        public let fraction: Double
        /// How many pictures that is.
        public let labelCount: Int
        /// The linear probe on the frozen encoder.
        public let linearProbe: Double
        /// Encoder and classifier trained further with these labels.
        public let fineTuned: Double
        /// The same architecture trained from untrained weights with these labels.
        public let fromScratch: Double
    }

    /// By share, in the order asked for.
    public let points: [Point]
}

extension SemiSupervised: Displayable, CustomStringConvertible {
    /// A line for each share.
    public var table: Table {
        Table(
            columns: ["labelled", "pictures", "linear probe", "fine-tuned", "from scratch"],
            rows: points.map { point in
                [Table.Cell.percent(point.fraction, decimals: 0), point.labelCount]
                    + [point.linearProbe, point.fineTuned, point.fromScratch].map {
                        Table.Cell.percent($0) as Any?
                    }
            }, title: "Test accuracy with few labels")
    }

    /// The table.
    public var display: MIMEBundle { table.display }

    /// Such as `1 % of labels: linear 41.2 %, fine-tuned 43.0 %, from scratch 30.1 %`, joined by semicolons.
    public var description: String {
        points.map { point in
            let texts = [point.linearProbe, point.fineTuned, point.fromScratch].map {
                Table.Cell.percent($0).text
            }
            return "\(Table.Cell.percent(point.fraction, decimals: 0).text) of labels: linear \(texts[0]), "
                + "fine-tuned \(texts[1]), from scratch \(texts[2])"
        }.joined(separator: "; ")
    }
}

extension Evaluator {
    /// The linear probe, fine-tuning and training from scratch with a share of the labels, on the same pictures.
    ///
    /// The encoder is fine-tuned in place and gets its weights back afterwards.
    /// - Parameters:
    ///   - fractions: shares of the training pictures of each class, above 0 and at most 1; at least one picture of
    ///     each class is taken.
    ///   - settings: of fine-tuning and of training from scratch.
    ///   - seed: decides which pictures keep their labels, and the untrained weights.
    public func semiSupervised(
        fractions: [Double] = [0.01, 0.1], settings: FineTuningSettings = FineTuningSettings(),
        seed: UInt64 = 0
    ) throws -> SemiSupervised {
        var settings = settings
        settings.pipeline = settings.pipeline ?? settings.views(like: views)
        let features = try features()
        let kept = encoder.namedTensors.map { ($0, $0.copy()) }
        return SemiSupervised(
            points: try fractions.map { fraction in
                let part = training.subset(fraction: fraction, seed: seed)
                let rows = withoutGradients { features.training.rows(part.indices) }
                let probe = Evaluation.linearProbe(
                    training: (rows, part.labels), test: (features.test, test.labels),
                    classNames: test.classNames)
                defer { for (tensor, values) in kept { tensor.assign(values) } }
                let tuned = try fineTune(encoder, training: part, test: test, size: size, settings: settings)
                let scratch = try fineTune(
                    untrainedTwin(seed: seed), training: part, test: test, size: size, settings: settings)
                return SemiSupervised.Point(
                    fraction: fraction, labelCount: part.count, linearProbe: probe.accuracy,
                    fineTuned: tuned.report.accuracy, fromScratch: scratch.report.accuracy)
            })
    }
}

extension Layer {
    /// Weights and statistics.
    fileprivate var namedTensors: [Tensor] { (namedParameters + namedBuffers).map(\.tensor) }
}
