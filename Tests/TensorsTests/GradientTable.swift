import Tensors

/// One differentiable operation with inputs to try it on.
struct GradientCase: Sendable, CustomStringConvertible {
    let operation: Tensors.Operation
    let note: String
    let inputs: @Sendable () -> [Tensor]
    let function: @Sendable ([Tensor]) -> Tensor

    init(
        _ operation: Tensors.Operation, _ note: String = "", inputs: @escaping @Sendable () -> [Tensor],
        _ function: @escaping @Sendable ([Tensor]) -> Tensor
    ) {
        self.operation = operation
        self.note = note
        self.inputs = inputs
        self.function = function
    }

    var description: String { note.isEmpty ? operation.rawValue : "\(operation.rawValue), \(note)" }

    private static func pair(_ a: [Int], _ b: [Int]) -> @Sendable () -> [Tensor] {
        { [sample(a, seed: 3), sample(b, seed: 4)] }
    }

    private static func one(_ shape: [Int]) -> @Sendable () -> [Tensor] { { [sample(shape, seed: 5)] } }

    /// At least one row for every operation.
    static let all: [GradientCase] = pointwise + reductions + shapes + networks

    private static let pointwise: [GradientCase] = [
        .init(.add, "broadcast", inputs: pair([3, 1, 5], [2, 1])) { $0[0] + $0[1] },
        .init(.subtract, inputs: pair([3, 5], [3, 5])) { $0[0] - $0[1] },
        .init(.subtract, "broadcast", inputs: pair([5], [3, 5])) { $0[0] - $0[1] },
        .init(.multiply, "broadcast", inputs: pair([3, 5], [3, 1])) { $0[0] * $0[1] },
        .init(.multiply, "with itself", inputs: one([4])) { $0[0] * $0[0] },
        .init(.divide, "broadcast", inputs: { [sample([3, 5]), positive([1, 5])] }) { $0[0] / $0[1] },
        .init(.maximum, inputs: pair([3, 7], [3, 7])) { maximum($0[0], $0[1]) },
        .init(.minimum, "broadcast", inputs: pair([3, 7], [7])) { minimum($0[0], $0[1]) },
        .init(.negate, inputs: one([7])) { -$0[0] },
        .init(.exp, inputs: one([3, 7])) { $0[0].exp() },
        .init(.log, inputs: { [positive([3, 7])] }) { $0[0].log() },
        .init(.sqrt, inputs: { [positive([3, 7])] }) { $0[0].sqrt() },
        .init(.abs, inputs: one([33])) { $0[0].abs() },
        .init(.relu, inputs: one([33])) { $0[0].relu() },
        .init(.sigmoid, inputs: one([17])) { $0[0].sigmoid() },
        .init(.tanh, inputs: one([17])) { $0[0].tanh() },
        .init(.square, inputs: one([17])) { $0[0].square() },
        .init(.power, inputs: { [positive([17])] }) { $0[0].pow(1.7) },
        .init(.clamped, inputs: one([33])) { $0[0].clamped(min: -0.55, max: 0.45) },
    ]

    private static let reductions: [GradientCase] = [
        .init(.sum, inputs: one([3, 5])) { $0[0].sum() },
        .init(.sumAxis, "middle", inputs: one([3, 5, 2])) { $0[0].sum(axis: 1) },
        .init(.sumAxis, "kept", inputs: one([3, 5, 2])) { $0[0].sum(axis: -1, keepDims: true) },
        .init(.maxAll, inputs: { [distinct([3, 5])] }) { $0[0].max() },
        .init(.minAll, inputs: { [distinct([3, 5])] }) { $0[0].min() },
        .init(.maxAxis, inputs: { [distinct([3, 5, 2])] }) { $0[0].max(axis: 1) },
        .init(.variance, inputs: one([4, 5])) { $0[0].variance(axis: 1) },
        .init(.logSumExp, inputs: one([3, 5])) { $0[0].logSumExp(axis: 1) },
        .init(.softmax, inputs: one([3, 5])) { $0[0].softmax(axis: 1) },
        .init(.softmax, "first axis", inputs: one([3, 5])) { $0[0].softmax(axis: 0) },
        .init(.logSoftmax, inputs: one([3, 5])) { $0[0].logSoftmax(axis: -1) },
        .init(.crossEntropy, inputs: one([4, 5])) { crossEntropy($0[0], labels: [1, 0, 4, 1]) },
        .init(.normalized, inputs: one([4, 7])) { $0[0].normalized(axis: 1) },
    ]

