import Layers
import Tensors

/// Barlow Twins: make the views' dimensions agree, and each say something of its own; no negatives.
///
/// Source: arXiv:2103.03230, Alg. 1.
public final class BarlowTwins: Method {
    /// Pictures `[N, H, W, 3]` → representations h; what is kept after training.
    public let encoder: any Encoder
    /// h → embeddings, `[N, projection]`.
    public let projector: NormedHead
    /// λ, the weight of the off-diagonal correlations; ≥ 0.
    public let redundancy: Float
    private let width: Int

    /// Draws all weights from `seed`.
    ///
    /// - Parameters:
    ///   - backbone: the encoder.
    ///   - stem: its first layers.
    ///   - projection: width of the embeddings and inside the head; the paper's is 8,192.
    ///   - redundancy: λ.
    ///   - seed: same seed, same weights.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 512,
        redundancy: Float = 0.0051, seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        encoder = backbone.encoder(stem: stem, using: &generator)
        let widths = [encoder.featureCount, projection, projection, projection]
        projector = NormedHead(widths, using: &generator)
        (self.redundancy, width) = (redundancy, projection)
    }

    /// The embeddings: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { projector(encoder(x)) }

    /// `barlowTwins` of both views.
    public func loss(of views: [Tensor], labels: [Int]? = nil) -> MethodLoss {
        let z = self(bothViews(views, operation: "BarlowTwins"))
        let (a, b) = halves(z)
        return MethodLoss(loss: barlowTwins(a, b, redundancy: redundancy), embeddings: z)
    }

    /// The mean for independent numbers: `D·(1 + 1/N) + λ·D·(D − 1)/N`.
    public func chance(batchSize: Int, views: Int = 2) -> Float {
        let (d, n) = (Float(width), Float(batchSize))
        return d * (1 + 1 / n) + redundancy * d * (d - 1) / n
    }
    /// 0; out of reach where the batch has fewer pictures than dimensions.
    public func floor(batchSize: Int, views: Int = 2) -> Float { 0 }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// What the optimiser moves.
    public var children: [(name: String, layer: any Layer)] {
        [("encoder", encoder), ("projector", projector)]
    }
}
