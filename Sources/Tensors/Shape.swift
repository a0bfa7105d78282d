/// The shape that two operands broadcast to: aligned at the last axis, sizes equal or 1.
func broadcastShape(_ name: String, _ a: [Int], _ b: [Int]) -> [Int] {
    var result = a.count >= b.count ? a : b
    let shorter = a.count >= b.count ? b : a
    for axis in 0..<shorter.count {
        let here = result.count - shorter.count + axis
        if result[here] == shorter[axis] || shorter[axis] == 1 { continue }
        precondition(result[here] == 1, "\(name): shapes do not broadcast: \(a) and \(b)")
        result[here] = shorter[axis]
    }
    return result
}

/// Row-major strides in elements.
func contiguousStrides(_ shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in stride(from: shape.count - 2, through: 0, by: -1) {
        strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
}

/// Strides that read `shape` as if it were `target`: 0 along axes that are repeated.
func broadcastStrides(_ shape: [Int], to target: [Int]) -> [Int] {
    let own = contiguousStrides(shape)
    let missing = target.count - shape.count
    return target.indices.map { axis in
        axis < missing || (shape[axis - missing] == 1 && target[axis] != 1) ? 0 : own[axis - missing]
    }
}

extension Tensor {
    /// `axis` counted from the front; negative ones count from the back. Traps when there is no such axis.
    func resolvedAxis(_ axis: Int, _ name: String) -> Int {
        let resolved = axis < 0 ? axis + rank : axis
        precondition(shape.indices.contains(resolved), "\(name): no axis \(axis) in shape \(shape)")
        return resolved
    }

    /// Sizes before, at and after an axis: the tensor seen as `[outer, axis, inner]`.
    func split(at axis: Int) -> (outer: Int, axis: Int, inner: Int) {
        (shape[..<axis].reduce(1, *), shape[axis], shape[(axis + 1)...].reduce(1, *))
    }
}
