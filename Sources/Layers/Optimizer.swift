import CKernels
import Tensors

/// Moves parameters against their gradients.
public protocol Optimizer: AnyObject {
    /// Step size; a schedule may set it before every step.
    var learningRate: Float { get set }
    /// The tensors that `step()` changes.
    var parameters: [Tensor] { get }
    /// Takes charge of `parameters` and forgets what it remembers of others.
    func attach(to parameters: [Tensor])
    /// Changes every parameter that has a gradient.
    func step()
    /// What must be kept to continue later as if nothing had happened.
    var state: OptimizerState { get }
    /// Continues from `state`.
    func load(_ state: OptimizerState) throws(OptimizerStateError)
}

/// What an optimiser remembers between steps.
public struct OptimizerState: @unchecked Sendable {
    /// Steps taken.
    public var step: Int
    /// Moments by PyTorch's names, each `[P]`: all parameters one after another, in this library's layout.
    public var moments: [String: Tensor]

    /// Makes a state.
    public init(step: Int, moments: [String: Tensor]) {
        self.step = step
        self.moments = moments
    }
}

/// Why a state does not fit an optimiser.
public enum OptimizerStateError: Error, Equatable, CustomStringConvertible {
    /// A moment that the optimiser keeps and the state lacks.
    case missing(moment: String)
    /// A moment of another number of parameters.
    case size(moment: String, expected: Int, found: Int)

    /// One line: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .missing(let moment):
            "optimizer state: \(moment) is missing: was it written by the same kind of optimizer?"
        case .size(let moment, let expected, let found):
            "optimizer state: \(moment) has \(found) numbers, not \(expected): "
                + "was it written with the same network?"
        }
    }
}

extension Optimizer {
    /// Drops all gradients; call it before `backward()`, or once in several batches to add their gradients up.
    public func zeroGrad() {
        for parameter in parameters { parameter.grad = nil }
    }
}

/// The moments of all parameters in one flat buffer.
struct MomentBuffer {
    let name: String
    private(set) var values: [Float]

    init(_ name: String, for parameters: [Tensor]) {
        self.name = name
        values = [Float](repeating: 0, count: parameters.reduce(0) { $0 + $1.count })
    }

    mutating func withUnsafeMutablePointer<R>(_ body: (UnsafeMutablePointer<Float>?) -> R) -> R {
        values.withUnsafeMutableBufferPointer { body($0.baseAddress) }
    }

    func tensor() -> Tensor { Tensor(values, shape: [values.count]) }

    mutating func load(_ state: OptimizerState) throws(OptimizerStateError) {
        guard let found = state.moments[name] else { throw .missing(moment: name) }
        guard found.count == values.count else {
            throw .size(moment: name, expected: values.count, found: found.count)
        }
        values = found.values
    }
}

/// Traps where an optimiser was never given anything to move.
func requireParameters(_ optimizer: String, _ parameters: [Tensor]) {
    precondition(
        !parameters.isEmpty,
        "\(optimizer): no parameters to move: make it with \(optimizer)(model.parameters, learningRate: …)")
}

/// All parameters that have a gradient, with it and their place among all parameters' elements, as the loops over
/// all of them take them. Good as long as parameters and gradients are left alone.
func gradients(of parameters: [Tensor]) -> [ck_moved] {
    var moved: [ck_moved] = []
    moved.reserveCapacity(parameters.count)
    forEachGradient(of: parameters) { parameter, gradient, offset, count in
        moved.append(
            ck_moved(gradient: gradient, parameter: parameter, offset: Int64(offset), count: Int64(count)))
    }
    return moved
}

/// Calls `body` with the elements of each parameter and its gradient, their place among all parameters'
/// elements, and their number.
func forEachGradient(
    of parameters: [Tensor],
    _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, _ offset: Int, _ count: Int) -> Void
) {
    var offset = 0
    for parameter in parameters {
        let count = parameter.count
        defer { offset += count }
        guard let gradient = parameter.grad else { continue }
        precondition(
            gradient.count == count, "optimizer: gradient \(gradient.shape) of parameter \(parameter.shape)")
        parameter.withUnsafeMutableBuffer { parameter in
            gradient.withUnsafeBuffer { gradient in
                guard let p = parameter.baseAddress, let g = gradient.baseAddress else { return }
                body(p, g, offset, count)
            }
        }
    }
}
