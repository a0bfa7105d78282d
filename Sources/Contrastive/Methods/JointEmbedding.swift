import Layers
import Tensors

/// A loss that compares the embeddings of views, without anything to remember.
public protocol ViewLoss: Sendable {
    /// Features `[V·N, D]`, row `v·N + i` being view v of picture i → scalar.
    func callAsFunction(_ features: Tensor, views: Int) -> Tensor
    /// How embeddings are compared.
    var similarity: Similarity { get }
    /// The loss of a network that cannot tell pictures apart.
    func chance(batchSize: Int, views: Int) -> Float
    /// What the loss can never fall below.
    func floor(batchSize: Int, views: Int) -> Float
}

extension InfoNCE: ViewLoss {}

/// Any network under a loss on the embeddings of its views; SimCLR's is `InfoNCE` on `SimCLR`.
///
/// State dictionaries are the network's own.
public final class JointEmbedding: Method {
    /// From views to embeddings z.
    public let model: any Layer
    /// What is minimised.
    public let objective: any ViewLoss

    /// Puts a network under a loss.
    public init(_ model: any Layer, loss: any ViewLoss) { (self.model, objective) = (model, loss) }

    /// The network's.
    public func callAsFunction(_ x: Tensor) -> Tensor { model(x) }

    /// The loss on the embeddings of all views; views of different sizes, as of multi-crop, are embedded apart.
    public func loss(of views: [Tensor], labels: [Int]? = nil) -> MethodLoss {
        let features = concatenate(views.runsOfOneShape.map { model(concatenate($0, axis: 0)) }, axis: 0)
        return MethodLoss(
            loss: objective(features, views: views.count), embeddings: features,
            similarity: objective.similarity)
    }

    /// The loss's.
    public func chance(batchSize: Int, views: Int = 2) -> Float {
        objective.chance(batchSize: batchSize, views: views)
    }
    /// The loss's.
    public func floor(batchSize: Int, views: Int = 2) -> Float {
        objective.floor(batchSize: batchSize, views: views)
    }

    /// SimCLR's encoder; of another network, all of it.
    public var representation: any Layer { (model as? SimCLR)?.encoder ?? model }
    /// The network's.
    public var children: [(name: String, layer: any Layer)] { model.children }
    /// The network's.
    public var ownParameters: [NamedTensor] { model.ownParameters }
    /// The network's.
    public var ownBuffers: [NamedTensor] { model.ownBuffers }
    /// The network's.
    public func setTraining(_ isTraining: Bool) { model.setTraining(isTraining) }
    /// The network's.
    public func outputShape(for input: [Int]) -> [Int] { model.outputShape(for: input) }
}

extension [Tensor] {
    /// Runs of neighbours that have the same shape.
    fileprivate var runsOfOneShape: [[Tensor]] {
        reduce(into: []) { runs, tensor in
            if runs.last?.first?.shape == tensor.shape {
                runs[runs.count - 1].append(tensor)
            } else {
                runs.append([tensor])
            }
        }
    }
}
