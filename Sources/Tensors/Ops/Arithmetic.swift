import CKernels

extension Tensor {
    /// The tensor repeated along axes of size 1 (or missing in front) to fill `target`; a copy, no history.
    func broadcastCopy(to target: [Int]) -> Tensor {
        if shape == target { return self }
        return gathered(target, strides: broadcastStrides(shape, to: target))
    }

    /// Elements of this memory in the order of a grid with the given strides (in elements).
    func gathered(_ grid: [Int], strides: [Int], from start: Int = 0) -> Tensor {
        let result = Tensor(uninitialized: grid)
        precondition(grid.count <= Int(ck_max_rank), "at most \(ck_max_rank) axes, got shape \(grid)")
        guard !grid.isEmpty else {
            result.pointer[0] = pointer[start]
            return result
        }
        // The first axis is shared out over the pool.
        let (source, out, row) = (pointer + start, result.pointer, grid[1...].reduce(1, *))
        let axes = strides.map(Int64.init)
        Threads.overRows(grid[0], width: row) { range in
            let part = [Int64(range.count)] + grid[1...].map(Int64.init)
            ck_gather_strided(
                Int32(grid.count), part, axes, source + range.lowerBound * strides[0],
                out + range.lowerBound * row)
        }
        return result
    }

    /// The reverse of `gathered`: adds the elements into `target` at the places of the grid.
    func scattered(into target: Tensor, grid: [Int], strides: [Int], from start: Int = 0) {
        guard !grid.isEmpty else { return target.pointer[start] += pointer[0] }
        ck_scatter_add_strided(
            Int32(grid.count), grid.map(Int64.init), strides.map(Int64.init), pointer, target.pointer + start)
    }

    /// The gradient of a broadcast operand: summed over the axes along which it was repeated.
    func reduced(to target: [Int]) -> Tensor {
        if shape == target { return self }
        let size = target.reduce(1, *)
        if size == 1 { return .full(target, Float(ck_sum(Int64(count), pointer))) }
        if shape.suffix(target.count).elementsEqual(target), size > 0 {
            let result = Tensor(uninitialized: target)
            ck_sum_rows(Int64(count / size), Int64(size), pointer, result.pointer)
            return result
        }
        let result = Tensor.zeros(target)
        scattered(into: result, grid: shape, strides: broadcastStrides(target, to: shape))
        return result
    }

    /// The operation on values alone.
    static func pointwise(_ kind: ck_binary_operation, _ name: String, _ a: Tensor, _ b: Tensor) -> Tensor {
        let shape = broadcastShape(name, a.shape, b.shape)
        let result = Tensor(uninitialized: shape)
        let out = result.pointer
        if b.count == 1, a.shape == shape {
            let (left, right) = (a.pointer, b.pointer[0])
            Threads.overElements(result.count) {
                ck_binary_scalar(kind, Int64($0.count), left + $0.lowerBound, right, out + $0.lowerBound)
            }
        } else if a.count == 1, b.shape == shape {
            let (left, right) = (a.pointer[0], b.pointer)
            Threads.overElements(result.count) {
                ck_scalar_binary(kind, Int64($0.count), left, right + $0.lowerBound, out + $0.lowerBound)
            }
        } else {
            let (a, b) = (a.broadcastCopy(to: shape), b.broadcastCopy(to: shape))
            let (left, right) = (a.pointer, b.pointer)
            Threads.overElements(result.count) {
                ck_binary(
                    kind, Int64($0.count), left + $0.lowerBound, right + $0.lowerBound, out + $0.lowerBound)
            }
            withExtendedLifetime((a, b)) {}
        }
        return result
    }

    /// Sum with broadcasting.
    public static func + (a: Tensor, b: Tensor) -> Tensor {
        let (aShape, bShape) = (a.shape, b.shape)
        return pointwise(ck_add, "+", a, b).recorded(.add, [a, b]) {
            [$0.reduced(to: aShape), $0.reduced(to: bShape)]
        }
    }

