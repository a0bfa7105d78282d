import Tensors

/// The first contrastive loss: pairs of the same thing are pulled together, other pairs pushed apart to a margin.
///
/// Source: Hadsell, Chopra, LeCun 2006 (Dimensionality Reduction by Learning an Invariant Mapping), Eq. 4, with
/// `d = ‖a − b‖`: the mean of `d²/2` over pairs of the same and `max(0, margin − d)²/2` over the others.
/// - Parameters:
///   - a: `[N, D]`.
///   - b: `[N, D]`; row i is compared with row i of `a`.
///   - isSame: whether both rows of a pair show the same; N of them.
///   - margin: > 0, in units of distance; other pairs further apart than it are left alone.
/// - Returns: mean over the N pairs; scalar, ≥ 0. Coinciding rows give `margin²/2` times the share of pairs
///   that are not the same; 0 is best.
public func pairwiseContrastive(_ a: Tensor, _ b: Tensor, isSame: [Bool], margin: Float = 1) -> Tensor {
    requireTwoViews(a, b, operation: "pairwiseContrastive")
    precondition(
        isSame.count == a.shape[0], "pairwiseContrastive: \(isSame.count) answers for \(a.shape[0]) pairs")
    precondition(margin > 0, "pairwiseContrastive: margin must be positive, got \(margin)")
    let same = Tensor(isSame.map { $0 ? 1 : 0 })
    let distances = rowDistances(a, b)
    let pulled = same * distances.square()
    let pushed = (1 - same) * relu(margin - distances).square()
    return (pulled + pushed).mean() / 2
}
