import Tensors

/// Layer-wise adaptive rates (LARS, arXiv:1708.03888, Alg. 1), for large batches.
///
/// Every weight w with gradient g and buffer b moves in proportion to its own length:
/// `λ = trust·‖w‖ / (‖g‖ + weightDecay·‖w‖)`, `b ← momentum·b + learningRate·λ·(g + weightDecay·w)`, `w ← w − b`.
/// Tensors of fewer than two axes, the biases and the scales and shifts of norms, take plain steps with
/// momentum instead, without weight decay (λ = 1), as in SimCLR (arXiv:2002.05709, §2.2); so does a weight that
/// is all zero.
public final class LARS: Optimizer, CustomStringConvertible {
    /// Step size; large, such as 0.3·batch/256.
    public var learningRate: Float
    /// How much of the last step is kept, in 0..<1.
    public let momentum: Float
    /// Strength of the pull to zero, ≥ 0; the paper's β.
    public let weightDecay: Float
    /// Step relative to the weight's length, > 0; the paper's η.
    public let trust: Float
    /// The tensors that `step()` changes.
    public var parameters: [Tensor] { memory.parameters }
    private var memory: Momentum

    /// Makes an optimiser; without parameters it must be attached before the first step.
    public init(
        _ parameters: [Tensor] = [], learningRate: Float, momentum: Float = 0.9, weightDecay: Float = 1e-6,
        trust: Float = 1e-3
    ) {
        precondition((0..<1).contains(momentum), "LARS: momentum must be in 0..<1, got \(momentum)")
        precondition(trust > 0, "LARS: trust must be positive, got \(trust)")
        self.learningRate = learningRate
        self.momentum = momentum
        self.weightDecay = weightDecay
        self.trust = trust
        memory = Momentum(for: parameters)
    }

    /// Takes charge of `parameters`, at rest.
    public func attach(to parameters: [Tensor]) { memory = Momentum(for: parameters) }

    /// Changes every parameter that has a gradient.
    public func step() {
        var offset = 0
        memory.step("LARS") { parameters, buffer in
            for parameter in parameters {
                let velocity = buffer?.advanced(by: offset)
                offset += parameter.count
                forEachGradient(of: [parameter]) { weight, gradient, _, count in
                    guard let velocity else { return }
                    move(weight, gradient, velocity, count, isAdapted: parameter.rank >= 2)
                }
            }
        }
    }

    private func move(
        _ weight: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>,
        _ velocity: UnsafeMutablePointer<Float>, _ count: Int, isAdapted: Bool
    ) {
        let (momentum, decay) = (momentum, isAdapted ? weightDecay : 0)
        let rate = isAdapted ? learningRate * localRate(weight, gradient, count) : learningRate
        for i in 0..<count {
            velocity[i] = momentum * velocity[i] + rate * (gradient[i] + decay * weight[i])
            weight[i] -= velocity[i]
        }
    }

    /// The paper's λ.
    private func localRate(
        _ weight: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>, _ count: Int
    ) -> Float {
        let weightLength = Float(squaredLength(weight, count).squareRoot())
        let gradientLength = Float(squaredLength(gradient, count).squareRoot())
        let sum = gradientLength + weightDecay * weightLength
        return weightLength > 0 && sum > 0 ? trust * weightLength / sum : 1
    }

    /// The momentum buffer and the number of steps.
    public var state: OptimizerState { memory.state }

    /// Continues from `state`.
    public func load(_ state: OptimizerState) throws(OptimizerStateError) { try memory.load(state) }

    /// `LARS(learning rate 0.3, momentum 0.9, weight decay 1e-06)`.
    public var description: String {
        "LARS(learning rate \(learningRate), momentum \(momentum), weight decay \(weightDecay))"
    }
}
