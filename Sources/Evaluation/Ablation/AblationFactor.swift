import Contrastive
import Images
import Layers

/// Something about a training that an ablation varies, and the values it takes.
public struct AblationFactor: @unchecked Sendable {
    /// What is varied, such as `temperature`.
    public let name: String
    /// The values by name, and how a session is given each.
    public let values: [(label: String, change: (Session) -> Void)]

    /// A factor of your own.
    public init(_ name: String, _ values: [(label: String, change: (Session) -> Void)]) {
        precondition(!values.isEmpty, "AblationFactor: \(name) has no values")
        (self.name, self.values) = (name, values)
    }

    /// The projection head of SimCLR: none, one layer, two layers.
    public static func head(
        _ kinds: [ProjectionHead.Kind] = ProjectionHead.Kind.allCases, backbone: Backbone = .resNet18,
        stem: ResNet.Stem = .torchvision, projection: Int = 128
    ) -> AblationFactor {
        AblationFactor(
            "projection head",
            kinds.map { kind in
                (
                    kind.rawValue,
                    { session in
                        session.model = SimCLR(
                            backbone: backbone, stem: stem, projection: projection, head: kind,
                            seed: session.seed)
                    }
                )
            })
    }

    /// Pictures in a batch.
    public static func batchSize(_ sizes: [Int]) -> AblationFactor {
        AblationFactor(
            "batch size", sizes.map { size in ("\(size)", { $0.batchSize = size }) })
    }

    /// The temperature of `InfoNCE`.
    public static func temperature(_ temperatures: [Float]) -> AblationFactor {
        AblationFactor(
            "temperature",
            temperatures.map { temperature in
                ("\(temperature)", { $0.loss = InfoNCE(temperature: temperature, similarity: $0.similarity) })
            })
    }

    /// Whether `InfoNCE` compares directions (cosine) or plain dot products.
    public static func normalization(
        _ similarities: [Similarity] = Similarity.allCases
    ) -> AblationFactor {
        AblationFactor(
            "similarity",
            similarities.map { similarity in
                (
                    similarity.rawValue,
                    { $0.loss = InfoNCE(temperature: $0.temperature, similarity: similarity) }
                )
            })
    }

    /// How views are made.
    public static func pipeline(_ pipelines: [(label: String, pipeline: ViewPipeline)]) -> AblationFactor {
        AblationFactor(
            "augmentation", pipelines.map { label, pipeline in (label, { $0.pipeline = pipeline }) })
    }
}

extension Session {
    fileprivate var similarity: Similarity { (loss as? InfoNCE)?.similarity ?? .cosine }
    fileprivate var temperature: Float { (loss as? InfoNCE)?.temperature ?? InfoNCE().temperature }
}

/// An augmentation that is tried alone and with each other one.
public struct NamedAugmentation: Sendable {
    /// What tables call it.
    public let name: String
    /// What it does, to pictures of any size.
    public let step: any ViewStep

    /// Names a step.
    public init(_ name: String, _ step: any ViewStep) { (self.name, self.step) = (name, step) }

    /// Those of the SimCLR paper's figure 5 that this library has, for views of `size` pixels.
    public static func usual(size: Int) -> [NamedAugmentation] {
        [
            NamedAugmentation("crop", RandomResizedCrop(size)),
            NamedAugmentation("cutout", RandomCutout()),
            NamedAugmentation("colour", ColorJitter(strength: 1)),
            NamedAugmentation("grey", RandomGrayscale(probability: 0.5)),
            NamedAugmentation("blur", GaussianBlur(taps: max(3, size / 10 / 2 * 2 + 1))),
            NamedAugmentation("rotate", RandomRotation(degrees: -180...180)),
        ]
    }

    /// Views that are changed by these alone: crops first, the middle of the picture where there is none.
    static func pipeline(_ augmentations: [NamedAugmentation], size: Int) -> ViewPipeline {
        let crops = augmentations.filter { $0.step is RandomResizedCrop }.map(\.step)
        let others = augmentations.filter { !($0.step is RandomResizedCrop) }.map(\.step)
        let first: any ViewStep = crops.first ?? CentreCrop(size)
        return ViewPipeline(size: size, steps: [first] + others)
    }
}
