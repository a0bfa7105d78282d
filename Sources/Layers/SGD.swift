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
    public private(set) var parameters: [Tensor]
    private var buffer: MomentBuffer
    private var steps = 0

    /// Makes an optimiser; without parameters it must be attached before the first step.
    public init(
        _ parameters: [Tensor] = [], learningRate: Float, momentum: Float = 0, nesterov: Bool = false,
        weightDecay: Float = 0
    ) {
        precondition((0..<1).contains(momentum), "SGD: momentum must be in 0..<1, got \(momentum)")
        precondition(!nesterov || momentum > 0, "SGD: nesterov needs a momentum > 0")
        self.parameters = parameters
        self.learningRate = learningRate
        self.momentum = momentum
        self.nesterov = nesterov
        self.weightDecay = weightDecay
        buffer = MomentBuffer("momentum_buffer", for: parameters)
    }

    /// Takes charge of `parameters`, at rest.
    public func attach(to parameters: [Tensor]) {
        self.parameters = parameters
        buffer = MomentBuffer("momentum_buffer", for: parameters)
        steps = 0
    }

    /// Changes every parameter that has a gradient.
    public func step() {
        requireParameters("SGD", parameters)
        steps += 1
        var settings = ck_sgd_settings(
            learning_rate: learningRate, momentum: momentum, weight_decay: weightDecay,
            nesterov: nesterov ? 1 : 0)
        buffer.withUnsafeMutablePointer { buffer in
            forEachGradient(of: parameters) { parameter, gradient, offset, count in
                ck_sgd(&settings, Int64(count), gradient, parameter, buffer?.advanced(by: offset))
            }
        }
    }

    /// The momentum buffer and the number of steps.
    public var state: OptimizerState {
        OptimizerState(step: steps, moments: [buffer.name: buffer.tensor()])
    }

    /// Continues from `state`.
    public func load(_ state: OptimizerState) throws(OptimizerStateError) {
        try buffer.load(state)
        steps = state.step
    }

    /// `SGD(learning rate 0.1, momentum 0.9, weight decay 0.001)`.
    public var description: String {
        "SGD(learning rate \(learningRate), momentum \(momentum)\(nesterov ? " (Nesterov)" : ""), "
            + "weight decay \(weightDecay))"
    }
}
