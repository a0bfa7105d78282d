import Tensors

/// VICReg's loss: views agree (invariance), dimensions spread (variance) and say different things (covariance).
///
/// Source: arXiv:2105.04906, Eq. 6, scaled as in the authors' program:
/// `λ·mean (a − b)² + μ·(v(a) + v(b))/2 + ν·(c(a) + c(b))` with
/// `v(z) = mean_d max(0, 1 − √(Var z_d + 1e-4))` (Eq. 1) and `c(z) = Σ_{i≠j} Cov(z)_ij² / D` (Eq. 4); variance and
/// covariance are unbiased.
/// - Parameters:
///   - a: one view, `[N, D]`, N ≥ 2.
///   - b: the other view, `[N, D]`; row i shows the same picture.
///   - invariance: λ ≥ 0.
///   - variance: μ ≥ 0.
///   - covariance: ν ≥ 0.
/// - Returns: scalar, ≥ 0. Coinciding rows give `0.99·μ`; independent rows of deviation 1 give about 2·λ; equal
///   views with independent dimensions of deviation 1 give 0.
public func vicReg(
    _ a: Tensor, _ b: Tensor, invariance: Float = 25, variance: Float = 25, covariance: Float = 1
) -> Tensor {
    requireTwoViews(a, b, atLeast: 2, operation: "vicReg")
    let agreement = (a - b).square().mean()
    let spread = (lackOfSpread(a) + lackOfSpread(b)) / 2
    return invariance * agreement + variance * spread + covariance * (redundancy(a) + redundancy(b))
}

/// How far the deviations of the dimensions fall short of 1, in 0…1: the v of VICReg.
private func lackOfSpread(_ z: Tensor) -> Tensor {
    relu(1 - (z.variance(axis: 0) + 1e-4).sqrt()).mean()
}

/// Squared covariances of different dimensions, per dimension: the c of VICReg.
private func redundancy(_ z: Tensor) -> Tensor {
    let centred = z - z.mean(axis: 0)
    let covariance = matmul(centred, centred, transposeA: true) / Float(z.shape[0] - 1)
    return withoutDiagonal(covariance).square().sum() / Float(z.shape[1])
}
