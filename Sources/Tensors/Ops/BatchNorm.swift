import CKernels

/// Batch normalisation (arXiv:1502.03167, Algorithm 1) with what follows it in a residual block, in one pass:
/// `y = γ·(x − mean)/√(variance + epsilon) + β (+ residual)`, then `max(0, ·)` when `relu`.
///
/// Training uses the moments of the batch and moves the running ones by `momentum` (the running variance is
/// unbiased, as in PyTorch); otherwise the running ones are used.
/// - Shape: `x` and `residual` `[N, H, W, C]` or `[N, C]`; `gamma`, `beta`, running moments `[C]`.
public func batchNorm(
    _ x: Tensor, gamma: Tensor, beta: Tensor, runningMean: Tensor, runningVariance: Tensor, training: Bool,
    momentum: Float = 0.1, eps: Float = 1e-5, residual: Tensor? = nil, relu: Bool = false
) -> Tensor {
    let rows = batchNormRows(x, gamma, beta, runningMean, runningVariance, training: training)
    precondition(
        residual.map { $0.shape == x.shape } ?? true,
        "batchNorm: shapes differ: x \(x.shape), residual \(residual?.shape ?? [])")
    let moments = ChannelMoments(
        of: x, rows: rows, runningMean: runningMean, runningVariance: runningVariance, training: training,
        momentum: momentum, eps: eps)
    let (scale, shift) = moments.affine(gamma, beta)
    let result = affine(x, scale, shift, residual: residual, relu: relu)
    let parents = [x, gamma, beta] + (residual.map { [$0] } ?? [])
    // Where ReLU let through is seen from x alone, unless a residual was added: then from the output.
    var mask = ReLUMask.none
    if relu { mask = residual == nil ? .fromInput(scale, shift) : .fromOutput(result.detached()) }
    let (input, gammaValues, hasResidual) = (x.kept(), gamma.detached(), residual != nil)
    let isByRows = x.node?.takesRows == true
    let recorded = result.recorded(.batchNorm, parents) { [mask] gradient in
        batchNormGradients(
            input.value, rows, moments, gammaValues, mask, gradient, residual: hasResidual, byRows: isByRows)
    }
    guard relu && !hasResidual else { return recorded }
    return recorded.remade { affine(input.value, scale, shift, residual: nil, relu: true) }
}

/// `x·scale + shift (+ residual)`, by channels, then `max(0, ·)` when `relu`.
private func affine(_ x: Tensor, _ scale: Tensor, _ shift: Tensor, residual: Tensor?, relu: Bool) -> Tensor {
    let result = Tensor(uninitialized: x.shape)
    ck_channel_affine(
        Int64(x.count / max(scale.count, 1)), Int64(scale.count), x.pointer, scale.pointer, shift.pointer,
        residual?.pointer, relu ? 1 : 0, result.pointer)
    return result
}

/// Checks that the parts of a batch normalisation fit, and gives the number of values a channel.
func batchNormRows(
    _ x: Tensor, _ gamma: Tensor, _ beta: Tensor, _ runningMean: Tensor, _ runningVariance: Tensor,
    training: Bool
) -> Int {
    let channels = x.shape.last ?? 0
    let rows = channels > 0 ? x.count / channels : 0
    for vector in [gamma, beta, runningMean, runningVariance] {
        precondition(vector.shape == [channels], "batchNorm: \(vector.shape) does not fit x \(x.shape)")
    }
    precondition(
        rows > (training ? 1 : 0), "batchNorm: training needs several values a channel, got \(x.shape)")
    return rows
}

/// How the backward pass finds out where ReLU let values through.
private enum ReLUMask {
    /// There is no ReLU.
    case none
    /// Where `x·scale + shift` is positive.
    case fromInput(Tensor, Tensor)
    /// Where the output is positive.
    case fromOutput(Tensor)

    var isNone: Bool {
        if case .none = self { true } else { false }
    }
}

extension ck_mask {
    fileprivate init(_ mask: ReLUMask) {
        switch mask {
        case .none: self.init(y: nil, scale: nil, shift: nil)
        case .fromInput(let scale, let shift):
            self.init(y: nil, scale: scale.pointer, shift: shift.pointer)
        case .fromOutput(let y): self.init(y: y.pointer, scale: nil, shift: nil)
        }
    }
}

/// Gradients of x, γ, β and the residual; g is the gradient where ReLU let through, and the residual's. With `byRows`
/// x's comes into being when its rows are asked for.
private func batchNormGradients(
    _ x: Tensor, _ rows: Int, _ moments: ChannelMoments, _ gamma: Tensor, _ mask: ReLUMask,
    _ gradient: Tensor, residual: Bool, byRows: Bool
) -> [Tensor?] {
    let (gammaGradient, betaGradient) = (
        Tensor(uninitialized: gamma.shape), Tensor(uninitialized: gamma.shape)
    )
    // A pass that takes each value once may write where it reads.
    var (g, maskOfG) = (gradient, mask)
    if residual, case .fromOutput = mask {
        (g, maskOfG) = (gradient.isSpent ? gradient : Tensor(uninitialized: x.shape), .none)
    }
    var raw = ck_mask(mask)
    let (channels, mean) = (gamma.count, moments.mean)
    ck_batch_norm_sums(
        Int64(rows), Int64(channels), x.pointer, mean.pointer, &raw, gradient.pointer, betaGradient.pointer,
        gammaGradient.pointer, maskOfG.isNone && !mask.isNone ? g.pointer : nil)
    let (a, b, c) = moments.gradientFactors(gamma, sum: betaGradient, weightedSum: gammaGradient)
    let write: Storage.RowSource = { [g, maskOfG] rows, target in
        var raw = ck_mask(maskOfG)
        let start = rows.lowerBound * channels
        ck_batch_norm_backward(
            Int64(rows.count), Int64(channels), x.pointer + start, mean.pointer, &raw, g.pointer + start,
            a.pointer, b.pointer, c.pointer, target)
        withExtendedLifetime((maskOfG, x, g, a, b, c, mean)) {}
    }
    let xGradient: Tensor
    if byRows {
        xGradient = Tensor(shape: x.shape, storage: Storage(count: x.count, rows: rows, source: write))
    } else {
        xGradient = !residual && gradient.isSpent ? gradient : Tensor(uninitialized: x.shape)
        write(0..<rows, xGradient.pointer)
    }
    return [xGradient, gammaGradient, betaGradient] + (residual ? [g] : [])
}
