import Tensors

/// Layers one after another, named `0`, `1`, … as in PyTorch.
public final class Sequential: Layer {
    /// The layers, first one first.
    public let layers: [any Layer]

    /// Chains `layers`.
    public init(_ layers: [any Layer]) { self.layers = layers }

    /// Chains `layers`.
    public convenience init(_ layers: any Layer...) { self.init(layers) }

    /// The last layer's output.
    public func callAsFunction(_ x: Tensor) -> Tensor { layers.reduce(x) { x, layer in layer(x) } }

    /// The last layer's output shape.
    public func outputShape(for input: [Int]) -> [Int] {
        layers.reduce(input) { shape, layer in layer.outputShape(for: shape) }
    }

    /// The layers under their positions.
    public var children: [(name: String, layer: any Layer)] {
        layers.enumerated().map { (name: String($0.offset), layer: $0.element) }
    }
}

/// The two-layer head `z = W₂·relu(W₁·h)` on which the contrastive loss is computed (arXiv:2002.05709, §2.1).
///
/// It is thrown away after training: its input h represents pictures better than its output z (§4.2).
/// - Shape: `[N, inputs]` → `[N, outputs]`.
public final class ProjectionHead: Layer {
    private let layers: Sequential

    /// Draws both linear layers; parameters are named `0.weight`, `0.bias`, `2.weight`, `2.bias`.
    public init(
        _ inputs: Int, hidden: Int? = nil, _ outputs: Int, using generator: inout RandomGenerator
    ) {
        let width = hidden ?? inputs
        layers = Sequential(
            Linear(inputs, width, using: &generator), ReLU(), Linear(width, outputs, using: &generator))
    }

    /// `[N, inputs]` → `[N, outputs]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
    /// `[N, inputs]` → `[N, outputs]`.
    public func outputShape(for input: [Int]) -> [Int] { layers.outputShape(for: input) }
    /// Linear, ReLU, linear.
    public var children: [(name: String, layer: any Layer)] { layers.children }
}
