import Tensors

/// Batch normalisation (arXiv:1502.03167, Alg. 1) over every axis but the last: `[N, H, W, C]` and `[N, C]`.
///
/// Training normalises by the batch's mean and biased variance and moves the running statistics towards
/// the batch's mean and unbiased variance; evaluation normalises by the running statistics.
public final class BatchNorm: Layer, CustomStringConvertible {
    /// Scale γ, `[C]`, starts at 1.
    public let weight: Tensor
    /// Shift β, `[C]`, starts at 0.
    public let bias: Tensor
    /// Running mean, `[C]`, starts at 0.
    public let runningMean: Tensor
    /// Running unbiased variance, `[C]`, starts at 1.
    public let runningVariance: Tensor
    /// Batches seen in training, a scalar; PyTorch keeps it too.
    public let batchCount: Tensor
    /// Share of a new batch in the running statistics, in 0…1.
    public let momentum: Float
    /// Added to the variance, > 0.
    public let epsilon: Float
    /// Whether batch statistics are used.
    public private(set) var isTraining = true

    /// Makes a layer that leaves normalised values unscaled.
    public init(_ channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
        precondition(channels > 0, "BatchNorm: channels must be positive, got \(channels)")
        weight = Tensor.ones([channels])
        bias = Tensor.zeros([channels])
        weight.requiresGrad = true
        bias.requiresGrad = true
        runningMean = Tensor.zeros([channels])
        runningVariance = Tensor.ones([channels])
        batchCount = Tensor(0)
        self.momentum = momentum
        self.epsilon = epsilon
    }

    /// `[…, C]` → `[…, C]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { self(x, relu: false) }

    /// Normalises, adds `residual` where given, and cuts at zero where asked, in one pass over memory.
    public func callAsFunction(_ x: Tensor, residual: Tensor? = nil, relu: Bool) -> Tensor {
        if isTraining { batchCount.assign(Tensor(batchCount.item + 1)) }
        return batchNorm(
            x, gamma: weight, beta: bias, runningMean: runningMean, runningVariance: runningVariance,
            training: isTraining, momentum: momentum, eps: epsilon, residual: residual, relu: relu)
    }

    /// Normalises, cuts at zero and takes the maximum over windows, without ever holding what is in between.
    public func callAsFunction(_ x: Tensor, reluThen pool: MaxPool2d) -> Tensor {
        if isTraining { batchCount.assign(Tensor(batchCount.item + 1)) }
        return batchNormMaxPool(
            x, gamma: weight, beta: bias, runningMean: runningMean, runningVariance: runningVariance,
            training: isTraining, momentum: momentum, eps: epsilon, kernel: pool.kernel, stride: pool.stride,
            padding: pool.padding)
    }

    /// The input's.
    public func outputShape(for input: [Int]) -> [Int] {
        precondition(
            input.last == weight.count, "BatchNorm: input \(input) has no \(weight.count) channels")
        return input
    }

    /// Scale and shift.
    public var ownParameters: [NamedTensor] { [NamedTensor("weight", weight), NamedTensor("bias", bias)] }

    /// Running statistics and the number of batches.
    public var ownBuffers: [NamedTensor] {
        [
            NamedTensor("running_mean", runningMean), NamedTensor("running_var", runningVariance),
            NamedTensor("num_batches_tracked", batchCount),
        ]
    }

    /// Chooses batch or running statistics.
    public func setTraining(_ isTraining: Bool) { self.isTraining = isTraining }

    /// `BatchNorm(64)`.
    public var description: String { "BatchNorm(\(weight.count))" }
}

/// PyTorch's name for `[N, H, W, C]`.
public typealias BatchNorm2d = BatchNorm
/// PyTorch's name for `[N, C]`.
public typealias BatchNorm1d = BatchNorm
