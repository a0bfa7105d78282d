import CKernels

extension Tensor {
    /// Divided by the L2 norm along an axis, `x / max(‖x‖₂, epsilon)`, as `F.normalize`.
    public func normalized(axis: Int = -1, epsilon: Float = 1e-12) -> Tensor {
        let axis = resolvedAxis(axis, "normalized")
        guard axis == rank - 1 else {
            var order = Array(0..<rank)
            order.swapAt(axis, rank - 1)
            return permuted(order).normalized(axis: -1, epsilon: epsilon).permuted(order)
        }
        let columns = shape[axis]
        let rows = columns > 0 ? count / columns : 0
        let (result, norms) = (Tensor(uninitialized: shape), Tensor(uninitialized: [rows]))
        let (x, y, n) = (pointer, result.pointer, norms.pointer)
        Threads.overRows(rows, width: columns) {
            let i = $0.lowerBound
            ck_normalize_rows(
                Int64($0.count), Int64(columns), x + i * columns, epsilon, y + i * columns, n + i)
        }
        let saved = result.detached()
        return result.recorded(.normalized, [self]) { gradient in
            let gx = Tensor(uninitialized: saved.shape)
            let (y, n, gy, out) = (saved.pointer, norms.pointer, gradient.pointer, gx.pointer)
            Threads.overRows(rows, width: columns) {
                let i = $0.lowerBound
                ck_normalize_rows_backward(
                    Int64($0.count), Int64(columns), y + i * columns, n + i, epsilon, gy + i * columns,
                    out + i * columns)
            }
            return [gx]
        }
    }
}
