import Tensors

/// Barlow Twins' loss: each dimension must be the same in both views and independent of all other dimensions.
///
/// Source: arXiv:2103.03230, Eq. 1 and 2: with the correlation C of the dimensions of `a` with those of `b` over
/// the batch, `Σ_i (1 − C_ii)² + λ·Σ_{i≠j} C_ij²`. Dimensions are centred and divided by `√(Var + 1e-5)` with the
/// biased variance, as by the authors' batch norm; one that is constant in the batch counts as uncorrelated.
/// - Parameters:
///   - a: one view, `[N, D]`.
///   - b: the other view, `[N, D]`; row i shows the same picture.
///   - redundancy: λ, the weight of the second term; ≥ 0.
/// - Returns: scalar, ≥ 0, sum over dimensions. Uncorrelated dimensions, and coinciding rows, give D; equal
///   views with independent dimensions give 0.
public func barlowTwins(_ a: Tensor, _ b: Tensor, redundancy: Float = 0.0051) -> Tensor {
    requireTwoViews(a, b, operation: "barlowTwins")
    let correlation =
        matmul(standardised(a), standardised(b), transposeA: true) / Float(a.shape[0])
    let same = (1 - correlation.diagonal()).square().sum()
    return same + redundancy * withoutDiagonal(correlation).square().sum()
}

/// Columns with mean 0 and biased deviation 1; constant columns become 0, with a bounded gradient.
private func standardised(_ x: Tensor) -> Tensor {
    (x - x.mean(axis: 0)) / (x.variance(axis: 0, unbiased: false) + 1e-5).sqrt()
}

/// A square matrix with zeros on its diagonal.
func withoutDiagonal(_ matrix: Tensor) -> Tensor {
    matrix.masked(Tensor.eye(matrix.shape[0]), with: 0)
}
