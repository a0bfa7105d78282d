/// Every operation that can be recorded on the tape. The gradient table of the tests has a row for each.
package enum Operation: String, CaseIterable, Sendable {
    case add, subtract, multiply, divide, maximum, minimum
    case negate, exp, log, sqrt, abs, relu, sigmoid, tanh, square, power, clamped
    case sum, sumAxis, maxAll, maxAxis, minAll, variance
    case logSumExp, softmax, logSoftmax, crossEntropy
    case reshaped, permuted, expanded, sliced, concatenated, rows, selected, masked, diagonal
    case matmul, linear, normalized
    case convolution, batchNorm, batchNormMaxPool, maxPool, globalAveragePool
    case custom
}
