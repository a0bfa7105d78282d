import CKernels
import Tensors

/// Adam (arXiv:1412.6980, Alg. 1); weight decay is added to the gradient, as in PyTorch's `Adam`.
public final class Adam: Optimizer, CustomStringConvertible {
    private let rule: AdamRule

    /// Makes an optimiser; without parameters it must be attached before the first step.
    public init(
        _ parameters: [Tensor] = [], learningRate: Float = 1e-3, betas: (Double, Double) = (0.9, 0.999),
        epsilon: Double = 1e-8, weightDecay: Float = 0
    ) {
        rule = AdamRule(
            parameters, learningRate: learningRate, betas: betas, epsilon: epsilon, weightDecay: weightDecay,
            decay: .inGradient)
    }

    /// Step size.
    public var learningRate: Float {
        get { rule.learningRate }
        set { rule.learningRate = newValue }
    }
    /// The tensors that `step()` changes.
    public var parameters: [Tensor] { rule.parameters }
    /// Takes charge of `parameters`, with moments of zero.
    public func attach(to parameters: [Tensor]) { rule.attach(to: parameters) }
    /// Changes every parameter that has a gradient.
    public func step() { rule.step() }
    /// Both moments and the number of steps.
    public var state: OptimizerState { rule.state }
    /// Continues from `state`.
    public func load(_ state: OptimizerState) throws(OptimizerStateError) { try rule.load(state) }
    /// `Adam(learning rate 0.001, weight decay 0.0001)`.
    public var description: String { "Adam(\(rule.settings))" }
}

/// Adam with decoupled weight decay (arXiv:1711.05101, Alg. 2): parameters shrink by
/// `learningRate · weightDecay` before the step, whatever their gradient.
public final class AdamW: Optimizer, CustomStringConvertible {
    private let rule: AdamRule

    /// Makes an optimiser; without parameters it must be attached before the first step.
    public init(
        _ parameters: [Tensor] = [], learningRate: Float = 1e-3, betas: (Double, Double) = (0.9, 0.999),
        epsilon: Double = 1e-8, weightDecay: Float = 0.01
    ) {
        rule = AdamRule(
            parameters, learningRate: learningRate, betas: betas, epsilon: epsilon, weightDecay: weightDecay,
            decay: .decoupled)
    }

    /// Step size.
    public var learningRate: Float {
        get { rule.learningRate }
        set { rule.learningRate = newValue }
    }
    /// The tensors that `step()` changes.
    public var parameters: [Tensor] { rule.parameters }
    /// Takes charge of `parameters`, with moments of zero.
    public func attach(to parameters: [Tensor]) { rule.attach(to: parameters) }
    /// Changes every parameter that has a gradient.
    public func step() { rule.step() }
    /// Both moments and the number of steps.
    public var state: OptimizerState { rule.state }
    /// Continues from `state`.
    public func load(_ state: OptimizerState) throws(OptimizerStateError) { try rule.load(state) }
    /// `AdamW(learning rate 0.001, weight decay 0.01)`.
    public var description: String { "AdamW(\(rule.settings))" }
}

/// The update that Adam and AdamW share.
private final class AdamRule {
    enum Decay { case inGradient, decoupled }

    var learningRate: Float
    private let betas: (Double, Double)
    private let epsilon: Double
    private let weightDecay: Float
    private let decay: Decay
    private(set) var parameters: [Tensor]
    private var first: MomentBuffer
    private var second: MomentBuffer
    private var steps = 0

    init(
        _ parameters: [Tensor], learningRate: Float, betas: (Double, Double), epsilon: Double,
        weightDecay: Float, decay: Decay
    ) {
        precondition(
            (0..<1).contains(betas.0) && (0..<1).contains(betas.1),
            "Adam: betas must be in 0..<1, got \(betas)")
        self.parameters = parameters
        self.learningRate = learningRate
        self.betas = betas
        self.epsilon = epsilon
        self.weightDecay = weightDecay
        self.decay = decay
        first = MomentBuffer("exp_avg", for: parameters)
        second = MomentBuffer("exp_avg_sq", for: parameters)
    }

    var settings: String { "learning rate \(learningRate), weight decay \(weightDecay)" }

    func attach(to parameters: [Tensor]) {
        self.parameters = parameters
        first = MomentBuffer("exp_avg", for: parameters)
        second = MomentBuffer("exp_avg_sq", for: parameters)
        steps = 0
    }

    func step() {
        requireParameters("Adam", parameters)
        steps += 1
        var settings = ck_adam_settings(
            learning_rate: Double(learningRate), beta1: betas.0, beta2: betas.1, epsilon: epsilon,
            weight_decay: Double(weightDecay), decoupled: decay == .decoupled ? 1 : 0, step: Int64(steps))
        first.withUnsafeMutablePointer { first in
            second.withUnsafeMutablePointer { second in
                let moved = gradients(of: parameters)
                ck_adam(&settings, Int64(moved.count), moved, first, second)
            }
        }
    }

    var state: OptimizerState {
        OptimizerState(step: steps, moments: [first.name: first.tensor(), second.name: second.tensor()])
    }

    func load(_ state: OptimizerState) throws(OptimizerStateError) {
        var (newFirst, newSecond) = (first, second)
        try newFirst.load(state)
        try newSecond.load(state)
        (first, second, steps) = (newFirst, newSecond, state.step)
    }
}
