import Foundation

/// What one training step measured, before it changed the weights.
public struct StepMetrics: Sendable, Equatable {
    /// Steps done before this one; 0 for the first.
    public let step: Int
    /// Passes over the data done before this one; 0 for the first.
    public let epoch: Int
    /// Loss of the batch, nats.
    public let loss: Float
    /// Rate that the optimiser used.
    public let learningRate: Float
    /// Euclidean length of all gradients taken together.
    public let gradientNorm: Float
    /// How well the batch answers the contrastive question.
    public let batch: BatchMetrics
    /// Views trained on a second, waiting for pictures included.
    public let viewsPerSecond: Double

    package init(
        step: Int, epoch: Int, loss: Float, learningRate: Float, gradientNorm: Float, batch: BatchMetrics,
        viewsPerSecond: Double
    ) {
        (self.step, self.epoch, self.loss, self.learningRate) = (step, epoch, loss, learningRate)
        (self.gradientNorm, self.batch, self.viewsPerSecond) = (gradientNorm, batch, viewsPerSecond)
    }

    /// Every measured value under the name that `metrics.jsonl` uses.
    public var named: [(name: String, value: Double)] {
        [
            ("loss", Double(loss)), ("learning_rate", Double(learningRate)),
            ("gradient_norm", Double(gradientNorm)), ("top1", Double(batch.top1)),
            ("top5", Double(batch.top5)), ("mean_positive_rank", Double(batch.meanPositiveRank)),
            ("embedding_spread", Double(batch.spread)), ("views_per_second", viewsPerSecond),
        ]
    }
}

/// The course of a training.
public struct History: Sendable, CustomStringConvertible {
    /// Every step, in order.
    public private(set) var steps: [StepMetrics] = []
    /// The loss of a network that cannot tell pictures apart, nats.
    public let chance: Float
    /// The smallest loss that the temperature allows, nats.
    public let floor: Float

    /// Starts an empty history with the loss's scale.
    public init(chance: Float, floor: Float) {
        self.chance = chance
        self.floor = floor
    }

    /// Adds a step.
    public mutating func append(_ step: StepMetrics) { steps.append(step) }

    /// A value measured between epochs, such as the accuracy of nearest neighbours.
    public struct Measurement: Sendable, Equatable, Codable {
        /// Epochs of this training done by then.
        public let epoch: Int
        /// What was measured.
        public let name: String
        /// The value.
        public let value: Double
    }

    /// What a monitor measured, in order.
    public private(set) var measurements: [Measurement] = []

    /// Adds values measured after an epoch.
    public mutating func append(_ values: [(name: String, value: Double)], afterEpoch epoch: Int) {
        measurements += values.map { Measurement(epoch: epoch, name: $0.name, value: $0.value) }
    }

    /// Loss of every step, nats.
    public var loss: [Float] { steps.map(\.loss) }

    /// Mean loss of every epoch, nats.
    public var epochLoss: [Float] { mean(of: \.loss) }

    /// The mean of a measured value over the steps of every epoch: `history.mean(of: \.batch.top1)`.
    public func mean(of value: KeyPath<StepMetrics, Float>) -> [Float] {
        epochs.map { steps in
            Float(steps.reduce(0) { $0 + Double($1[keyPath: value]) } / Double(steps.count))
        }
    }

    private var epochs: [ArraySlice<StepMetrics>] {
        var (slices, start) = ([ArraySlice<StepMetrics>](), 0)
        for index in steps.indices {
            let isLast = index + 1 == steps.count || steps[index + 1].epoch != steps[index].epoch
            guard isLast else { continue }
            slices.append(steps[start...index])
            start = index + 1
        }
        return slices
    }

    /// One line an epoch.
    public var description: String {
        guard !steps.isEmpty else { return "no steps yet" }
        let scale = String(format: "chance %.3f, floor %.3f", chance, floor)
        let lines = epochs.map { steps in
            let count = Double(steps.count)
            let loss = steps.reduce(0) { $0 + Double($1.loss) } / count
            let top1 = steps.reduce(0) { $0 + Double($1.batch.top1) } / count
            let epoch = (steps.first?.epoch ?? 0) + 1
            return String(format: "epoch %3d  loss %.4f  top-1 %5.1f %%", epoch, loss, 100 * top1)
        }
        return (lines + [scale]).joined(separator: "\n")
    }
}
