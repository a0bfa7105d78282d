import Foundation
import Tensors

/// Decoupled contrastive loss (DCL): InfoNCE without the positive in the denominator, for small batches.
///
/// Source: arXiv:2110.06848, Eq. 6: for each anchor a with positives P, the other views of its picture,
/// `−mean_{p ∈ P} s(a,p)/τ + ln Σ_{j shows another picture} exp(s(a,j)/τ)`, s being the cosine similarity. The
/// paper sums over anchors; this is the mean.
/// - Parameters:
///   - features: `[V·N, D]`; row `v·N + i` is view v of picture i; N ≥ 2.
///   - views: V ≥ 2.
///   - temperature: τ, divides the similarities; > 0.
/// - Returns: mean over all anchors; scalar, nats, in `±2/τ + ln(V·(N − 1))`. A network that cannot tell rows
///   apart gets `ln(V·(N − 1))`, and so do coinciding rows, exactly. Good networks go below 0.
public func decoupledContrastive(_ features: Tensor, views: Int = 2, temperature: Float = 0.1) -> Tensor {
    let pairs = ViewPairs(
        features, views: views, temperature: temperature, operation: "decoupledContrastive")
    let pictures = pairs.pictures
    precondition(pictures > 1, "decoupledContrastive: one picture has no negatives; use a larger batch")
    let z = features.normalized()
    return anchorContrast(
        matmul(z, z, transposeB: true) / temperature,
        isPositive: { $0 != $1 && $0 % pictures == $1 % pictures },
        isInDenominator: { $0 % pictures != $1 % pictures })
}

/// The decoupled contrastive loss with its setting, as a trainer holds it.
public struct DecoupledContrastive: ViewLoss, Equatable, CustomStringConvertible {
    /// Divides the similarities; > 0.
    public var temperature: Float

    /// Makes a loss.
    public init(temperature: Float = 0.1) {
        precondition(
            temperature > 0, "DecoupledContrastive: temperature must be positive, got \(temperature)")
        self.temperature = temperature
    }

    /// Cosine.
    public var similarity: Similarity { .cosine }

    /// See `decoupledContrastive`: features `[V·N, D]` → scalar, nats.
    public func callAsFunction(_ features: Tensor, views: Int = 2) -> Tensor {
        decoupledContrastive(features, views: views, temperature: temperature)
    }

    /// `ln(V·(N − 1))`, nats.
    public func chance(batchSize: Int, views: Int = 2) -> Float { log(Float(views * (batchSize - 1))) }

    /// Views of one picture coincide and pictures lie at the corners of a simplex:
    /// `ln(V·(N − 1)) − (1 + 1/(N − 1))/τ`, nats.
    public func floor(batchSize: Int, views: Int = 2) -> Float {
        chance(batchSize: batchSize, views: views) - (1 + 1 / Float(batchSize - 1)) / temperature
    }

    /// `DecoupledContrastive(temperature 0.1)`.
    public var description: String { "DecoupledContrastive(temperature \(temperature))" }
}
