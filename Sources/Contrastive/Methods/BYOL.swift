import Foundation
import Layers
import Tensors

/// BYOL: predict what a slow copy of the network says of the other view; no negatives.
///
/// Source: arXiv:2006.07733, Eq. 2 for both directions, momentum from §3.3. What keeps it from collapse is the
/// predictor, which only the quick network has, together with the slowness of the target.
public final class BYOL: Method {
    /// Pictures `[N, H, W, 3]` → representations h; what is kept after training.
    public let encoder: any Encoder
    /// h → projections z, `[N, projection]`.
    public let projector: NormedHead
    /// z → predictions of the target's projection, `[N, projection]`.
    public let predictor: NormedHead
    /// How much of itself the target keeps at the first step; it rises to 1 at the last.
    public let momentum: Float
    private let online: Sequential
    private let target: Sequential

    /// Draws all weights from `seed`.
    ///
    /// - Parameters:
    ///   - backbone: the encoder.
    ///   - stem: its first layers.
    ///   - projection: width of z; the paper's is 256.
    ///   - hidden: width inside both heads; the paper's is 4,096.
    ///   - momentum: the paper's 0.996 is for hundreds of thousands of steps.
    ///   - seed: same seed, same weights.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 128,
        hidden: Int = 512, momentum: Float = 0.99, seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        let network = { (generator: inout RandomGenerator) in
            let encoder = backbone.encoder(stem: stem, using: &generator)
            return (encoder, NormedHead([encoder.featureCount, hidden, projection], using: &generator))
        }
        (encoder, projector) = network(&generator)
        predictor = NormedHead([projection, hidden, projection], using: &generator)
        online = Sequential(encoder, projector)
        let slow = network(&generator)
        target = Sequential(slow.0, slow.1)
        target.follow(online, momentum: 0)
        self.momentum = momentum
    }

    /// The projections z: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { online(x) }

    /// `2 − 2·cos` between prediction and target, summed over both directions: in 0…8.
    public func loss(of views: [Tensor], labels: [Int]? = nil) -> MethodLoss {
        let x = bothViews(views, operation: "BYOL")
        let z = online(x)
        let predictions = halves(predictor(z))
        let goals = halves(withoutGradients { target(x) })
        let sum =
            negativeCosine(predictions.first, goals.second) + negativeCosine(predictions.second, goals.first)
        return MethodLoss(loss: 4 + 2 * sum, embeddings: z)
    }

    /// The target follows, more slowly from step to step.
    public func afterStep(_ step: Int, of total: Int) {
        target.follow(online, momentum: momentum(at: step, of: total))
    }

    /// `1 − (1 − momentum)·(1 + cos(π·step/total))/2`.
    public func momentum(at step: Int, of total: Int) -> Float {
        1 - (1 - momentum) * (1 + cos(.pi * Float(step) / Float(total))) / 2
    }

    /// 4: predictions that have nothing to do with their targets.
    public func chance(batchSize: Int, views: Int = 2) -> Float { 4 }
    /// 0, which collapse reaches too.
    public func floor(batchSize: Int, views: Int = 2) -> Float { 0 }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// What the optimiser moves.
    public var children: [(name: String, layer: any Layer)] {
        [("encoder", encoder), ("projector", projector), ("predictor", predictor)]
    }
    /// The target.
    public var ownBuffers: [NamedTensor] { buffers(of: target, as: "target") }
}
