import Tensors
import Foundation

/// The learning rate as a pure function of the step, so that a resumed run follows the same curve.
public protocol LearningRateSchedule: Sendable {
    /// The rate for a step.
    ///
    /// - Parameters:
    ///   - base: the optimiser's rate.
    ///   - step: steps done before this one; 0 for the first.
    ///   - total: steps of the whole training.
    func rate(base: Float, step: Int, of total: Int) -> Float
}

/// The same rate throughout.
public struct ConstantRate: LearningRateSchedule {
    /// Makes the schedule.
    public init() {}
    /// `base`.
    public func rate(base: Float, step: Int, of total: Int) -> Float { base }
}

/// The rate times `factor` after every `period` steps.
public struct StepRate: LearningRateSchedule {
    /// Steps between two changes, > 0.
    public var period: Int
    /// What the rate is multiplied by.
    public var factor: Float

    /// Makes the schedule.
    public init(period: Int, factor: Float = 0.1) {
        precondition(period > 0, "StepRate: period must be positive, got \(period)")
        self.period = period
        self.factor = factor
    }

    /// `base · factor^⌊step / period⌋`.
    public func rate(base: Float, step: Int, of total: Int) -> Float {
        Float(Double(base) * pow(Double(factor), Double(step / period)))
    }
}

/// Linear warm-up, then half a cosine down to `minimum` (arXiv:1608.03983, Eq. 5, without restarts).
public struct CosineAnnealing: LearningRateSchedule {
    /// Steps of warm-up: step i of them has the rate `base · (i + 1) / warmup`.
    public var warmup: Int
    /// Rate at the end, ≥ 0.
    public var minimum: Float
    /// Steps from the end of warm-up to `minimum`; `nil` means all that is left of the training.
    public var period: Int?

    /// Makes the schedule.
    public init(warmup: Int = 0, minimum: Float = 0, period: Int? = nil) {
        precondition(warmup >= 0, "CosineAnnealing: warmup must not be negative, got \(warmup)")
        precondition((period ?? 1) > 0, "CosineAnnealing: period must be positive")
        self.warmup = warmup
        self.minimum = minimum
        self.period = period
    }

    /// Rises to `base`, then falls to `minimum`; beyond `period` it rises again, as PyTorch's does.
    public func rate(base: Float, step: Int, of total: Int) -> Float {
        if step < warmup { return base * Float(step + 1) / Float(warmup) }
        let length = period ?? max(total - warmup, 1)
        return cosine(from: base, to: minimum, at: Double(step - warmup) / Double(length))
    }
}

/// Cosines from `base` to `minimum` one after another, each `growth` times as long as the one before
/// (SGDR, arXiv:1608.03983).
public struct WarmRestarts: LearningRateSchedule {
    /// Steps of the first cosine, > 0.
    public var period: Int
    /// How much longer the next one is, ≥ 1.
    public var growth: Int
    /// Rate at the end of each, ≥ 0.
    public var minimum: Float

    /// Makes the schedule.
    public init(period: Int, growth: Int = 1, minimum: Float = 0) {
        precondition(period > 0 && growth >= 1, "WarmRestarts: period \(period), growth \(growth)")
        self.period = period
        self.growth = growth
        self.minimum = minimum
    }

    /// The rate of the cosine in which `step` lies.
    public func rate(base: Float, step: Int, of total: Int) -> Float {
        var (start, length) = (0, period)
        while step >= start + length {
            start += length
            length *= growth
        }
        return cosine(from: base, to: minimum, at: Double(step - start) / Double(length))
    }
}

/// Half a cosine: `start` at 0, `end` at 1.
private func cosine(from start: Float, to end: Float, at position: Double) -> Float {
    Float(Double(end) + Double(start - end) * (1 + cos(.pi * position)) / 2)
}
