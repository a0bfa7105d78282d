import CKernels
import Tensors

/// The Euclidean length of all gradients taken together; parameters without a gradient count as zero.
public func gradientNorm(of parameters: [Tensor]) -> Float {
    let moved = gradients(of: parameters)
    return Float(ck_squared_length(Int64(moved.count), moved).squareRoot())
}

/// The sum of the squares.
func squaredLength(_ values: UnsafePointer<Float>, _ count: Int) -> Double {
    var one = ck_moved(gradient: values, parameter: nil, offset: 0, count: Int64(count))
    return ck_squared_length(1, &one)
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
