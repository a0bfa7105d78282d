import Tensors

/// Affine map, `y = x·Wᵀ + b`.
///
/// - Shape: `x` `[N, in]`, `W` `[out, in]`, `b` `[out]` → `y` `[N, out]`.
public final class Linear: Layer, CustomStringConvertible {
    /// `[out, in]`, as in PyTorch.
    public let weight: Tensor
    /// `[out]`.
    public let bias: Tensor?

    /// Draws weight and bias uniformly in ±1/√in.
    public init(_ inputs: Int, _ outputs: Int, bias: Bool = true, using generator: inout RandomGenerator) {
        precondition(inputs > 0 && outputs > 0, "Linear: sizes must be positive, got \(inputs) → \(outputs)")
        let draw = { (shape: [Int], generator: inout RandomGenerator) in
            WeightInitialisation.uniformFanIn.draw(
                shape, fanIn: inputs, fanOut: outputs, using: &generator)
        }
        weight = draw([outputs, inputs], &generator)
        self.bias = bias ? draw([outputs], &generator) : nil
    }

    /// Features of a row that goes in.
    public var inputs: Int { weight.shape[1] }
    /// Features of a row that comes out.
    public var outputs: Int { weight.shape[0] }

    /// `[N, in]` → `[N, out]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { linear(x, weight: weight, bias: bias) }

    /// `[N, in]` → `[N, out]`.
    public func outputShape(for input: [Int]) -> [Int] {
        precondition(
            input.last == inputs, "Linear: input \(input) has no \(inputs) features in its last axis")
        return input.dropLast() + [outputs]
    }

    /// Weight, then bias.
    public var ownParameters: [NamedTensor] {
        [NamedTensor("weight", weight)] + (bias.map { [NamedTensor("bias", $0)] } ?? [])
    }

    /// `Linear(512, 128)`.
    public var description: String { "Linear(\(inputs), \(outputs)\(bias == nil ? ", no bias" : ""))" }
}
