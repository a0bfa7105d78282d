import Tensors

/// What InfoNCE's relatives share: `ln Σ_{j ∈ D(a)} exp(s(a,j)) − mean_{p ∈ P(a)} s(a,p)`, averaged over the
/// anchors a that have a positive.
///
/// - Parameters:
///   - similarities: s, `[N, N]`, divided by the temperature.
///   - isPositive: whether row j belongs to P(a).
///   - isInDenominator: whether row j belongs to D(a).
/// - Returns: scalar, nats; 0 where no anchor has a positive.
func anchorContrast(
    _ similarities: Tensor, isPositive: (_ anchor: Int, _ row: Int) -> Bool,
    isInDenominator: (_ anchor: Int, _ row: Int) -> Bool
) -> Tensor {
    let rows = similarities.shape[0]
    let positives = (0..<rows).map { anchor in (0..<rows).filter { isPositive(anchor, $0) } }
    let anchors = positives.count { !$0.isEmpty }
    guard anchors > 0 else { return zeroLoss(of: similarities) }

    let (weights, excluded) = (Tensor.zeros([rows, rows]), Tensor.zeros([rows, rows]))
    weights.withUnsafeMutableBuffer { weights in
        for (anchor, positives) in positives.enumerated() {
            for row in positives { weights[anchor * rows + row] = 1 / Float(positives.count * anchors) }
        }
    }
    excluded.withUnsafeMutableBuffer { excluded in
        for index in excluded.indices where !isInDenominator(index / rows, index % rows) {
            excluded[index] = 1
        }
    }
    let anchorWeights = Tensor(positives.map { $0.isEmpty ? 0 : 1 / Float(anchors) })
    let denominators = similarities.masked(excluded, with: -.infinity).logSumExp(axis: 1)
    return (denominators * anchorWeights).sum() - (similarities * weights).sum()
}
