import Tensors

/// Residual network for small pictures on a processor: one basic block a stage, and pooling between the stages.
///
/// A ResNet halves a picture by 3×3 convolutions with stride 2. Here all but the first have stride 1 and stand behind
/// the pooling, for which minimal filtering (arXiv:1509.09308) needs as little as a quarter of the products. What that
/// saves goes into the first stage, which sees a 32-pixel picture at 16×16 places where torchvision's stem leaves 8×8.
/// - Shape: `[N, H, W, 3]` → `[N, featureCount]`.
public final class PooledResNet: Encoder {
    /// Channels of each stage.
    public let widths: [Int]
    private let conv1: Conv2d
    private let bn1: BatchNorm
    private let pool = MaxPool2d(kernel: 3, stride: 2, padding: 1)
    private let blocks: [BasicBlock]
    private let averagePool = GlobalAveragePool()

    /// Draws the convolutions as torchvision does those of a ResNet.
    ///
    /// - Parameter widths: channels of each stage; the last are the features.
    public init(widths: [Int] = [64, 128, 256], using generator: inout RandomGenerator) {
        precondition(
            !widths.isEmpty && widths.allSatisfy { $0 > 0 },
            "PooledResNet: widths must be one or more numbers not below 1, got \(widths)")
        self.widths = widths
        conv1 = resNetConvolution(3, widths[0], kernel: 3, stride: 2, using: &generator)
        bn1 = BatchNorm(widths[0])
        var blocks: [BasicBlock] = []
        for (inputs, width) in zip([widths[0]] + widths, widths) {
            blocks.append(BasicBlock(inputs: inputs, width: width, using: &generator))
        }
        self.blocks = blocks
    }

    /// The last stage's channels.
    public var featureCount: Int { widths[widths.count - 1] }

    /// `[N, H, W, 3]` → `[N, featureCount]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.rank == 4 && x.shape[3] == 3,
            "PooledResNet: \(x.shape) is not a batch of pictures [N, H, W, 3]")
        let first = blocks[0](bn1(conv1(x), relu: true))
        return averagePool(blocks.dropFirst().reduce(first) { x, block in block(pool(x)) })
    }

    /// `[N, H, W, 3]` → `[N, featureCount]`.
    public func outputShape(for input: [Int]) -> [Int] {
        children.reduce(input) { shape, child in child.layer.outputShape(for: shape) }
    }

    /// `conv1`, `bn1`, `relu`, then `layer1`, `maxpool1`, `layer2`, … and `avgpool`.
    public var children: [(name: String, layer: any Layer)] {
        var children: [(name: String, layer: any Layer)] = [("conv1", conv1), ("bn1", bn1), ("relu", ReLU())]
        for (index, block) in blocks.enumerated() {
            if index > 0 { children.append(("maxpool\(index)", pool)) }
            children.append(("layer\(index + 1)", block))
        }
        return children + [("avgpool", averagePool)]
    }
}
