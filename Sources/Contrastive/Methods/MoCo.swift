import Foundation
import Layers
import Tensors

/// MoCo v2: find the other view's key among the keys of many earlier batches.
///
/// A slow copy of the network, the key encoder, makes the keys; because it changes slowly, keys made some steps
/// ago still compare, so the negatives need no large batch. Source: arXiv:1911.05722, Alg. 1, with the two-layer
/// head and the temperature of arXiv:2003.04297. Keys are made in groups, so that they are normalised among other
/// pictures than their queries and a batch's statistics do not give them away: on one device what shuffling
/// between devices is in the paper (§3.3).
public final class MoCo: Method {
    /// Pictures `[N, H, W, 3]` → representations h; what is kept after training.
    public let encoder: any Encoder
    /// h → embeddings `[N, projection]`.
    public let head: ProjectionHead
    /// The negatives.
    public let queue: KeyQueue
    /// How much of itself the key encoder keeps at a step, in 0…1.
    public let momentum: Float
    /// Divides the similarities; > 0.
    public let temperature: Float
    private let query: Sequential
    private let key: Sequential
    private var newKeys: [Tensor] = []

    /// Draws all weights from `seed`.
    ///
    /// - Parameters:
    ///   - backbone: the encoder.
    ///   - stem: its first layers.
    ///   - projection: width of the embeddings.
    ///   - queue: keys remembered, K; the paper's 65,536 are for millions of pictures.
    ///   - momentum: the paper's 0.999 is for hundreds of thousands of steps.
    ///   - temperature: τ.
    ///   - seed: same seed, same weights.
    public init(
        backbone: Backbone = .resNet18, stem: ResNet.Stem = .torchvision, projection: Int = 128,
        queue: Int = 4096, momentum: Float = 0.99, temperature: Float = 0.2, seed: UInt64 = 0
    ) {
        var generator = RandomGenerator(seed: seed)
        let network = { (generator: inout RandomGenerator) in
            let encoder = backbone.encoder(stem: stem, using: &generator)
            return (encoder, ProjectionHead(encoder.featureCount, projection, using: &generator))
        }
        (encoder, head) = network(&generator)
        query = Sequential(encoder, head)
        let slow = network(&generator)
        key = Sequential(slow.0, slow.1)
        key.follow(query, momentum: 0)
        self.queue = KeyQueue(capacity: queue, width: projection, using: &generator)
        (self.momentum, self.temperature) = (momentum, temperature)
    }

    /// The query embeddings: `[N, H, W, 3]` → `[N, projection]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { query(x) }

    /// `nce` of the first view's query against the second view's key and the queue.
    public func loss(of views: [Tensor], labels: [Int]? = nil) -> MethodLoss {
        precondition(views.count == 2, "MoCo: needs 2 views of each picture, got \(views.count)")
        let queries = query(views[0])
        let keys = withoutGradients { self.keys(of: views[1]) }
        newKeys.append(keys)
        return MethodLoss(
            loss: nce(queries, positives: keys, negatives: queue.keys, temperature: temperature),
            embeddings: concatenate([queries.detached(), keys]))
    }

    /// Keys `[N, projection]` of pictures, every fourth of which make a group.
    private func keys(of pictures: Tensor) -> Tensor {
        let count = pictures.shape[0]
        let groupCount = max(1, min(4, count / 2))
        let groups = (0..<groupCount).map { Array(stride(from: $0, to: count, by: groupCount)) }
        var places = [Int](repeating: 0, count: count)
        for (place, picture) in groups.joined().enumerated() { places[picture] = place }
        return concatenate(groups.map { key(pictures.rows($0)) }).rows(places)
    }

    /// The key encoder follows, and the step's keys enter the queue.
    public func afterStep(_ step: Int, of total: Int) {
        key.follow(query, momentum: momentum)
        for keys in newKeys { queue.enqueue(keys) }
        newKeys = []
    }

    /// `ln(1 + K)`, nats.
    public func chance(batchSize: Int, views: Int = 2) -> Float { log(1 + Float(queue.keys.shape[0])) }

    /// All negatives opposite to the query: `ln(1 + K·exp(−2/τ))`, nats.
    public func floor(batchSize: Int, views: Int = 2) -> Float {
        log(1 + Float(queue.keys.shape[0]) * exp(-2 / temperature))
    }

    /// The encoder.
    public var representation: any Layer { encoder }
    /// The query encoder and its head.
    public var children: [(name: String, layer: any Layer)] { [("encoder", encoder), ("head", head)] }

    /// The key encoder, the queue and its place.
    public var ownBuffers: [NamedTensor] {
        buffers(of: key, as: "key") + [
            NamedTensor("queue", queue.keys), NamedTensor("queue_next", queue.next),
        ]
    }
}
