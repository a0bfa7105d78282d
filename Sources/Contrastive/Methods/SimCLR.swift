import Layers
import Tensors

/// SimCLR's network (arXiv:2002.05709): an encoder f for pictures and a projection head g for the loss.
///
/// Parameters are named as in a torchvision ResNet whose `fc` is the head: `conv1.weight`, …, `fc.2.bias`.
public final class SimCLR: Layer, CustomStringConvertible {
    /// f: pictures `[N, H, W, 3]` → representations h `[N, featureCount]`.
    public let encoder: any Encoder
    /// g: h → z `[N, projection]`; thrown away after training.
    public let head: ProjectionHead

    /// Draws all weights from `seed`.
    ///
    /// - Parameters:
    ///   - backbone: the encoder.
    ///   - stem: its first layers; `.cifar` keeps more of a 32-pixel picture and takes longer.
    ///   - projection: width of z.
    ///   - hidden: width inside the head; `nil` means the encoder's.
    ///   - head: what the head is made of; without one, z is h.
    ///   - seed: same seed, same weights.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 128,
        hidden: Int? = nil, head: ProjectionHead.Kind = .mlp, seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        encoder = backbone.encoder(stem: stem, using: &generator)
        self.head = ProjectionHead(
            encoder.featureCount, hidden: hidden, projection, kind: head, using: &generator)
    }

    /// The representation h that is kept after training: `[N, H, W, 3]` → `[N, featureCount]`.
    public func features(_ x: Tensor) -> Tensor { encoder(x) }

    /// The embedding z that the loss sees: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { head(encoder(x)) }

    /// `[N, H, W, 3]` → `[N, projection]`.
    public func outputShape(for input: [Int]) -> [Int] {
        head.outputShape(for: encoder.outputShape(for: input))
    }

    /// The encoder's parts and the head as `fc`.
    public var children: [(name: String, layer: any Layer)] { encoder.children + [("fc", head)] }

    /// The parts with their shapes for 32-pixel pictures.
    public var description: String { summary(input: [1, 32, 32, 3]).description }
}
