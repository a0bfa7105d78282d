import CKernels

extension Tensor {
    /// The rows (along axis 0) with the given indices, in their order; an index may occur several times.
    public func rows(_ indices: [Int]) -> Tensor {
        precondition(rank > 0, "rows: needs at least one axis")
        let width = split(at: 0).inner
        if let wrong = indices.first(where: { !(0..<shape[0]).contains($0) }) {
            preconditionFailure("rows: index \(wrong) outside axis 0 of shape \(shape)")
        }
        let result = Tensor(uninitialized: [indices.count] + shape[1...])
        for (row, index) in indices.enumerated() {
            (result.pointer + row * width).update(from: pointer + index * width, count: width)
        }
        let original = shape
        return result.recorded(.rows, [self]) { gradient in
            let gx = Tensor.zeros(original)
            for (row, index) in indices.enumerated() {
                ck_accumulate(Int64(width), 1, gradient.pointer + row * width, gx.pointer + index * width)
            }
            return [gx]
        }
    }

    /// The elements where `mask` (of the same shape) is not 0, as a vector in row-major order.
    public subscript(mask: Tensor) -> Tensor {
        precondition(mask.shape == shape, "selection: mask \(mask.shape) does not match \(shape)")
        let places = mask.withUnsafeBuffer { buffer in buffer.indices.filter { buffer[$0] != 0 } }
        let result = Tensor(uninitialized: [places.count])
        for (i, place) in places.enumerated() { result.pointer[i] = pointer[place] }
        let original = shape
        return result.recorded(.selected, [self]) { gradient in
            let gx = Tensor.zeros(original)
            for (i, place) in places.enumerated() { gx.pointer[place] = gradient.pointer[i] }
            return [gx]
        }
    }

    /// `value` where `mask` (broadcast to this shape) is not 0; no gradient flows there.
    public func masked(_ mask: Tensor, with value: Float) -> Tensor {
        precondition(
            broadcastShape("masked", shape, mask.shape) == shape,
            "masked: mask \(mask.shape) does not fit \(shape)")
        let full = mask.broadcastCopy(to: shape)
        let result = Tensor(uninitialized: shape)
        ck_masked_fill(Int64(count), pointer, full.pointer, value, result.pointer)
        return result.recorded(.masked, [self]) { gradient in
            let gx = Tensor(uninitialized: gradient.shape)
            ck_masked_fill(Int64(gx.count), gradient.pointer, full.pointer, 0, gx.pointer)
            return [gx]
        }
    }

    /// The diagonal of a matrix: `[R, C]` → `[min(R, C)]`.
    public func diagonal() -> Tensor {
        precondition(rank == 2, "diagonal: needs a matrix, got shape \(shape)")
        let (size, step, original) = (Swift.min(shape[0], shape[1]), shape[1] + 1, shape)
        return gathered([size], strides: [step]).recorded(.diagonal, [self]) {
            let gx = Tensor.zeros(original)
            $0.scattered(into: gx, grid: [size], strides: [step])
            return [gx]
        }
    }

    /// The `k` largest elements along the last axis, largest first, with their indices. No gradient.
    public func topK(_ k: Int) -> (values: Tensor, indices: Tensor) {
        let columns = shape.last ?? 0
        precondition((0...columns).contains(k), "topK: \(k) of the last axis of shape \(shape)")
        let target = Array(shape.dropLast()) + [k]
        let (values, indices) = (Tensor(uninitialized: target), Tensor(uninitialized: target))
        for row in 0..<(columns > 0 ? count / columns : 0) {
            let x = pointer + row * columns
            // Equal elements keep their order.
            let order = (0..<columns).sorted { x[$0] > x[$1] || (x[$0] == x[$1] && $0 < $1) }
            for i in 0..<k {
                values.pointer[row * k + i] = x[order[i]]
                indices.pointer[row * k + i] = Float(order[i])
            }
        }
        return (values, indices)
    }
}
