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
