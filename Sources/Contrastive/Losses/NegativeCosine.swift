import Tensors

/// Negative cosine regression: each prediction must point where its target points.
///
/// Source: arXiv:2011.10566, Eq. 1: the mean of `−cos(p, z)`. BYOL's loss (arXiv:2006.07733, Eq. 2) is 2 plus
/// twice this. Gradient flows to both; SimSiam and BYOL stop it at the target: `targets.detached()`.
/// - Parameters:
///   - predictions: p, `[N, D]`.
///   - targets: z, `[N, D]`.
/// - Returns: mean over the N rows; scalar, in −1…1. Independent directions give 0, equal ones −1 (and so does
///   collapse: watch `embeddingSpread`); a row of zeros counts as 0.
public func negativeCosine(_ predictions: Tensor, _ targets: Tensor) -> Tensor {
    requireTwoViews(predictions, targets, operation: "negativeCosine")
    return -(predictions.normalized() * targets.normalized()).sum(axis: 1).mean()
}
