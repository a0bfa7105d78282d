import CKernels

/// `maxPool2d(batchNorm(x, …, relu: true), …)` in one pass: the beginning of a ResNet.
///
/// The normalised pictures, the largest of the whole network, are never held, nor is their gradient.
/// - Shape: `x` `[N, H, W, C]` → `[N, (H + 2·padding − kernel) / stride + 1, …, C]`; the others `[C]`.
public func batchNormMaxPool(
    _ x: Tensor, gamma: Tensor, beta: Tensor, runningMean: Tensor, runningVariance: Tensor, training: Bool,
    momentum: Float = 0.1, eps: Float = 1e-5, kernel: Int = 3, stride: Int = 2, padding: Int = 1
) -> Tensor {
    let rows = batchNormRows(x, gamma, beta, runningMean, runningVariance, training: training)
    let shape = poolShape(x, "batchNormMaxPool", kernel: kernel, stride: stride, padding: padding)
    let moments = ChannelMoments(
        of: x, rows: rows, runningMean: runningMean, runningVariance: runningVariance, training: training,
        momentum: momentum, eps: eps)
    let (scale, shift) = moments.affine(gamma, beta)
    let result = Tensor(uninitialized: [x.shape[0], Int(shape.out_height), Int(shape.out_width), x.shape[3]])
    let taps = TapStorage(count: result.count)
    withUnsafePointer(to: shape) {
        ck_affine_max_pool($0, x.pointer, scale.pointer, shift.pointer, result.pointer, taps.pointer)
    }
    let (kept, gammaValues) = (x.kept(), gamma.detached())
    return result.recorded(.batchNormMaxPool, [x, gamma, beta]) { gradient in
        let (gammaGradient, betaGradient) = (
            Tensor(uninitialized: gammaValues.shape), Tensor(uninitialized: gammaValues.shape)
        )
        let input = kept.value
        let (mean, gx) = (moments.mean, Tensor(uninitialized: input.shape))
        withUnsafePointer(to: shape) {
            ck_affine_max_pool_sums(
                $0, input.pointer, mean.pointer, gradient.pointer, taps.pointer, betaGradient.pointer,
                gammaGradient.pointer)
            let (a, b, c) = moments.gradientFactors(
                gammaValues, sum: betaGradient, weightedSum: gammaGradient)
            ck_affine_max_pool_backward(
                $0, input.pointer, mean.pointer, gradient.pointer, taps.pointer, a.pointer, b.pointer,
                c.pointer, gx.pointer)
        }
        return [gx, gammaGradient, betaGradient]
    }
}
