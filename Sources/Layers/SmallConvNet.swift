import Tensors

/// Four 3×3 convolutions with batch norms, each halving the picture: a network for the impatient.
///
/// - Shape: `[N, H, W, 3]` → `[N, 256]`.
public final class SmallConvNet: Encoder {
    private static let widths = [3, 32, 64, 128, 256]
    private let convolutions: [Conv2d]
    private let norms: [BatchNorm]
    private let averagePool = GlobalAveragePool()

    /// Draws the convolutions as torchvision does those of a ResNet.
    public init(using generator: inout RandomGenerator) {
        var convolutions: [Conv2d] = []
        for (inputs, outputs) in zip(Self.widths, Self.widths.dropFirst()) {
            convolutions.append(
                resNetConvolution(inputs, outputs, kernel: 3, stride: 2, using: &generator))
        }
        self.convolutions = convolutions
        norms = convolutions.map { BatchNorm($0.outputs) }
    }

    /// 256.
    public var featureCount: Int { 256 }

    /// `[N, H, W, 3]` → `[N, 256]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.rank == 4 && x.shape[3] == 3,
            "SmallConvNet: \(x.shape) is not a batch of pictures [N, H, W, 3]")
        let x = zip(convolutions, norms).reduce(x) { x, stage in stage.1(stage.0(x), relu: true) }
        return averagePool(x)
    }

    /// `[N, H, W, 3]` → `[N, 256]`.
    public func outputShape(for input: [Int]) -> [Int] {
        children.reduce(input) { shape, child in child.layer.outputShape(for: shape) }
    }

    /// `conv1`, `bn1`, …, `conv4`, `bn4`, `avgpool`; a ReLU stands in each norm's pass.
    public var children: [(name: String, layer: any Layer)] {
        var children: [(name: String, layer: any Layer)] = []
        for (place, (convolution, norm)) in zip(convolutions, norms).enumerated() {
            children += [("conv\(place + 1)", convolution), ("bn\(place + 1)", norm)]
        }
        return children + [("avgpool", averagePool)]
    }
}
