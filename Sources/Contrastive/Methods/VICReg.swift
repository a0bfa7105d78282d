import Layers
import Tensors

/// VICReg: views agree while every dimension keeps its spread and says something of its own; no negatives.
///
/// Source: arXiv:2105.04906, Alg. 1.
public final class VICReg: Method {
    /// Pictures `[N, H, W, 3]` → representations h; what is kept after training.
    public let encoder: any Encoder
    /// h → embeddings, `[N, projection]`.
    public let expander: NormedHead

    /// Draws all weights from `seed`.
    ///
    /// - Parameters:
    ///   - backbone: the encoder.
    ///   - stem: its first layers.
    ///   - projection: width of the embeddings and inside the head; the paper's is 8,192.
    ///   - seed: same seed, same weights.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 512,
        seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        encoder = backbone.encoder(stem: stem, using: &generator)
        let widths = [encoder.featureCount, projection, projection, projection]
        expander = NormedHead(widths, using: &generator)
    }

    /// The embeddings: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { expander(encoder(x)) }

    /// `vicReg` of both views with the paper's weights 25, 25 and 1.
    public func loss(of views: [Tensor], labels: [Int]? = nil) -> MethodLoss {
        let z = self(bothViews(views, operation: "VICReg"))
        let (a, b) = halves(z)
        return MethodLoss(loss: vicReg(a, b), embeddings: z)
    }

    /// 24.75: all embeddings alike.
    public func chance(batchSize: Int, views: Int = 2) -> Float { 24.75 }
    /// 0.
    public func floor(batchSize: Int, views: Int = 2) -> Float { 0 }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// What the optimiser moves.
    public var children: [(name: String, layer: any Layer)] {
        [("encoder", encoder), ("expander", expander)]
    }
}
