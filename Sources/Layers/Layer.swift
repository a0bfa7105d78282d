import Tensors

/// A part of a network: a function of tensors with parameters that training changes.
///
/// A layer lists what it owns; nothing is found by reflection. Names follow torchvision's, so that weights
/// travel between PyTorch and this library.
public protocol Layer: AnyObject {
    /// The layer applied to `x`.
    func callAsFunction(_ x: Tensor) -> Tensor
    /// The shape that `callAsFunction` gives for an input of shape `input`.
    func outputShape(for input: [Int]) -> [Int]
    /// The layers inside this one, in PyTorch's order.
    var children: [(name: String, layer: any Layer)] { get }
    /// Tensors of this layer itself that training changes, in PyTorch's order.
    var ownParameters: [NamedTensor] { get }
    /// Tensors of this layer itself that are kept but not trained, such as running statistics.
    var ownBuffers: [NamedTensor] { get }
    /// Chooses between training behaviour (batch statistics) and evaluation (running statistics).
    func setTraining(_ isTraining: Bool)
}

/// A tensor under its name in the state dictionary.
public struct NamedTensor {
    /// How a tensor is laid out here, against PyTorch's layout.
    public enum Layout: Sendable {
        /// The same in both.
        case shared
        /// Convolution weight: `[kH, kW, in, out]` here, `[out, in, kH, kW]` in PyTorch.
        case convolution
    }

    /// Name inside its owner, such as `weight`, or from the root, such as `layer1.0.conv1.weight`.
    public let name: String
    /// The tensor itself, not a copy.
    public let tensor: Tensor
    /// How the tensor is laid out.
    public let layout: Layout

    /// Names a tensor.
    public init(_ name: String, _ tensor: Tensor, layout: Layout = .shared) {
        self.name = name
        self.tensor = tensor
        self.layout = layout
    }

    func inside(_ owner: String) -> NamedTensor {
        NamedTensor("\(owner).\(name)", tensor, layout: layout)
    }
}

extension Layer {
    /// No layers inside.
    public var children: [(name: String, layer: any Layer)] { [] }
    /// No parameters of its own.
    public var ownParameters: [NamedTensor] { [] }
    /// No buffers of its own.
    public var ownBuffers: [NamedTensor] { [] }

    /// Sets every layer inside.
    public func setTraining(_ isTraining: Bool) {
        for child in children { child.layer.setTraining(isTraining) }
    }

    /// Found by running zeros through the layer; buffers are left as they were.
    public func outputShape(for input: [Int]) -> [Int] {
        let kept = namedBuffers.map { ($0.tensor, $0.tensor.copy()) }
        defer {
            for (tensor, values) in kept { tensor.assign(values) }
        }
        return withoutGradients { self(Tensor.zeros(input)).shape }
    }

    /// Every trainable tensor with its full name, in PyTorch's order.
    public var namedParameters: [NamedTensor] {
        ownParameters
            + children.flatMap { child in child.layer.namedParameters.map { $0.inside(child.name) } }
    }

    /// Every kept but untrained tensor with its full name.
    public var namedBuffers: [NamedTensor] {
        ownBuffers + children.flatMap { child in child.layer.namedBuffers.map { $0.inside(child.name) } }
    }

    /// Every trainable tensor, for an optimiser.
    public var parameters: [Tensor] { namedParameters.map(\.tensor) }

    /// How many numbers training changes.
    public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

    /// Batch statistics from here on, as PyTorch's `train()`.
    public func train() { setTraining(true) }

    /// Running statistics from here on, as PyTorch's `eval()`.
    public func eval() { setTraining(false) }
}
