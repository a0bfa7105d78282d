import Layers
import Tensors

/// A way of learning from views: what a trainer has to know of it.
///
/// A method is a network (`parameters` are what the optimiser moves; whatever else it must remember, such as a
/// momentum encoder or a queue, are its buffers) with a loss for a batch and something to do after each step.
/// Called as a layer it gives the embeddings z that the loss compares.
public protocol Method: Layer {
    /// The loss of one batch in training.
    ///
    /// - Parameters:
    ///   - views: one `[N, H, W, C]` tensor a view; the same place shows the same picture.
    ///   - labels: what each of the N pictures shows, for methods that want to know.
    func loss(of views: [Tensor], labels: [Int]?) -> MethodLoss
    /// Called after the optimiser's step number `step` (0 for the first) of `total`.
    func afterStep(_ step: Int, of total: Int)
    /// The loss of a network that cannot tell pictures apart.
    func chance(batchSize: Int, views: Int) -> Float
    /// What the loss can never fall below.
    func floor(batchSize: Int, views: Int) -> Float
    /// The part that is kept after training, which evaluation measures: pictures → representations h.
    var representation: any Layer { get }
}

extension Method {
    /// Nothing to do.
    public func afterStep(_ step: Int, of total: Int) {}
    /// The whole network.
    public var representation: any Layer { self }
}

/// What a method says of a batch.
public struct MethodLoss {
    /// What is minimised; scalar.
    public let loss: Tensor
    /// Embeddings of all views, `[V·N, D]`, for measuring; row `v·N + i` is view v of picture i.
    public let embeddings: Tensor
    /// How embeddings are compared.
    public let similarity: Similarity

    /// Says it.
    public init(loss: Tensor, embeddings: Tensor, similarity: Similarity = .cosine) {
        (self.loss, self.embeddings, self.similarity) = (loss, embeddings, similarity)
    }
}

/// Two views as one batch, so that a network's batch norms see both; traps where there are not two.
func bothViews(_ views: [Tensor], operation: String) -> Tensor {
    precondition(views.count == 2, "\(operation): needs 2 views of each picture, got \(views.count)")
    return concatenate(views, axis: 0)
}

/// What a network gave for the first view and for the second: `[2N, D]` → twice `[N, D]`.
func halves(_ rows: Tensor) -> (first: Tensor, second: Tensor) {
    let pictures = rows.shape[0] / 2
    return (rows.sliced(axis: 0, 0..<pictures), rows.sliced(axis: 0, pictures..<2 * pictures))
}

/// The labels of all views' rows; traps where there are none.
func requireLabels(_ labels: [Int]?, views: [Tensor], operation: String) -> [Int] {
    guard let labels else { preconditionFailure("\(operation): needs labels: step(views, labels: …)") }
    precondition(
        views.first?.shape.first == labels.count,
        "\(operation): \(labels.count) labels for views \(views.first?.shape ?? [])")
    return views.flatMap { _ in labels }
}

/// The tensors of a network that is remembered but not trained, under names that begin with `name`.
func buffers(of network: any Layer, as name: String) -> [NamedTensor] {
    (network.namedParameters + network.namedBuffers).map {
        NamedTensor("\(name).\($0.name)", $0.tensor, layout: $0.layout)
    }
}
