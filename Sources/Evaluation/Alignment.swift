import Foundation
import Tensors

/// Mean squared distance of two views of a picture on the unit sphere: how alike the encoder makes them.
///
/// Source: arXiv:2005.10242, §4.1.1 with α = 2. 0 is best; opposite views give 4, unrelated ones about 2.
/// - Parameters:
///   - first: embeddings of one view of each picture, `[N, D]`, of any length.
///   - second: those of another view in the same order.
public func alignment(_ first: Tensor, _ second: Tensor) -> Double {
    let (rows, width) = requireFeatures(first, "alignment")
    precondition(first.shape == second.shape, "alignment: shapes differ: \(first.shape) and \(second.shape)")
    let (a, b) = withoutGradients { (first.detached().normalized(), second.detached().normalized()) }
    var sum = 0.0
    a.withUnsafeBuffer { a in
        b.withUnsafeBuffer { b in
            for i in 0..<rows * width {
                let difference = Double(a[i]) - Double(b[i])
                sum += difference * difference
            }
        }
    }
    return sum / Double(rows)
}

/// How evenly embeddings cover the unit sphere: `ln mean exp(−2 ‖u − v‖²)` over all pairs of rows.
///
/// Source: arXiv:2005.10242, §4.1.2 with t = 2. Rows in one place give 0, the worst; two opposite rows −8, the
/// least there is; rows spread evenly over a sphere of many dimensions near −4.
/// - Parameter features: `[N, D]`, N ≥ 2, of any length.
public func uniformity(_ features: Tensor) -> Double {
    let (rows, _) = requireFeatures(features, "uniformity")
    precondition(rows >= 2, "uniformity: needs at least 2 rows, got \(features.shape)")
    let directions = withoutGradients { features.detached().normalized() }
    var sum = 0.0
    // So many rows at a time that their cosines take at most 64 MiB.
    let block = max(1, (1 << 24) / rows)
    for start in stride(from: 0, to: rows, by: block) {
        let end = min(start + block, rows)
        let potentials = withoutGradients {
            ((matmul(directions[start..<end], directions, transposeB: true) - 1) * 4).exp()
        }
        potentials.withUnsafeBuffer { values in
            for row in start..<end {
                for other in 0..<row { sum += Double(values[(row - start) * rows + other]) }
            }
        }
    }
    return log(sum / (Double(rows) * Double(rows - 1) / 2))
}
