import Tensors

/// Contrast with k given negatives: each anchor must pick its positive out of 1 + k.
///
/// Source: arXiv:1807.03748, Eq. 4, as used with a queue of negatives in arXiv:1911.05722, Eq. 1:
/// the mean of `−s(a,p)/τ + ln(exp(s(a,p)/τ) + Σ_k exp(s(a,n_k)/τ))`, s being the cosine similarity.
/// - Parameters:
///   - anchors: a, `[N, D]`.
///   - positives: p, `[N, D]`; row i shows what anchor i shows.
///   - negatives: `[N, k, D]`, each anchor's own, or `[k, D]`, the same for all.
///   - temperature: τ, divides the similarities; > 0.
/// - Returns: mean over the N anchors; scalar, nats, ≥ 0. A network that cannot tell pictures apart gets
///   `ln(1 + k)`, and so do coinciding rows, exactly.
public func nce(
    _ anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: Float = 0.07
) -> Tensor {
    let logits = nceLogits(anchors, positives: positives, negatives: negatives, temperature: temperature)
    return crossEntropy(logits, labels: [Int](repeating: 0, count: logits.shape[0]))
}

/// The question of `nce` as a classification: `[N, 1 + k]`, the similarity to the positive first.
public func nceLogits(
    _ anchors: Tensor, positives: Tensor, negatives: Tensor, temperature: Float = 0.07
) -> Tensor {
    requireTwoViews(anchors, positives, operation: "nce")
    let (rows, width) = (anchors.shape[0], anchors.shape[1])
    precondition(
        negatives.shape.last == width
            && (negatives.rank == 2 || negatives.rank == 3 && negatives.shape[0] == rows),
        "nce: negatives \(negatives.shape) for anchors \(anchors.shape): give [k, \(width)], the same for "
            + "all, or [\(rows), k, \(width)]")
    precondition(temperature > 0, "nce: temperature must be positive, got \(temperature)")
    let (a, p, n) = (anchors.normalized(), positives.normalized(), negatives.normalized())
    let positive = (a * p).sum(axis: 1, keepDims: true)
    let negative =
        n.rank == 2 ? matmul(a, n, transposeB: true) : (a.reshaped([rows, 1, width]) * n).sum(axis: 2)
    return concatenate([positive, negative], axis: 1) / temperature
}
