import Tensors

/// What an optimiser with momentum has charge of, and remembers: its parameters, their velocities, the steps taken.
struct Momentum {
    private(set) var parameters: [Tensor]
    private(set) var steps = 0
    private var buffer: MomentBuffer

    /// At rest.
    init(for parameters: [Tensor]) {
        self.parameters = parameters
        buffer = MomentBuffer("momentum_buffer", for: parameters)
    }

    /// Counts a step and lends the velocities, all parameters' one after another.
    mutating func step(_ optimizer: String, _ body: ([Tensor], UnsafeMutablePointer<Float>?) -> Void) {
        requireParameters(optimizer, parameters)
        steps += 1
        buffer.withUnsafeMutablePointer { body(parameters, $0) }
    }

    var state: OptimizerState { OptimizerState(step: steps, moments: [buffer.name: buffer.tensor()]) }

    mutating func load(_ state: OptimizerState) throws(OptimizerStateError) {
        try buffer.load(state)
        steps = state.step
    }
}
