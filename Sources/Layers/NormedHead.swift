import Tensors

/// Linear layers with a batch norm and a ReLU between each two: the head of BYOL, SimSiam, Barlow Twins and VICReg.
///
/// - Shape: `[N, widths.first]` → `[N, widths.last]`.
public final class NormedHead: Layer {
    private let layers: Sequential

    /// Draws the linear layers; those before a norm have no bias.
    ///
    /// - Parameters:
    ///   - widths: features that go in, of every hidden layer, and that come out; at least two numbers.
    ///   - normalisesOutput: whether a batch norm follows the last layer too.
    ///   - generator: where the weights come from.
    public init(_ widths: [Int], normalisesOutput: Bool = false, using generator: inout RandomGenerator) {
        precondition(widths.count >= 2, "NormedHead: needs a width in and a width out, got \(widths)")
        var layers: [any Layer] = []
        for place in 1..<widths.count {
            let isLast = place == widths.count - 1
            let isNormed = !isLast || normalisesOutput
            layers.append(Linear(widths[place - 1], widths[place], bias: !isNormed, using: &generator))
            if isNormed { layers.append(BatchNorm(widths[place])) }
            if !isLast { layers.append(ReLU()) }
        }
        self.layers = Sequential(layers)
    }

    /// `[N, widths.first]` → `[N, widths.last]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
    /// `[N, widths.first]` → `[N, widths.last]`.
    public func outputShape(for input: [Int]) -> [Int] { layers.outputShape(for: input) }
    /// The layers under their positions.
    public var children: [(name: String, layer: any Layer)] { layers.children }
}
