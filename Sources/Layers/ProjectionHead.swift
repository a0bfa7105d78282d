import Tensors

/// The head on which the contrastive loss is computed, in SimCLR `z = W₂·relu(W₁·h)` (arXiv:2002.05709, §2.1).
///
/// It is thrown away after training: its input h represents pictures better than its output z (§4.2).
/// - Shape: `[N, inputs]` → `[N, outputs]`.
public final class ProjectionHead: Layer {
    /// What stands between representation and loss: the paper's figure 8 compares the three.
    public enum Kind: String, Sendable, CaseIterable {
        /// Nothing: the loss sees h itself.
        case none
        /// One linear layer.
        case linear
        /// Two linear layers with a ReLU between them: SimCLR's.
        case mlp
    }

    private let layers: Sequential

    /// Draws the linear layers; parameters are named `0.weight`, `0.bias`, and of two layers `2.weight`, `2.bias`.
    ///
    /// - Parameters:
    ///   - hidden: width between two layers; `nil` means `inputs`.
    ///   - outputs: width of z; of no effect where there is no layer.
    public init(
        _ inputs: Int, hidden: Int? = nil, _ outputs: Int, kind: Kind = .mlp,
        using generator: inout RandomGenerator
    ) {
        switch kind {
        case .none: layers = Sequential([])
        case .linear: layers = Sequential(Linear(inputs, outputs, using: &generator))
        case .mlp:
            let width = hidden ?? inputs
            layers = Sequential(
                Linear(inputs, width, using: &generator), ReLU(), Linear(width, outputs, using: &generator))
        }
    }

    /// `[N, inputs]` → `[N, outputs]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { layers(x) }
    /// `[N, inputs]` → `[N, outputs]`.
    public func outputShape(for input: [Int]) -> [Int] { layers.outputShape(for: input) }
    /// The layers under their positions.
    public var children: [(name: String, layer: any Layer)] { layers.children }
}
