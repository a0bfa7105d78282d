import Tensors

/// Supervised contrastive loss: each row must find the rows with its label among all others.
///
/// Source: arXiv:2004.11362, Eq. 2 (the sum outside the logarithm), without the factor τ/0.07 of the authors'
/// program: for each anchor a with positives P(a), the other rows of its label,
/// `−mean_{p ∈ P(a)} ln(exp(s(a,p)/τ) / Σ_{j ≠ a} exp(s(a,j)/τ))`, s being the cosine similarity. With one label
/// a picture it is `infoNCE`. Anchors alone with their label are left out of the mean.
/// - Parameters:
///   - features: `[N, D]`; views of one picture are rows with the same label.
///   - labels: what each row shows; N of them.
///   - temperature: τ, divides the similarities; > 0.
/// - Returns: mean over the anchors that have a positive; scalar, nats, ≥ 0, and 0 where none has. A network
///   that cannot tell rows apart gets `ln(N − 1)`, and so do coinciding rows, exactly. With m rows of each
///   label it never falls below `ln(m − 1)`.
public func supervisedContrastive(_ features: Tensor, labels: [Int], temperature: Float = 0.07) -> Tensor {
    requireLabels(labels, of: features, operation: "supervisedContrastive")
    precondition(temperature > 0, "supervisedContrastive: temperature must be positive, got \(temperature)")
    let z = features.normalized()
    return anchorContrast(
        matmul(z, z, transposeB: true) / temperature,
        isPositive: { $0 != $1 && labels[$0] == labels[$1] },
        isInDenominator: { $0 != $1 })
}