    private static let shapes: [GradientCase] = [
        .init(.reshaped, inputs: one([3, 4])) { $0[0].reshaped([2, -1]) },
        .init(.permuted, inputs: one([2, 3, 5])) { $0[0].permuted([2, 0, 1]) },
        .init(.expanded, inputs: one([3, 1])) { $0[0].expanded(to: [2, 3, 5]) },
        .init(.sliced, "first axis", inputs: one([5, 3])) { $0[0][1..<4] },
        .init(.sliced, "last axis", inputs: one([5, 3])) { $0[0].sliced(axis: 1, 1..<3) },
        .init(.concatenated, inputs: pair([2, 3], [2, 4])) { concatenate([$0[0], $0[1], $0[0]], axis: 1) },
        .init(.rows, "repeated", inputs: one([4, 3])) { $0[0].rows([2, 0, 2]) },
        .init(.selected, inputs: one([3, 4])) { $0[0][$0[0].detached() .> 0] },
        .init(.masked, inputs: one([3, 4])) { $0[0].masked(.eye(4)[0..<3], with: 7) },
        .init(.diagonal, inputs: one([5, 5])) { $0[0].diagonal() },
        .init(.custom, inputs: one([3])) { inputs in
            .custom(inputs[0].values.map { 2 * $0 }, shape: [3], parents: inputs) { [$0 * 2] }
        },
    ]

    private static let networks: [GradientCase] = [
        .init(.matmul, inputs: pair([3, 5], [5, 7])) { matmul($0[0], $0[1]) },
        .init(.matmul, "times its transpose", inputs: one([4, 5])) { matmul($0[0], $0[0].transposed()) },
        .init(.linear, inputs: { [sample([3, 5]), sample([7, 5], seed: 8), sample([7], seed: 9)] }) {
            linear($0[0], weight: $0[1], bias: $0[2])
        },
        .init(.convolution, "padded", inputs: pair([2, 5, 4, 3], [3, 3, 3, 5])) {
            conv2d($0[0], $0[1], padding: 1)
        },
        .init(.convolution, "stride 2", inputs: pair([1, 7, 6, 2], [3, 3, 2, 3])) {
            conv2d($0[0], $0[1], stride: 2, padding: 1)
        },
        .init(.convolution, "one tap", inputs: pair([3, 3, 2, 5], [1, 1, 5, 7])) { conv2d($0[0], $0[1]) },
        .init(.convolution, "one tap, stride 2", inputs: pair([3, 5, 4, 3], [1, 1, 3, 5])) {
            conv2d($0[0], $0[1], stride: 2)
        },
        .init(.convolution, "one pixel", inputs: pair([3, 1, 1, 17], [3, 3, 17, 5])) {
            conv2d($0[0], $0[1], padding: 1)
        },
        .init(.batchNorm, "residual and ReLU", inputs: batchNormInputs) {
            batchNorm(
                $0[0], gamma: $0[1], beta: $0[2], runningMean: .zeros([3]), runningVariance: .ones([3]),
                training: true, residual: $0[3], relu: true)
        },
        .init(.batchNorm, "evaluation", inputs: batchNormInputs) {
            batchNorm(
                $0[0], gamma: $0[1], beta: $0[2], runningMean: .full([3], 0.2),
                runningVariance: .full([3], 1.5),
                training: false)
        },
        .init(
            .batchNormMaxPool,
            inputs: { [distinct([2, 5, 6, 3]), sample([3], seed: 2), sample([3], seed: 3)] }
        ) {
            batchNormMaxPool(
                $0[0], gamma: $0[1], beta: $0[2], runningMean: .zeros([3]), runningVariance: .ones([3]),
                training: true)
        },
        .init(.maxPool, inputs: { [distinct([2, 5, 6, 3])] }) {
            maxPool2d($0[0], kernel: 3, stride: 2, padding: 1)
        },
        .init(.globalAveragePool, inputs: one([2, 3, 5, 4])) { globalAveragePool($0[0]) },
    ]

    private static let batchNormInputs: @Sendable () -> [Tensor] = {
        [sample([2, 3, 2, 3]), positive([3]), sample([3], seed: 6), sample([2, 3, 2, 3], seed: 7)]
    }
}
