import CKernels
import Tensors

/// Stochastic gradient descent with momentum, as PyTorch's `SGD`.
///
/// With gradient g, parameter p and buffer b: `g ← g + weightDecay·p`, `b ← momentum·b + g`,
/// `p ← p − learningRate·b`; Nesterov's variant uses `g + momentum·b` in place of b.
public final class SGD: Optimizer, CustomStringConvertible {
    /// Step size.
    public var learningRate: Float
    /// How much of the last step is kept, in 0..<1.
    public let momentum: Float
    /// Whether to look ahead along the momentum.
    public let nesterov: Bool
    /// Strength of the pull to zero, ≥ 0.
    public let weightDecay: Float
    /// The tensors that `step()` changes.
    public var parameters: [Tensor] { memory.parameters }
    private var memory: Momentum

    /// Makes an optimiser; without parameters it must be attached before the first step.
    public init(
        _ parameters: [Tensor] = [], learningRate: Float, momentum: Float = 0, nesterov: Bool = false,
        weightDecay: Float = 0
    ) {
        precondition((0..<1).contains(momentum), "SGD: momentum must be in 0..<1, got \(momentum)")
        precondition(!nesterov || momentum > 0, "SGD: nesterov needs a momentum > 0")
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        memory = Momentum(for: parameters)
    }

    /// Takes charge of `parameters`, at rest.
    public func attach(to parameters: [Tensor]) { memory = Momentum(for: parameters) }

    /// Changes every parameter that has a gradient.
    public func step() {
        var settings = ck_sgd_settings(
            learning_rate: learningRate, momentum: momentum, weight_decay: weightDecay,
            nesterov: nesterov ? 1 : 0)
        memory.step("SGD") { parameters, buffer in
            forEachGradient(of: parameters) { parameter, gradient, offset, count in
                ck_sgd(&settings, Int64(count), gradient, parameter, buffer?.advanced(by: offset))
            }
        }
    }

    /// The momentum buffer and the number of steps.
    public var state: OptimizerState { memory.state }

    /// Continues from `state`.
    public func load(_ state: OptimizerState) throws(OptimizerStateError) { try memory.load(state) }

    /// `SGD(learning rate 0.1, momentum 0.9, weight decay 0.001)`.
    public var description: String {
        "SGD(learning rate \(learningRate), momentum \(momentum)\(nesterov ? " (Nesterov)" : ""), "
            + "weight decay \(weightDecay))"
    }
}
