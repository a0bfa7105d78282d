import Tensors

/// Two-dimensional convolution (cross-correlation, as everywhere in deep learning).
///
/// - Shape: `x` `[N, H, W, in]`, weight `[k, k, in, out]` → `[N, H', W', out]`
///   with `H' = (H + 2·padding − k) / stride + 1`, rounded down.
public final class Conv2d: Layer, CustomStringConvertible {
    /// `[k, k, in, out]`; `[out, in, k, k]` in state dictionaries.
    public let weight: Tensor
    /// `[out]`.
    public let bias: Tensor?
    /// Pixels between two positions of the kernel.
    public let stride: Int
    /// Rows and columns of zeros around the picture.
    public let padding: Int

    /// Draws the weight as said by `initialisation`, the bias uniformly in ±1/√fanIn.
    public init(
        _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0, bias: Bool = true,
        initialisation: WeightInitialisation = .uniformFanIn, using generator: inout RandomGenerator
    ) {
        precondition(
            inputs > 0 && outputs > 0 && kernel > 0 && stride > 0 && padding >= 0,
            "Conv2d: impossible sizes: \(inputs) → \(outputs), kernel \(kernel), stride \(stride), "
                + "padding \(padding)")
        let area = kernel * kernel
        let (fanIn, fanOut) = (inputs * area, outputs * area)
        weight = initialisation.draw(
            [kernel, kernel, inputs, outputs], fanIn: fanIn, fanOut: fanOut, using: &generator)
        self.bias =
            bias
            ? WeightInitialisation.uniformFanIn.draw(
                [outputs], fanIn: fanIn, fanOut: fanOut, using: &generator) : nil
        self.stride = stride
        self.padding = padding
    }

    /// Channels that go in.
    public var inputs: Int { weight.shape[2] }
    /// Channels that come out.
    public var outputs: Int { weight.shape[3] }
    /// Side of the kernel, in pixels.
    public var kernel: Int { weight.shape[0] }

    /// `[N, H, W, in]` → `[N, H', W', out]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let y = conv2d(x, weight, stride: stride, padding: padding)
        guard let bias else { return y }
        return y + bias
    }

    /// `[N, H, W, in]` → `[N, H', W', out]`.
    public func outputShape(for input: [Int]) -> [Int] {
        precondition(
            input.count == 4 && input[3] == inputs,
            "Conv2d: input \(input) is not [N, H, W, \(inputs)]")
        return windowShape(input, kernel: kernel, stride: stride, padding: padding, channels: outputs)
    }

    /// Weight, then bias.
    public var ownParameters: [NamedTensor] {
        [NamedTensor("weight", weight, layout: .convolution)] + (bias.map { [NamedTensor("bias", $0)] } ?? [])
    }

    /// `Conv2d(3, 64, 7×7, stride 2)`.
    public var description: String {
        "Conv2d(\(inputs), \(outputs), \(kernel)×\(kernel)\(stride == 1 ? "" : ", stride \(stride)"))"
    }
}

/// The shape that a window sliding over `[N, H, W, C]` leaves.
func windowShape(_ input: [Int], kernel: Int, stride: Int, padding: Int, channels: Int) -> [Int] {
    let side = { (length: Int) in (length + 2 * padding - kernel) / stride + 1 }
    return [input[0], side(input[1]), side(input[2]), channels]
}
