import CKernels

extension Tensor {
    /// Sum of all elements; scalar.
    public func sum() -> Tensor {
        let shape = shape
        return Tensor(Float(ck_sum(Int64(count), pointer))).recorded(.sum, [self]) { [.full(shape, $0.item)] }
    }

    /// Mean of all elements; scalar.
    public func mean() -> Tensor { sum() / Float(count) }

    /// Largest element; scalar. The gradient goes to its first occurrence.
    public func max() -> Tensor { extremum(.maxAll, "max", isBetter: >) }

    /// Smallest element; scalar. The gradient goes to its first occurrence.
    public func min() -> Tensor { extremum(.minAll, "min", isBetter: <) }

    private func extremum(_ operation: Operation, _ name: String, isBetter: (Float, Float) -> Bool) -> Tensor
    {
        precondition(count > 0, "\(name): no elements in shape \(shape)")
        var best = 0
        // NaN wins and stays, as in PyTorch.
        for i in 1..<Swift.max(count, 1) where !pointer[best].isNaN {
            if isBetter(pointer[i], pointer[best]) || pointer[i].isNaN { best = i }
        }
        let (shape, place) = (shape, best)
        return Tensor(pointer[place]).recorded(operation, [self]) {
            let gx = Tensor.zeros(shape)
            gx.pointer[place] = $0.item
            return [gx]
        }
    }

    /// Sum along an axis.
    public func sum(axis: Int, keepDims: Bool = false) -> Tensor {
        let axis = resolvedAxis(axis, "sum")
        let (outer, size, inner) = split(at: axis)
        let result = Tensor(uninitialized: reducedShape(axis, keepDims))
        let (x, y) = (pointer, result.pointer)
        Threads.overRows(outer, width: size * inner) {
            let i = $0.lowerBound
            ck_sum_axis(Int64($0.count), Int64(size), Int64(inner), x + i * size * inner, y + i * inner)
        }
        let (full, kept) = (shape, reducedShape(axis, true))
        return result.recorded(.sumAxis, [self]) { [$0.reshaped(kept).broadcastCopy(to: full)] }
    }

    /// Mean along an axis.
    public func mean(axis: Int, keepDims: Bool = false) -> Tensor {
        sum(axis: axis, keepDims: keepDims) / Float(shape[resolvedAxis(axis, "mean")])
    }

    /// Largest elements along an axis. The gradient goes to the first of equal ones.
    public func max(axis: Int, keepDims: Bool = false) -> Tensor {
        let axis = resolvedAxis(axis, "max")
        let (values, indices) = maximumWithIndices(axis, "max")
        let (outer, size, inner) = split(at: axis)
        let full = shape
        return values.reshaped(reducedShape(axis, keepDims)).recorded(.maxAxis, [self]) { gradient in
            let gx = Tensor.zeros(full)
            for o in 0..<outer {
                for i in 0..<inner {
                    let place = Int(indices.pointer[o * inner + i])
                    gx.pointer[(o * size + place) * inner + i] = gradient.pointer[o * inner + i]
                }
            }
            return [gx]
        }
    }

    /// Indices (as numbers) of the first largest elements along an axis. No gradient.
    public func argmax(axis: Int) -> Tensor {
        maximumWithIndices(resolvedAxis(axis, "argmax"), "argmax").indices
    }

    private func maximumWithIndices(_ axis: Int, _ name: String) -> (values: Tensor, indices: Tensor) {
        let (outer, size, inner) = split(at: axis)
        precondition(size > 0, "\(name): no elements along axis \(axis) of shape \(shape)")
        let reduced = reducedShape(axis, false)
        let (values, indices) = (Tensor(uninitialized: reduced), Tensor(uninitialized: reduced))
        ck_max_axis(Int64(outer), Int64(size), Int64(inner), pointer, values.pointer, indices.pointer)
        return (values, indices)
    }

    /// Variance along an axis; `unbiased` divides by n − 1, as PyTorch does.
    public func variance(axis: Int, unbiased: Bool = true, keepDims: Bool = false) -> Tensor {
        let axis = resolvedAxis(axis, "variance")
        let divisor = Float(unbiased ? shape[axis] - 1 : shape[axis])
        let (kept, result) = withoutGradients {
            let centred = self - mean(axis: axis, keepDims: true)
            return (centred, centred.square().sum(axis: axis, keepDims: keepDims) / divisor)
        }
        let keptShape = reducedShape(axis, true)
        return result.recorded(.variance, [self]) { [kept * (2 / divisor) * $0.reshaped(keptShape)] }
    }

    /// Standard deviation along an axis.
    public func std(axis: Int, unbiased: Bool = true, keepDims: Bool = false) -> Tensor {
        variance(axis: axis, unbiased: unbiased, keepDims: keepDims).sqrt()
    }

    /// The shape without (or with size 1 at) an axis.
    func reducedShape(_ axis: Int, _ keepDims: Bool) -> [Int] {
        var result = shape
        if keepDims { result[axis] = 1 } else { result.remove(at: axis) }
        return result
    }
}
