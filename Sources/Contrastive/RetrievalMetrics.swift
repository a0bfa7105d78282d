import Foundation
import Tensors

/// The share of rows whose right class is among the `k` largest logits, in 0…1.
///
/// A tie counts against the right class, so that a collapsed network does not look perfect.
/// - Parameters:
///   - logits: `[N, K]`.
///   - labels: the right class of each row, in 0..<K.
///   - k: at least 1; more than K classes count as all.
public func topKAccuracy(_ logits: Tensor, labels: [Int], k: Int) -> Float {
    precondition(k >= 1, "topKAccuracy: k must be at least 1, got \(k)")
    let ranks = labelRanks(logits, labels: labels, operation: "topKAccuracy")
    return Float(ranks.count { $0 <= k }) / Float(ranks.count)
}

/// The mean place of the right class when each row is sorted downwards; 1 is best, ties count against it.
///
/// - Parameters:
///   - logits: `[N, K]`.
///   - labels: the right class of each row, in 0..<K.
public func meanPositiveRank(_ logits: Tensor, labels: [Int]) -> Float {
    let ranks = labelRanks(logits, labels: labels, operation: "meanPositiveRank")
    return Float(ranks.reduce(0, +)) / Float(ranks.count)
}

/// The place of each row's right class, from 1 to K.
private func labelRanks(_ logits: Tensor, labels: [Int], operation: String) -> [Int] {
    precondition(
        logits.rank == 2 && logits.shape[0] == labels.count && !labels.isEmpty,
        "\(operation): logits \(logits.shape) for \(labels.count) labels")
    let classes = logits.shape[1]
    return logits.withUnsafeBuffer { values in
        labels.enumerated().map { row, label in
            precondition((0..<classes).contains(label), "\(operation): label \(label) of \(classes) classes")
            let scores = values[row * classes..<(row + 1) * classes]
            let own = scores[scores.startIndex + label]
            // Written so that NaN counts against the right class too; it finds itself once.
            return max(1, scores.count { !($0 < own) })
        }
    }
}

/// How well a batch answers the contrastive question, and whether it has collapsed.
public struct BatchMetrics: Sendable, Equatable {
    /// Share of anchors whose positive is the most similar row, in 0…1.
    public let top1: Float
    /// Share of anchors whose positive is among the five most similar rows, in 0…1.
    public let top5: Float
    /// Mean place of the positive, from 1 (best) to V·N − 1.
    public let meanPositiveRank: Float
    /// See `embeddingSpread`.
    public let spread: Float
    /// The spread of embeddings that cover the sphere evenly, 1/√D.
    public let evenSpread: Float

    /// Whether all embeddings point almost the same way: their spread is below a tenth of an even one.
    public var hasCollapsed: Bool { spread < evenSpread / 10 }

    /// Figures measured before.
    init(top1: Float, top5: Float, meanPositiveRank: Float, spread: Float, evenSpread: Float) {
        (self.top1, self.top5, self.meanPositiveRank) = (top1, top5, meanPositiveRank)
        (self.spread, self.evenSpread) = (spread, evenSpread)
    }

    /// Measures a batch without building logits.
    ///
    /// - Parameters:
    ///   - features: `[V·N, D]`, laid out as for `contrastiveLogits`.
    ///   - views: V ≥ 1; one view asks no contrastive question, and its answers are NaN.
    ///   - similarity: as in the loss; the temperature does not matter.
    public init(_ features: Tensor, views: Int = 2, similarity: Similarity = .cosine) {
        spread = embeddingSpread(features)
        evenSpread = 1 / Float(features.shape[1]).squareRoot()
        guard views > 1 else {
            (top1, top5, meanPositiveRank) = (.nan, .nan, .nan)
            return
        }
        let pairs = ViewPairs(features, views: views, operation: "BatchMetrics")
        let similarities = withoutGradients {
            let prepared = similarity.prepared(features.detached())
            return matmul(prepared, prepared.transposed())
        }
        let rows = pairs.rows
        var (first, five, sum) = (0, 0, 0)
        similarities.withUnsafeBuffer { values in
            for row in 0..<rows {
                for shift in 1..<pairs.views {
                    let own = values[row * rows + pairs.positive(of: row, shift: shift)]
                    var rank = 0
                    for other in 0..<rows where other != row && !(values[row * rows + other] < own) {
                        rank += 1
                    }
                    first += rank <= 1 ? 1 : 0
                    five += rank <= 5 ? 1 : 0
                    sum += max(1, rank)
                }
            }
        }
        let questions = Float(rows * (pairs.views - 1))
        top1 = Float(first) / questions
        top5 = Float(five) / questions
        meanPositiveRank = Float(sum) / questions
    }
}

/// The mean over dimensions of the standard deviation of embeddings scaled to length 1.
///
/// Embeddings spread evenly over the sphere give 1/√D, collapsed ones 0 (arXiv:2011.10566, §4.1).
/// - Parameter features: `[N, D]`.
public func embeddingSpread(_ features: Tensor) -> Float {
    precondition(features.rank == 2, "embeddingSpread: features \(features.shape) are not [N, D]")
    let (rows, width) = (features.shape[0], features.shape[1])
    guard rows > 1 else { return 0 }
    let normalized = withoutGradients { features.detached().normalized(axis: 1) }
    var (sums, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
    normalized.withUnsafeBuffer { values in
        for row in 0..<rows {
            for column in 0..<width {
                let value = Double(values[row * width + column])
                sums[column] += value
                squares[column] += value * value
            }
        }
    }
    let deviations = zip(sums, squares).map { sum, square in
        (max(0, square - sum * sum / Double(rows)) / Double(rows - 1)).squareRoot()
    }
    return Float(deviations.reduce(0, +) / Double(width))
}
