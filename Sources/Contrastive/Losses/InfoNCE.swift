import CKernels
import Foundation
import Tensors

/// InfoNCE / NT-Xent: each row must find the other views of its picture among all other rows.
///
/// Source: arXiv:2002.05709, Eq. 1. For each anchor a with positives P, all rows but a in the sum:
/// `−mean_{p ∈ P} s(a,p)/τ + ln Σ_{j ≠ a} exp(s(a,j)/τ)`.
/// Identical rows give exactly `ln(V·N − 1)`. Nothing larger than the `[V·N, V·N]` similarities is held,
/// and the sum never overflows, whatever the temperature.
/// - Parameters:
///   - features: `[V·N, D]`; row `v·N + i` is view v of picture i.
///   - views: V ≥ 2.
///   - temperature: τ, divides the similarities; > 0.
///   - similarity: cosine, or the plain dot product of the walkthrough (then with temperature 2).
/// - Returns: mean over all anchors; scalar, nats.
public func infoNCE(
    _ features: Tensor, views: Int = 2, temperature: Float = 0.07, similarity: Similarity = .cosine
) -> Tensor {
    let pairs = ViewPairs(features, views: views, temperature: temperature, operation: "infoNCE")
    let prepared = similarity.prepared(features)
    let similarities = withoutGradients { matmul(prepared, prepared.transposed()) }
    let loss = similarities.withUnsafeMutableBuffer { buffer in
        replaceByGradient(buffer, pairs: pairs, temperature: temperature)
    }
    return Tensor.custom(Tensor(loss), parents: [prepared]) { upstream in
        // The similarity matrix is symmetric in the embeddings, its gradient was made symmetric: one product.
        [matmul(similarities, prepared.detached()) * upstream.item]
    }
}

/// Puts `dL/dS + (dL/dS)ᵀ` in place of the similarities S and gives the loss.
///
/// `dL/dS(a,j) = (softmax_j − [j ∈ P]/|P|) / (τ·V·N)`, 0 on the diagonal.
private func replaceByGradient(
    _ similarities: UnsafeMutableBufferPointer<Float>, pairs: ViewPairs, temperature: Float
) -> Float {
    let rows = pairs.rows
    guard let scores = similarities.baseAddress else { return 0 }
    for index in similarities.indices { scores[index] /= temperature }
    // Excluded before the maximum is taken: the similarity to itself is the largest of all.
    for row in 0..<rows { scores[row * (rows + 1)] = -.infinity }
    var positives = 0.0
    pairs.forEachPositive { positives += Double(scores[$0]) }
    var sums = [Float](repeating: 0, count: rows)
    ck_log_sum_exp(Int64(rows), Int64(rows), scores, &sums)
    ck_softmax(Int64(rows), Int64(rows), scores, sums, scores)

    let scale = 1 / (temperature * Float(rows))
    for index in similarities.indices { scores[index] *= scale }
    pairs.forEachPositive { scores[$0] -= scale / Float(pairs.views - 1) }
    symmetrise(scores, rows: rows)
    let denominators = sums.reduce(0) { $0 + Double($1) }
    return Float((denominators - positives / Double(pairs.views - 1)) / Double(rows))
}

/// Adds its transpose to a square matrix.
private func symmetrise(_ matrix: UnsafeMutablePointer<Float>, rows: Int) {
    for row in 0..<rows {
        for column in 0..<row {
            let sum = matrix[row * rows + column] + matrix[column * rows + row]
            matrix[row * rows + column] = sum
            matrix[column * rows + row] = sum
        }
        matrix[row * rows + row] *= 2
    }
}

/// The contrastive loss with its settings, as a trainer holds it.
public struct InfoNCE: Sendable, Equatable, CustomStringConvertible {
    /// Divides the similarities; > 0. Small values look at the hardest negatives only.
    public var temperature: Float
    /// How alike two embeddings are.
    public var similarity: Similarity

    /// Makes a loss.
    public init(temperature: Float = 0.5, similarity: Similarity = .cosine) {
        precondition(temperature > 0, "InfoNCE: temperature must be positive, got \(temperature)")
        self.temperature = temperature
        self.similarity = similarity
    }

    /// See `infoNCE`: features `[V·N, D]` → scalar, nats.
    public func callAsFunction(_ features: Tensor, views: Int = 2) -> Tensor {
        infoNCE(features, views: views, temperature: temperature, similarity: similarity)
    }

    /// See `contrastiveLogits`.
    public func logits(_ features: Tensor, views: Int = 2) -> (logits: Tensor, labels: [Int]) {
        contrastiveLogits(features, views: views, temperature: temperature, similarity: similarity)
    }

    /// The loss of a network that cannot tell rows apart: `ln(V·N − 1)`, nats.
    public func chance(batchSize: Int, views: Int = 2) -> Float { log(Float(views * batchSize - 1)) }

    /// The smallest loss there can be, in nats.
    ///
    /// Views of one picture coincide and pictures lie as far apart as N points on a sphere can, with cosine
    /// −1/(N − 1): `ln(V − 1 + V·(N − 1)·exp((−1/(N − 1) − 1)/τ))`. The plain dot product has no such bound
    /// but `ln(V − 1)`.
    public func floor(batchSize: Int, views: Int = 2) -> Float {
        let (n, v) = (Double(batchSize), Double(views))
        guard similarity == .cosine, batchSize > 1 else { return Float(log(v - 1)) }
        let negatives = v * (n - 1) * exp((-1 / (n - 1) - 1) / Double(temperature))
        return Float(log(v - 1 + negatives))
    }

    /// `InfoNCE(temperature 0.5, cosine)`.
    public var description: String { "InfoNCE(temperature \(temperature), \(similarity.rawValue))" }
}
