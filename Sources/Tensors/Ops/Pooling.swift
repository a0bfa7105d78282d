import CKernels

/// Maximum over square windows; padding never wins. The gradient goes to the first maximum of a window.
///
/// - Shape: `x` `[N, H, W, C]` → `[N, (H + 2·padding − kernel) / stride + 1, …, C]`.
public func maxPool2d(_ x: Tensor, kernel: Int = 3, stride: Int = 2, padding: Int = 1) -> Tensor {
    let shape = poolShape(x, "maxPool2d", kernel: kernel, stride: stride, padding: padding)
    let result = Tensor(uninitialized: [x.shape[0], Int(shape.out_height), Int(shape.out_width), x.shape[3]])
    let taps = TapStorage(count: result.count)
    withUnsafePointer(to: shape) { ck_max_pool($0, x.pointer, result.pointer, taps.pointer) }
    let inputShape = x.shape
    return result.recorded(.maxPool, [x]) { gradient in
        let gx = Tensor(uninitialized: inputShape)
        withUnsafePointer(to: shape) {
            ck_max_pool_backward($0, gradient.pointer, taps.pointer, gx.pointer)
        }
        return [gx]
    }
}

/// The sizes of a pooling; traps where the windows do not fit.
func poolShape(_ x: Tensor, _ name: String, kernel: Int, stride: Int, padding: Int) -> ck_pool_shape {
    precondition(x.rank == 4, "\(name): needs [N, H, W, C], got \(x.shape)")
    precondition(
        (1...15).contains(kernel) && stride > 0 && (0...kernel / 2).contains(padding)
            && min(x.shape[1], x.shape[2]) + 2 * padding >= kernel,
        "\(name): kernel \(kernel), stride \(stride), padding \(padding) do not fit \(x.shape)")
    let side = { (length: Int) in Int64((length + 2 * padding - kernel) / stride + 1) }
    return ck_pool_shape(
        batch: Int64(x.shape[0]), height: Int64(x.shape[1]), width: Int64(x.shape[2]),
        channels: Int64(x.shape[3]), out_height: side(x.shape[1]), out_width: side(x.shape[2]),
        kernel: Int32(kernel), stride: Int32(stride), padding: Int32(padding))
}

/// The places of maxima within their windows, one byte for each output.
final class TapStorage {
    private let storage: Storage

    /// Room for the places of `count` outputs, four to a float.
    init(count: Int) { storage = Storage(count: (count + 3) / 4) }

    var pointer: UnsafeMutablePointer<UInt8> {
        UnsafeMutableRawPointer(storage.pointer).assumingMemoryBound(to: UInt8.self)
    }
}

/// Mean over all pixels.
///
/// - Shape: `x` `[N, H, W, C]` → `[N, C]`.
public func globalAveragePool(_ x: Tensor) -> Tensor {
    precondition(
        x.rank == 4 && x.shape[1] * x.shape[2] > 0, "globalAveragePool: needs [N, H, W, C], got \(x.shape)")
    let (n, pixels, c, inputShape) = (
        Int64(x.shape[0]), Int64(x.shape[1] * x.shape[2]), Int64(x.shape[3]), x.shape
    )
    let result = Tensor(uninitialized: [x.shape[0], x.shape[3]])
    ck_average_pixels(n, pixels, c, x.pointer, result.pointer)
    return result.recorded(.globalAveragePool, [x]) { gradient in
        let gx = Tensor(uninitialized: inputShape)
        ck_average_pixels_backward(n, pixels, c, gradient.pointer, gx.pointer)
        return [gx]
    }
}
