import Tensors

/// Residual network without a classifier (He et al., arXiv:1512.03385), torchvision's variant and names.
///
/// - Shape: `[N, H, W, 3]` → `[N, featureCount]`.
public final class ResNet: Encoder {
    /// Which network, by its number of layers with weights.
    public enum Architecture: String, Sendable, CaseIterable {
        /// Two basic blocks a stage; 512 features.
        case resNet18
        /// Three, four, six and three basic blocks; 512 features.
        case resNet34
        /// Three, four, six and three bottlenecks; 2,048 features.
        case resNet50

        var blocks: [Int] { self == .resNet18 ? [2, 2, 2, 2] : [3, 4, 6, 3] }
        var block: any ResidualBlock.Type { self == .resNet50 ? Bottleneck.self : BasicBlock.self }
        /// Features of a picture: 512, or 2,048 for ResNet-50.
        public var featureCount: Int { 512 * block.expansion }
    }

    /// What comes before the first stage.
    public enum Stem: String, Sendable, CaseIterable {
        /// 7×7 convolution with stride 2, then 3×3 max pooling with stride 2: for 224-pixel pictures.
        case torchvision
        /// 3×3 convolution with stride 1, no pooling: for 32-pixel pictures (arXiv:2002.05709, App. B.9).
        case cifar
    }

    /// Which network this is.
    public let architecture: Architecture
    /// What comes before the first stage.
    public let stem: Stem
    private let conv1: Conv2d
    private let bn1: BatchNorm
    private let maxPool: MaxPool2d?
    private let stages: [Sequential]
    private let averagePool = GlobalAveragePool()

    /// Draws the weights: Kaiming normal (fan out) for convolutions, 1 and 0 for batch norms.
    public init(
        _ architecture: Architecture, stem: Stem = .torchvision, using generator: inout RandomGenerator
    ) {
        self.architecture = architecture
        self.stem = stem
        conv1 =
            stem == .torchvision
            ? resNetConvolution(3, 64, kernel: 7, stride: 2, using: &generator)
            : resNetConvolution(3, 64, kernel: 3, stride: 1, using: &generator)
        bn1 = BatchNorm(64)
        maxPool = stem == .torchvision ? MaxPool2d(kernel: 3, stride: 2, padding: 1) : nil
        stages = Self.stages(of: architecture, using: &generator)
    }

    private static func stages(
        of architecture: Architecture, using generator: inout RandomGenerator
    ) -> [Sequential] {
        let block = architecture.block
        var (stages, inputs) = ([Sequential](), 64)
        for (stage, count) in architecture.blocks.enumerated() {
            let width = 64 << stage
            var layers: [any Layer] = []
            for position in 0..<count {
                let stride = position == 0 && stage > 0 ? 2 : 1
                layers.append(block.init(inputs: inputs, width: width, stride: stride, using: &generator))
                inputs = width * block.expansion
            }
            stages.append(Sequential(layers))
        }
        return stages
    }

    /// Features of a picture: 512, or 2,048 for ResNet-50.
    public var featureCount: Int { architecture.featureCount }

    /// `[N, H, W, 3]` → `[N, featureCount]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        precondition(
            x.rank == 4 && x.shape[3] == 3, "ResNet: \(x.shape) is not a batch of pictures [N, H, W, 3]")
        var x = conv1(x)
        x = maxPool.map { bn1(x, reluThen: $0) } ?? bn1(x, relu: true)
        for stage in stages { x = stage(x) }
        return averagePool(x)
    }

    /// `[N, H, W, 3]` → `[N, featureCount]`.
    public func outputShape(for input: [Int]) -> [Int] {
        children.reduce(input) { shape, child in child.layer.outputShape(for: shape) }
    }

    /// torchvision's names.
    public var children: [(name: String, layer: any Layer)] {
        var children: [(name: String, layer: any Layer)] = [("conv1", conv1), ("bn1", bn1), ("relu", ReLU())]
        if let maxPool { children.append(("maxpool", maxPool)) }
        for (index, stage) in stages.enumerated() { children.append(("layer\(index + 1)", stage)) }
        return children + [("avgpool", averagePool)]
    }
}
