import COneDNN
import CKernels

/// A matrix in memory, seen as itself or as its transpose.
struct MatrixOperand {
    let tensor: Tensor
    let transposed: Bool

    init(_ tensor: Tensor, transposed: Bool = false) {
        self.tensor = tensor
        self.transposed = transposed
    }

    var rows: Int { tensor.shape[transposed ? 1 : 0] }
    var columns: Int { tensor.shape[transposed ? 0 : 1] }
}

/// The product on values alone, the larger side of the result shared out over the pool.
func product(_ a: MatrixOperand, _ b: MatrixOperand) -> Tensor {
    let (m, k, n) = (a.rows, a.columns, b.columns)
    guard m > 0, n > 0, k > 0 else { return .zeros([m, n]) }
    let result = Tensor(uninitialized: [m, n])
    let (aData, bData, out) = (a.tensor.pointer, b.tensor.pointer, result.pointer)
    let (lda, ldb) = (Int64(a.tensor.shape[1]), Int64(b.tensor.shape[1]))
    let byRows = m >= n
    let extent = byRows ? m : n
    // Parts of whole SIMD widths; products too small to be worth a hand-over stay in one.
    let parts = m * n * k < 1 << 17 ? 1 : Threads.parts
    let grain = (extent + parts * 16 - 1) / (parts * 16) * 16
    Threads.parallelFor(extent, grain: grain) { part in
        let (i, size) = (part.lowerBound, Int64(part.count))
        if byRows {
            conednn_sgemm(
                a.transposed ? 1 : 0, b.transposed ? 1 : 0, size, Int64(n), Int64(k),
                aData + (a.transposed ? i : i * a.tensor.shape[1]), lda, bData, ldb, 0, out + i * n, Int64(n))
        } else {
            conednn_sgemm(
                a.transposed ? 1 : 0, b.transposed ? 1 : 0, Int64(m), size, Int64(k), aData, lda,
                bData + (b.transposed ? i * b.tensor.shape[1] : i), ldb, 0, out + i, Int64(n))
        }
    }
    return result
}

/// Matrix product, optionally with an operand read as its transpose without copying it.
///
/// - Shape: `a` `[M, K]`, `b` `[K, N]` → `[M, N]`; with `transposeA` `a` is `[K, M]`, with `transposeB` `b` is
///   `[N, K]`.
public func matmul(_ a: Tensor, _ b: Tensor, transposeA: Bool = false, transposeB: Bool = false) -> Tensor {
    precondition(a.rank == 2 && b.rank == 2, "matmul: needs matrices, got \(a.shape) × \(b.shape)")
    let (left, right) = (MatrixOperand(a, transposed: transposeA), MatrixOperand(b, transposed: transposeB))
    let marks = (transposeA ? "ᵀ" : "", transposeB ? "ᵀ" : "")
    precondition(
        left.columns == right.rows,
        "matmul: inner sizes differ: \(a.shape)\(marks.0) × \(b.shape)\(marks.1)")
    let (needsA, needsB) = (a.requiresGrad, b.requiresGrad)
    return product(left, right).recorded(.matmul, [a, b]) { gradient in
        let g = MatrixOperand(gradient), gT = MatrixOperand(gradient, transposed: true)
        var (ga, gb): (Tensor?, Tensor?)
        if needsA {
            ga =
                transposeA
                ? product(right, gT) : product(g, MatrixOperand(b, transposed: !transposeB))
        }
        if needsB {
            gb =
                transposeB
                ? product(gT, left) : product(MatrixOperand(a, transposed: !transposeA), g)
        }
        return [ga, gb]
    }
}

extension Tensor {
    /// Matrix product with `other`; see the free function.
    public func matmul(_ other: Tensor) -> Tensor { Tensors.matmul(self, other) }
}

/// Affine map with PyTorch's weight layout, `y = x·Wᵀ + b`.
///
/// - Shape: `x` `[N, in]`, `weight` `[out, in]`, `bias` `[out]` → `[N, out]`.
public func linear(_ x: Tensor, weight: Tensor, bias: Tensor? = nil) -> Tensor {
    precondition(
        x.rank == 2 && weight.rank == 2 && x.shape[1] == weight.shape[1],
        "linear: inner sizes differ: x \(x.shape), weight \(weight.shape) ([out, in])")
    precondition(
        bias.map { $0.shape == [weight.shape[0]] } ?? true,
        "linear: bias \(bias?.shape ?? []) does not fit weight \(weight.shape)")
    let result = product(MatrixOperand(x), MatrixOperand(weight, transposed: true))
    if let bias {
        ck_add_row(Int64(x.shape[0]), Int64(weight.shape[0]), result.pointer, bias.pointer, result.pointer)
    }
    let (needsX, needsWeight, biasShape) = (x.requiresGrad, weight.requiresGrad, bias?.shape)
    return result.recorded(.linear, [x, weight] + (bias.map { [$0] } ?? [])) { gradient in
        var gradients: [Tensor?] = [
            needsX ? product(MatrixOperand(gradient), MatrixOperand(weight)) : nil,
            needsWeight ? product(MatrixOperand(gradient, transposed: true), MatrixOperand(x)) : nil,
        ]
        if let biasShape { gradients.append(gradient.reduced(to: biasShape)) }
        return gradients
    }
}
