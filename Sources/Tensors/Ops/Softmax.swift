import CKernels

extension Tensor {
    /// Applies a computation on rows `[R, K]` along any axis, by moving that axis last and back.
    private func alongLast(_ axis: Int, _ body: (Tensor) -> Tensor) -> Tensor {
        if axis == rank - 1 { return body(self) }
        var order = Array(0..<rank)
        order.swapAt(axis, rank - 1)
        return body(permuted(order)).permuted(order)
    }

    fileprivate var rowsAndColumns: (rows: Int, columns: Int) {
        let columns = shape.last ?? 1
        return (columns > 0 ? count / columns : 0, columns)
    }

    /// logsumexp of every row; values alone.
    private func rowLogSumExp() -> Tensor {
        let (rows, columns) = rowsAndColumns
        let result = Tensor(uninitialized: Array(shape.dropLast()))
        let (x, y) = (pointer, result.pointer)
        Threads.overRows(rows, width: columns * 4) {
            ck_log_sum_exp(Int64($0.count), Int64(columns), x + $0.lowerBound * columns, y + $0.lowerBound)
        }
        return result
    }

    /// A row kernel with a vector of one number a row.
    private func rowwise(
        _ kernel: (Int64, Int64, UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?)
            -> Void,
        _ second: Tensor, secondWidth: Int
    ) -> Tensor {
        let (rows, columns) = rowsAndColumns
        let result = Tensor(uninitialized: shape)
        let (x, s, y) = (pointer, second.pointer, result.pointer)
        Threads.overRows(rows, width: columns * 4) {
            let i = $0.lowerBound
            kernel(Int64($0.count), Int64(columns), x + i * columns, s + i * secondWidth, y + i * columns)
        }
        return result
    }

    /// ln Σ eˣ along an axis, safe against overflow.
    public func logSumExp(axis: Int, keepDims: Bool = false) -> Tensor {
        let axis = resolvedAxis(axis, "logSumExp")
        if axis != rank - 1 {
            let kept = alongLast(axis) { $0.logSumExp(axis: -1, keepDims: true) }
            return keepDims ? kept : kept.squeezed(axis: axis)
        }
        let flat = rowLogSumExp()
        return flat.detached().reshaped(reducedShape(axis, keepDims)).recorded(.logSumExp, [self]) {
            gradient in
            let probabilities = self.detached().rowwise(ck_softmax, flat, secondWidth: 1)
            return [probabilities * gradient.reshaped(flat.shape + [1])]
        }
    }

    /// eˣ / Σ eˣ along an axis.
    public func softmax(axis: Int) -> Tensor {
        alongLast(resolvedAxis(axis, "softmax")) { x in
            let result = x.rowwise(ck_softmax, x.rowLogSumExp(), secondWidth: 1)
            let saved = result.detached()
            let columns = saved.rowsAndColumns.columns
            return result.recorded(.softmax, [x]) {
                [saved.rowwise(ck_softmax_backward, $0, secondWidth: columns)]
            }
        }
    }

    /// x − ln Σ eˣ along an axis.
    public func logSoftmax(axis: Int) -> Tensor {
        alongLast(resolvedAxis(axis, "logSoftmax")) { x in
            let result = x.rowwise(ck_log_softmax, x.rowLogSumExp(), secondWidth: 1)
            let saved = result.detached()
            let columns = saved.rowsAndColumns.columns
            return result.recorded(.logSoftmax, [x]) {
                [saved.rowwise(ck_log_softmax_backward, $0, secondWidth: columns)]
            }
        }
    }

    /// Gradient of the mean cross-entropy with respect to these logits.
    fileprivate func crossEntropyGradient(_ flat: Tensor, _ labels: [Int], _ scale: Float) -> Tensor {
        let (rows, columns) = rowsAndColumns
        let gx = detached().rowwise(ck_softmax, flat, secondWidth: 1)
        for row in 0..<rows { gx.pointer[row * columns + labels[row]] -= 1 }
        ck_binary_scalar(ck_multiply, Int64(gx.count), gx.pointer, scale, gx.pointer)
        return gx
    }

    fileprivate var rowLogSums: Tensor { rowLogSumExp() }
}

/// Cross-entropy of class logits: mean over the rows of `logsumexp(row) − row[label]`. Equal logits give `ln K`.
///
/// - Shape: `logits` `[N, K]`, `labels` N numbers of 0 ..< K → scalar, nats.
public func crossEntropy(_ logits: Tensor, labels: [Int]) -> Tensor {
    precondition(
        logits.rank == 2 && logits.shape[0] == labels.count && !labels.isEmpty,
        "crossEntropy: logits \(logits.shape) need one label a row, got \(labels.count)")
    let classes = logits.shape[1]
    if let wrong = labels.first(where: { !(0..<classes).contains($0) }) {
        preconditionFailure("crossEntropy: label \(wrong) outside 0..<\(classes)")
    }
    let sums = logits.rowLogSums
    var total = 0.0
    for (row, label) in labels.enumerated() {
        total += Double(sums.pointer[row] - logits.pointer[row * classes + label])
    }
    let count = Float(labels.count)
    return Tensor(Float(total / Double(labels.count))).recorded(.crossEntropy, [logits]) {
        [logits.crossEntropyGradient(sums, labels, $0.item / count)]
    }
}

/// `crossEntropy` with the labels as a tensor `[N]` of whole numbers.
public func crossEntropy(_ logits: Tensor, labels: Tensor) -> Tensor {
    crossEntropy(logits, labels: labels.values.map { Int($0) })
}
