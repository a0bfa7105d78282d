import CKernels

/// An array of `Float` with a shape: row-major, contiguous, with gradients recorded on a tape.
///
/// A reference type, as in PyTorch: parameters are changed in place and everyone sees it. Pictures are NHWC
/// (N batch, H and W pixels, C channels). Results of `reshaped`, `detached` and of slices along axis 0 share
/// their memory with the original. One thread at a time may work with a tensor and what depends on it.
public final class Tensor: @unchecked Sendable {
    /// Sizes of the axes; `[]` for a scalar.
    public let shape: [Int]
    /// Number of elements.
    public let count: Int
    var storage: Storage
    let offset: Int
    var node: Node?
    /// For a gradient in the backward pass: whether nobody will read it after the formula that it was given to,
    /// which may then put a result in its place.
    var isSpent = false

    /// A tensor on existing memory, from `offset` floats into it.
    init(shape: [Int], storage: Storage, offset: Int = 0) {
        self.shape = shape
        self.count = shape.reduce(1, *)
        self.storage = storage
        self.offset = offset
    }

    /// A tensor whose elements are undefined until written.
    package convenience init(uninitialized shape: [Int]) {
        precondition(shape.allSatisfy { $0 >= 0 }, "Tensor: negative size in shape \(shape)")
        self.init(shape: shape, storage: Storage(count: shape.reduce(1, *)))
    }

    /// Copies `values` in row-major order.
    public convenience init(_ values: [Float], shape: [Int]) {
        self.init(uninitialized: shape)
        precondition(
            values.count == count,
            "Tensor: \(values.count) values do not fill shape \(shape) (\(count) elements)")
        values.withUnsafeBufferPointer { source in
            if let base = source.baseAddress { pointer.update(from: base, count: count) }
        }
    }

    /// A vector of the given values.
    public convenience init(_ values: [Float]) { self.init(values, shape: [values.count]) }

    /// A scalar.
    public convenience init(_ scalar: Float) {
        self.init(uninitialized: [])
        pointer[0] = scalar
    }

    var pointer: UnsafeMutablePointer<Float> { storage.pointer + offset }

    /// Number of axes.
    public var rank: Int { shape.count }

    /// A copy of the elements in row-major order.
    public var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

    /// The only element of a tensor that has one.
    public var item: Float {
        precondition(count == 1, "item: needs one element, got shape \(shape)")
        return pointer[0]
    }

    /// Reads the elements in place.
    public func withUnsafeBuffer<R>(_ body: (UnsafeBufferPointer<Float>) throws -> R) rethrows -> R {
        try withExtendedLifetime(self) { try body(UnsafeBufferPointer(start: pointer, count: count)) }
    }

    /// Changes the elements in place; the tape does not notice.
    public func withUnsafeMutableBuffer<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows
        -> R
    {
        try withExtendedLifetime(self) { try body(UnsafeMutableBufferPointer(start: pointer, count: count)) }
    }

    /// Overwrites the elements with those of a tensor of the same shape; the tape does not notice.
    public func assign(_ other: Tensor) {
        precondition(other.shape == shape, "assign: shapes differ: \(shape) ← \(other.shape)")
        pointer.update(from: other.pointer, count: count)
    }

    /// A contiguous copy with memory of its own and no gradient history.
    public func copy() -> Tensor {
        let result = Tensor(uninitialized: shape)
        result.pointer.update(from: pointer, count: count)
        return result
    }
}
