import Layers
import Tensors

/// SimSiam: predict the embedding of the other view; no negatives, no momentum, only a gradient stopped.
///
/// Source: arXiv:2011.10566, Eq. 4 and Alg. 1.
public final class SimSiam: Method {
    /// Pictures `[N, H, W, 3]` → representations h; what is kept after training.
    public let encoder: any Encoder
    /// h → embeddings z, `[N, projection]`.
    public let projector: NormedHead
    /// z → predictions of the other view's z, `[N, projection]`.
    public let predictor: NormedHead
    /// Whether the gradient stops at the target, which is all that keeps the embeddings from collapse (§4.1).
    public let stopsGradient: Bool

    /// Draws all weights from `seed`.
    ///
    /// - Parameters:
    ///   - backbone: the encoder.
    ///   - stem: its first layers.
    ///   - projection: width of z; the paper's is 2,048. The predictor is a quarter as wide inside.
    ///   - stopsGradient: false shows the collapse.
    ///   - seed: same seed, same weights.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 512,
        stopsGradient: Bool = true, seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        encoder = backbone.encoder(stem: stem, using: &generator)
        let widths = [encoder.featureCount, projection, projection, projection]
        projector = NormedHead(widths, normalisesOutput: true, using: &generator)
        let bottleneck = max(1, projection / 4)
        predictor = NormedHead([projection, bottleneck, projection], using: &generator)
        self.stopsGradient = stopsGradient
    }

    /// The embeddings z: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { projector(encoder(x)) }

    /// The mean over both directions of the negative cosine between prediction and target, in −1…1.
    public func loss(of views: [Tensor], labels: [Int]? = nil) -> MethodLoss {
        let z = self(bothViews(views, operation: "SimSiam"))
        let predictions = halves(predictor(z))
        let targets = halves(stopsGradient ? z.detached() : z)
        let sum =
            negativeCosine(predictions.first, targets.second)
            + negativeCosine(predictions.second, targets.first)
        return MethodLoss(loss: sum / 2, embeddings: z)
    }

    /// 0: predictions that have nothing to do with their targets.
    public func chance(batchSize: Int, views: Int = 2) -> Float { 0 }
    /// −1, which collapse reaches too.
    public func floor(batchSize: Int, views: Int = 2) -> Float { -1 }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// What the optimiser moves.
    public var children: [(name: String, layer: any Layer)] {
        [("encoder", encoder), ("projector", projector), ("predictor", predictor)]
    }
}
