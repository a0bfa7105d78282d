import CKernels

/// What a batch normalisation knows of its channels, and what follows from it. Each tensor `[C]`.
struct ChannelMoments {
    let mean, variance, inverseDeviation: Tensor
    /// Values a channel that the moments were measured over.
    private let rows: Int
    private let training: Bool

    /// The moments of the batch, by which the running ones are moved, or in evaluation the running ones.
    init(
        of x: Tensor, rows: Int, runningMean: Tensor, runningVariance: Tensor, training: Bool,
        momentum: Float, eps: Float
    ) {
        let channels = runningMean.count
        (self.rows, self.training) = (rows, training)
        (mean, variance) = (Tensor(uninitialized: [channels]), Tensor(uninitialized: [channels]))
        inverseDeviation = Tensor(uninitialized: [channels])
        if training {
            ck_channel_moments(Int64(rows), Int64(channels), x.pointer, mean.pointer, variance.pointer)
            move(runningMean, runningVariance, by: momentum)
        } else {
            mean.assign(runningMean)
            variance.assign(runningVariance)
        }
        for c in 0..<channels { inverseDeviation.pointer[c] = 1 / (variance.pointer[c] + eps).squareRoot() }
    }

    private func move(_ runningMean: Tensor, _ runningVariance: Tensor, by momentum: Float) {
        let unbiased = Float(rows) / Float(rows - 1)
        for c in 0..<mean.count {
            runningMean.pointer[c] += momentum * (mean.pointer[c] - runningMean.pointer[c])
            runningVariance.pointer[c] +=
                momentum * (variance.pointer[c] * unbiased - runningVariance.pointer[c])
        }
    }

    /// The normalisation as `x·scale + shift`.
    func affine(_ gamma: Tensor, _ beta: Tensor) -> (scale: Tensor, shift: Tensor) {
        let (scale, shift) = (Tensor(uninitialized: mean.shape), Tensor(uninitialized: mean.shape))
        for c in 0..<mean.count {
            scale.pointer[c] = gamma.pointer[c] * inverseDeviation.pointer[c]
            shift.pointer[c] = beta.pointer[c] - mean.pointer[c] * scale.pointer[c]
        }
        return (scale, shift)
    }

    /// The gradient of x as `a·g + b·(x − mean) + c`, given Σg and Σg·(x − mean); turns the second into ∂γ.
    ///
    /// With x̂ the normalised x: ∂β = Σg, ∂γ = Σg·x̂, ∂x = γ/σ·(g − (∂β + x̂·∂γ)/R) in training, γ/σ·g otherwise.
    func gradientFactors(
        _ gamma: Tensor, sum: Tensor, weightedSum: Tensor
    ) -> (a: Tensor, b: Tensor, c: Tensor) {
        let shape = mean.shape
        let (a, b, c) = (
            Tensor(uninitialized: shape), Tensor(uninitialized: shape), Tensor(uninitialized: shape)
        )
        let share = training ? 1 / Float(rows) : 0
        for k in 0..<mean.count {
            let inverse = inverseDeviation.pointer[k]
            weightedSum.pointer[k] *= inverse
            a.pointer[k] = gamma.pointer[k] * inverse
            b.pointer[k] = -a.pointer[k] * weightedSum.pointer[k] * inverse * share
            c.pointer[k] = -a.pointer[k] * sum.pointer[k] * share
        }
        return (a, b, c)
    }
}
