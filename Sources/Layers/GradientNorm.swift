import Tensors

/// The Euclidean length of all gradients taken together; parameters without a gradient count as zero.
public func gradientNorm(of parameters: [Tensor]) -> Float {
    var sum = 0.0
    forEachGradient(of: parameters) { _, gradient, _, count in sum += squaredLength(gradient, count) }
    return Float(sum.squareRoot())
}

/// Sixteen sums side by side in single precision over short blocks, in double across blocks.
func squaredLength(_ values: UnsafePointer<Float>, _ count: Int) -> Double {
    let raw = UnsafeRawPointer(values)
    let vectors = count / 16
    var (sum, start) = (0.0, 0)
    while start < vectors {
        var block = SIMD16<Float>.zero
        for index in start..<min(start + 64, vectors) {
            let vector = raw.loadUnaligned(fromByteOffset: 64 * index, as: SIMD16<Float>.self)
            block += vector * vector
        }
        sum += Double(block.sum())
        start += 64
    }
    for index in 16 * vectors..<count { sum += Double(values[index] * values[index]) }
    return sum
}

/// Scales all gradients so that their common length is at most `maximum`, as PyTorch's `clip_grad_norm_`.
///
/// - Returns: the length before.
@discardableResult
public func clipGradients(of parameters: [Tensor], to maximum: Float) -> Float {
    precondition(maximum > 0, "clipGradients: the largest length must be positive, got \(maximum)")
    let norm = gradientNorm(of: parameters)
    let factor = maximum / (norm + 1e-6)
    guard factor < 1 else { return norm }
    for parameter in parameters {
        guard let gradient = parameter.grad else { continue }
        gradient.withUnsafeMutableBuffer { buffer in
            for i in buffer.indices { buffer[i] *= factor }
        }
    }
    return norm
}
