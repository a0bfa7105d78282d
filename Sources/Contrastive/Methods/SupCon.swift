import Foundation
import Layers
import Tensors

/// Supervised contrastive learning: SimCLR with all pictures of a class as positives.
///
/// Source: arXiv:2004.11362, Eq. 2.
public final class SupCon: Method {
    /// SimCLR's network.
    public let network: SimCLR
    /// Divides the similarities; > 0.
    public let temperature: Float

    /// Draws all weights from `seed`; see `SimCLR`.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 128,
        temperature: Float = 0.1, seed: UInt64 = 0
    ) {
        network = SimCLR(backbone: backbone, stem: stem, projection: projection, seed: seed)
        self.temperature = temperature
    }

    /// Pictures `[N, H, W, 3]` → representations h; what is kept after training.
    public var encoder: any Encoder { network.encoder }

    /// The embeddings: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { network(x) }

    /// `supervisedContrastive` over all views.
    public func loss(of views: [Tensor], labels: [Int]?) -> MethodLoss {
        let labels = requireLabels(labels, views: views, operation: "SupCon")
        let z = network(concatenate(views, axis: 0))
        return MethodLoss(
            loss: supervisedContrastive(z, labels: labels, temperature: temperature), embeddings: z)
    }

    /// `ln(V·N − 1)`, nats.
    public func chance(batchSize: Int, views: Int = 2) -> Float { log(Float(views * batchSize - 1)) }
    /// `ln(V − 1)`, nats, and more where a class has several pictures in a batch; −∞ for one view.
    public func floor(batchSize: Int, views: Int = 2) -> Float { log(Float(views - 1)) }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// SimCLR's.
    public var children: [(name: String, layer: any Layer)] { network.children }
}
