import Foundation
import Layers
import Tensors

/// The supervised baseline: the same encoder under a linear classifier, trained on labels from scratch.
public final class Supervised: Method {
    /// Pictures `[N, H, W, 3]` → features h.
    public let encoder: any Encoder
    /// h → logits, `[N, classes]`.
    public let classifier: Linear

    /// Draws all weights from `seed`.
    public init(
        classes: Int, backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        encoder = backbone.encoder(stem: stem, using: &generator)
        classifier = Linear(encoder.featureCount, classes, using: &generator)
    }

    /// The logits: `[N, H, W, 3]` → `[N, classes]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { classifier(encoder(x)) }

    /// Cross-entropy over all views, nats; what is measured are the encoder's features.
    public func loss(of views: [Tensor], labels: [Int]?) -> MethodLoss {
        let labels = requireLabels(labels, views: views, operation: "Supervised")
        let h = encoder(concatenate(views, axis: 0))
        return MethodLoss(loss: crossEntropy(classifier(h), labels: labels), embeddings: h)
    }

    /// `ln K` for K classes, nats.
    public func chance(batchSize: Int, views: Int = 2) -> Float { log(Float(classifier.outputs)) }
    /// 0.
    public func floor(batchSize: Int, views: Int = 2) -> Float { 0 }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// The encoder's parts and the classifier as `fc`: torchvision's names.
    public var children: [(name: String, layer: any Layer)] { encoder.children + [("fc", classifier)] }
}
