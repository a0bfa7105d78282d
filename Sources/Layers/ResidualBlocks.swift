import Tensors

/// What a stage of a residual network is built of.
protocol ResidualBlock: Layer {
    /// `width` is the number of channels inside; the block gives `width · expansion`.
    init(inputs: Int, width: Int, stride: Int, using generator: inout RandomGenerator)
    /// Channels that come out, per channel of width.
    static var expansion: Int { get }
}

/// Two 3×3 convolutions and the shortcut (arXiv:1512.03385, Fig. 5 left): ResNet-18 and -34.
///
/// - Shape: `[N, H, W, inputs]` → `[N, ⌈H/stride⌉, ⌈W/stride⌉, width]`.
public final class BasicBlock: ResidualBlock, CustomStringConvertible {
    static let expansion = 1
    private let conv1: Conv2d, bn1: BatchNorm, conv2: Conv2d, bn2: BatchNorm
    private let downsample: Sequential?

    /// Draws the convolutions; the shortcut is projected where the shape changes.
    public init(inputs: Int, width: Int, stride: Int = 1, using generator: inout RandomGenerator) {
        conv1 = resNetConvolution(inputs, width, kernel: 3, stride: stride, using: &generator)
        bn1 = BatchNorm(width)
        conv2 = resNetConvolution(width, width, kernel: 3, stride: 1, using: &generator)
        bn2 = BatchNorm(width)
        downsample = projectedShortcut(inputs, width, stride: stride, using: &generator)
    }

    /// `relu(bn2(conv2(relu(bn1(conv1(x))))) + shortcut(x))`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let inner = bn1(conv1(x), relu: true)
        return bn2(conv2(inner), residual: downsample?(x) ?? x, relu: true)
    }

    /// `[N, H, W, inputs]` → `[N, H', W', width]`.
    public func outputShape(for input: [Int]) -> [Int] {
        conv2.outputShape(for: conv1.outputShape(for: input))
    }

    /// torchvision's names.
    public var children: [(name: String, layer: any Layer)] {
        let main: [(name: String, layer: any Layer)] = [
            ("conv1", conv1), ("bn1", bn1), ("conv2", conv2), ("bn2", bn2),
        ]
        return main + (downsample.map { [("downsample", $0)] } ?? [])
    }

    /// `BasicBlock(64, 128, stride 2)`.
    public var description: String { blockName("BasicBlock", conv1.inputs, conv2.outputs, conv1.stride) }
}

/// 1×1, 3×3 and 1×1 convolutions and the shortcut (arXiv:1512.03385, Fig. 5 right): ResNet-50.
///
/// The stride stands on the 3×3 convolution, as in torchvision.
/// - Shape: `[N, H, W, inputs]` → `[N, ⌈H/stride⌉, ⌈W/stride⌉, 4·width]`.
public final class Bottleneck: ResidualBlock, CustomStringConvertible {
    static let expansion = 4
    private let conv1: Conv2d, bn1: BatchNorm, conv2: Conv2d, bn2: BatchNorm, conv3: Conv2d, bn3: BatchNorm
    private let downsample: Sequential?

    /// Draws the convolutions; the shortcut is projected where the shape changes.
    public init(inputs: Int, width: Int, stride: Int = 1, using generator: inout RandomGenerator) {
        let outputs = width * Self.expansion
        conv1 = resNetConvolution(inputs, width, kernel: 1, stride: 1, using: &generator)
        bn1 = BatchNorm(width)
        conv2 = resNetConvolution(width, width, kernel: 3, stride: stride, using: &generator)
        bn2 = BatchNorm(width)
        conv3 = resNetConvolution(width, outputs, kernel: 1, stride: 1, using: &generator)
        bn3 = BatchNorm(outputs)
        downsample = projectedShortcut(inputs, outputs, stride: stride, using: &generator)
    }

    /// `relu(bn3(conv3(relu(bn2(conv2(relu(bn1(conv1(x)))))))) + shortcut(x))`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        let inner = bn2(conv2(bn1(conv1(x), relu: true)), relu: true)
        return bn3(conv3(inner), residual: downsample?(x) ?? x, relu: true)
    }

    /// `[N, H, W, inputs]` → `[N, H', W', 4·width]`.
    public func outputShape(for input: [Int]) -> [Int] {
        conv3.outputShape(for: conv2.outputShape(for: conv1.outputShape(for: input)))
    }

    /// torchvision's names.
    public var children: [(name: String, layer: any Layer)] {
        let main: [(name: String, layer: any Layer)] = [
            ("conv1", conv1), ("bn1", bn1), ("conv2", conv2), ("bn2", bn2), ("conv3", conv3), ("bn3", bn3),
        ]
        return main + (downsample.map { [("downsample", $0)] } ?? [])
    }

    /// `Bottleneck(64, 256)`.
    public var description: String { blockName("Bottleneck", conv1.inputs, conv3.outputs, conv2.stride) }
}

/// A convolution without bias (a batch norm follows), initialised as torchvision does.
func resNetConvolution(
    _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int, using generator: inout RandomGenerator
) -> Conv2d {
    Conv2d(
        inputs, outputs, kernel: kernel, stride: stride, padding: kernel / 2, bias: false,
        initialisation: .kaimingNormalFanOut, using: &generator)
}

private func projectedShortcut(
    _ inputs: Int, _ outputs: Int, stride: Int, using generator: inout RandomGenerator
) -> Sequential? {
    guard stride != 1 || inputs != outputs else { return nil }
    return Sequential(
        resNetConvolution(inputs, outputs, kernel: 1, stride: stride, using: &generator), BatchNorm(outputs))
}

private func blockName(_ kind: String, _ inputs: Int, _ outputs: Int, _ stride: Int) -> String {
    "\(kind)(\(inputs), \(outputs)\(stride == 1 ? "" : ", stride \(stride)"))"
}