    /// Difference with broadcasting.
    public static func - (a: Tensor, b: Tensor) -> Tensor {
        let (aShape, bShape) = (a.shape, b.shape)
        return pointwise(ck_subtract, "-", a, b).recorded(.subtract, [a, b]) {
            [$0.reduced(to: aShape), (-$0).reduced(to: bShape)]
        }
    }

    /// Elementwise product with broadcasting.
    public static func * (a: Tensor, b: Tensor) -> Tensor {
        let (needsA, needsB) = (a.requiresGrad, b.requiresGrad)
        return pointwise(ck_multiply, "*", a, b).recorded(.multiply, [a, b]) {
            [needsA ? ($0 * b).reduced(to: a.shape) : nil, needsB ? ($0 * a).reduced(to: b.shape) : nil]
        }
    }

    /// Elementwise quotient with broadcasting.
    public static func / (a: Tensor, b: Tensor) -> Tensor {
        let (needsA, needsB) = (a.requiresGrad, b.requiresGrad)
        return pointwise(ck_divide, "/", a, b).recorded(.divide, [a, b]) { gradient in
            let ga = gradient / b
            return [
                needsA ? ga.reduced(to: a.shape) : nil, needsB ? (-(ga * a / b)).reduced(to: b.shape) : nil,
            ]
        }
    }

    /// `a + b` for a number.
    public static func + (a: Tensor, b: Float) -> Tensor { a + Tensor(b) }
    /// `a + b` for a number.
    public static func + (a: Float, b: Tensor) -> Tensor { Tensor(a) + b }
    /// `a − b` for a number.
    public static func - (a: Tensor, b: Float) -> Tensor { a - Tensor(b) }
    /// `a − b` for a number.
    public static func - (a: Float, b: Tensor) -> Tensor { Tensor(a) - b }
    /// `a · b` for a number.
    public static func * (a: Tensor, b: Float) -> Tensor { a * Tensor(b) }
    /// `a · b` for a number.
    public static func * (a: Float, b: Tensor) -> Tensor { Tensor(a) * b }
    /// `a / b` for a number.
    public static func / (a: Tensor, b: Float) -> Tensor { a / Tensor(b) }
    /// `a / b` for a number.
    public static func / (a: Float, b: Tensor) -> Tensor { Tensor(a) / b }

    /// `a = a + b`: a new tensor, as in the long form.
    public static func += (a: inout Tensor, b: Tensor) { a = a + b }
    /// `a = a − b`: a new tensor, as in the long form.
    public static func -= (a: inout Tensor, b: Tensor) { a = a - b }
}

/// Elementwise maximum with broadcasting; equal elements share the gradient.
public func maximum(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor.pointwise(ck_maximum, "maximum", a, b).recorded(.maximum, [a, b]) {
        let (ga, gb) = shareGradient($0, larger: a, smaller: b)
        return [ga.reduced(to: a.shape), gb.reduced(to: b.shape)]
    }
}

/// Elementwise minimum with broadcasting; equal elements share the gradient.
public func minimum(_ a: Tensor, _ b: Tensor) -> Tensor {
    Tensor.pointwise(ck_minimum, "minimum", a, b).recorded(.minimum, [a, b]) {
        let (ga, gb) = shareGradient($0, larger: b, smaller: a)
        return [ga.reduced(to: a.shape), gb.reduced(to: b.shape)]
    }
}

/// Gives the gradient to `larger` where it is the larger of the two, half where they are equal.
private func shareGradient(_ gradient: Tensor, larger: Tensor, smaller: Tensor) -> (Tensor, Tensor) {
    let (a, b) = (larger.broadcastCopy(to: gradient.shape), smaller.broadcastCopy(to: gradient.shape))
    let (ga, gb) = (Tensor(uninitialized: gradient.shape), Tensor(uninitialized: gradient.shape))
    ck_maximum_backward(Int64(gradient.count), a.pointer, b.pointer, gradient.pointer, ga.pointer, gb.pointer)
    return (ga, gb)
}
