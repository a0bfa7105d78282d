import CKernels

extension Tensor {
    /// The same elements in another shape; one size may be −1 and is then worked out. Shares memory.
    public func reshaped(_ newShape: [Int]) -> Tensor {
        var target = newShape
        if let open = newShape.firstIndex(of: -1) {
            let known = newShape.enumerated().reduce(1) { $1.offset == open ? $0 : $0 * $1.element }
            target[open] = known > 0 ? count / known : 0
        }
        precondition(
            target.reduce(1, *) == count && target.allSatisfy { $0 >= 0 },
            "reshaped: \(count) elements of shape \(shape) do not fill \(newShape)")
        let original = shape
        return Tensor(shape: target, storage: storage, offset: offset).recorded(.reshaped, [self]) {
            [$0.reshaped(original)]
        }
    }

    /// Axes in another order: axis `i` of the result is axis `order[i]` of this tensor. A copy.
    public func permuted(_ order: [Int]) -> Tensor {
        let axes = order.map { resolvedAxis($0, "permuted") }
        precondition(
            Set(axes).count == rank && axes.count == rank, "permuted: \(order) does not order shape \(shape)")
        let strides = contiguousStrides(shape)
        var inverse = axes
        for (i, axis) in axes.enumerated() { inverse[axis] = i }
        return gathered(axes.map { shape[$0] }, strides: axes.map { strides[$0] }).recorded(.permuted, [self])
        {
            [$0.permuted(inverse)]
        }
    }

    /// The transpose of a matrix. A copy; `matmul` has labels that avoid it.
    public func transposed() -> Tensor {
        precondition(rank == 2, "transposed: needs a matrix, got shape \(shape); use permuted")
        return permuted([1, 0])
    }

    /// Without an axis of size 1.
    public func squeezed(axis: Int) -> Tensor {
        let axis = resolvedAxis(axis, "squeezed")
        precondition(shape[axis] == 1, "squeezed: axis \(axis) of shape \(shape) is not of size 1")
        return reshaped(reducedShape(axis, false))
    }

    /// With a new axis of size 1 in front of `axis` (−1: at the end).
    public func unsqueezed(axis: Int) -> Tensor {
        let place = axis < 0 ? axis + rank + 1 : axis
        precondition((0...rank).contains(place), "unsqueezed: no place \(axis) in shape \(shape)")
        var target = shape
        target.insert(1, at: place)
        return reshaped(target)
    }

    /// Repeated along axes of size 1 (or missing in front) to fill `target`.
    public func expanded(to target: [Int]) -> Tensor {
        precondition(
            broadcastShape("expanded", shape, target) == target,
            "expanded: \(shape) does not expand to \(target)")
        let original = shape
        let result = shape == target ? detached() : broadcastCopy(to: target)
        return result.recorded(.expanded, [self]) { [$0.reduced(to: original)] }
    }

    /// Part of an axis. Along axis 0 it shares memory, else it is a copy.
    public func sliced(axis: Int, _ range: Range<Int>) -> Tensor {
        let axis = resolvedAxis(axis, "sliced")
        precondition(
            range.lowerBound >= 0 && range.upperBound <= shape[axis],
            "sliced: \(range) outside axis \(axis) of shape \(shape)")
        var target = shape
        target[axis] = range.count
        let strides = contiguousStrides(shape)
        let start = range.lowerBound * strides[axis]
        let result =
            axis == 0
            ? Tensor(shape: target, storage: storage, offset: offset + start)
            : gathered(target, strides: strides, from: start)
        let original = shape
        return result.recorded(.sliced, [self]) {
            let gx = Tensor.zeros(original)
            $0.scattered(into: gx, grid: target, strides: strides, from: start)
            return [gx]
        }
    }

    /// Part of axis 0, sharing memory.
    public subscript(range: Range<Int>) -> Tensor { sliced(axis: 0, range) }

    /// Part of axis 0, sharing memory.
    public subscript(range: ClosedRange<Int>) -> Tensor {
        sliced(axis: 0, range.lowerBound..<range.upperBound + 1)
    }

    /// Row `i` of axis 0 (without that axis), sharing memory.
    public subscript(i: Int) -> Tensor {
        let row = i < 0 && rank > 0 ? i + shape[0] : i
        precondition(rank > 0 && shape[0] > row && row >= 0, "index \(i) outside axis 0 of shape \(shape)")
        return sliced(axis: 0, row..<row + 1).squeezed(axis: 0)
    }
}

/// Tensors one behind the other along an axis; the other sizes must agree.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    guard let first = tensors.first else { preconditionFailure("concatenate: no tensors") }
    let axis = first.resolvedAxis(axis, "concatenate")
    var shape = first.shape
    shape[axis] = 0
    for tensor in tensors {
        var expected = tensor.shape
        precondition(
            tensor.rank == first.rank, "concatenate: shapes differ: \(first.shape) and \(tensor.shape)")
        expected[axis] = first.shape[axis]
        precondition(
            expected == first.shape, "concatenate: shapes differ: \(first.shape) and \(tensor.shape)")
        shape[axis] += tensor.shape[axis]
    }
    let result = Tensor(uninitialized: shape)
    let (outer, _, inner) = result.split(at: axis)
    var start = 0
    for tensor in tensors {
        let width = tensor.shape[axis] * inner
        for o in 0..<outer {
            let target = result.pointer + o * shape[axis] * inner + start
            target.update(from: tensor.pointer + o * width, count: width)
        }
        start += width
    }
    let sizes = tensors.map { $0.shape[axis] }
    return result.recorded(.concatenated, tensors) { gradient in
        var start = 0
        return sizes.map { size in
            defer { start += size }
            return gradient.sliced(axis: axis, start..<start + size)
        }
    }
}

/// Tensors of one shape along a new axis.
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    concatenate(tensors.map { $0.unsqueezed(axis: axis) }, axis: axis)
}
