import Tensors

/// How alike two embeddings are.
public enum Similarity: String, Sendable, CaseIterable {
    /// Dot product of embeddings scaled to length 1, in −1…1.
    case cosine
    /// Plain dot product, unbounded: what the well-known Kaggle walkthrough computes, with temperature 2.
    case dot

    /// The embeddings whose dot products are the similarities.
    func prepared(_ features: Tensor) -> Tensor {
        self == .cosine ? features.normalized(axis: 1) : features
    }
}

/// The question of contrastive learning as a classification: which of the other rows shows the same picture?
///
/// Row `v·N + i` of `features` is view v of picture i. Each row of logits is one anchor with one of its
/// positives: column 0 holds the similarity to the positive, the other columns those to all remaining rows in
/// ascending order. With two views, logit row a belongs to anchor a. With V views there are V − 1 blocks of
/// V·N rows; block b pairs view v with view `(v + b) mod V`.
///
/// Source: arXiv:2002.05709, Eq. 1, written as in the PyTorch SimCLR repository. The mean cross-entropy of
/// the result equals `infoNCE`, which computes it faster.
/// - Parameters:
///   - features: `[V·N, D]`.
///   - views: V ≥ 2.
///   - temperature: divides the similarities; > 0.
///   - similarity: cosine, or the plain dot product of the walkthrough (then with temperature 2).
/// - Returns: logits `[V·N·(V − 1), V·N − 1]` and the class of each row, always 0.
public func contrastiveLogits(
    _ features: Tensor, views: Int = 2, temperature: Float = 0.07, similarity: Similarity = .cosine
) -> (logits: Tensor, labels: [Int]) {
    let pairs = ViewPairs(features, views: views, temperature: temperature, operation: "contrastiveLogits")
    let prepared = similarity.prepared(features)
    let similarities = matmul(prepared, prepared.transposed()) / temperature
    let flat = similarities.reshaped([pairs.rows * pairs.rows, 1])
    let logits = flat.rows(pairs.logitPositions()).reshaped([-1, pairs.rows - 1])
    return (logits, [Int](repeating: 0, count: logits.shape[0]))
}

/// Which rows of a batch show the same picture.
struct ViewPairs {
    /// Views of each picture, V.
    let views: Int
    /// Pictures, N.
    let pictures: Int

    /// Checks the arguments that all contrastive functions share.
    init(_ features: Tensor, views: Int, temperature: Float = 1, operation: String) {
        precondition(features.rank == 2, "\(operation): features \(features.shape) are not [views · N, D]")
        precondition(views >= 2, "\(operation): needs at least 2 views, got \(views)")
        precondition(
            features.shape[0] > 0 && features.shape[0] % views == 0,
            "\(operation): \(features.shape[0]) rows are not \(views) views of the same pictures")
        precondition(temperature > 0, "\(operation): temperature must be positive, got \(temperature)")
        self.views = views
        pictures = features.shape[0] / views
    }

    /// Rows of the batch, V·N.
    var rows: Int { views * pictures }

    /// The row with the view `shift` further of the picture in `row`.
    func positive(of row: Int, shift: Int) -> Int { (row + shift * pictures) % rows }

    /// Calls `body` with the place of each anchor's each positive in the flattened `[V·N, V·N]` similarities.
    func forEachPositive(_ body: (Int) -> Void) {
        for row in 0..<rows {
            for shift in 1..<views { body(row * rows + positive(of: row, shift: shift)) }
        }
    }

    /// Where each logit stands in the flattened `[V·N, V·N]` similarities.
    func logitPositions() -> [Int] {
        var positions: [Int] = []
        positions.reserveCapacity(rows * (views - 1) * (rows - 1))
        for shift in 1..<views {
            for row in 0..<rows {
                let positive = positive(of: row, shift: shift)
                positions.append(row * rows + positive)
                for other in 0..<rows where other != row && other != positive {
                    positions.append(row * rows + other)
                }
            }
        }
        return positions
    }
}
