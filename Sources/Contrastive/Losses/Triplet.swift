import Tensors

/// Triplet loss: each anchor must be closer to its positive than to its negative, by a margin.
///
/// Source: arXiv:1503.03832, Eq. 2, with distances in place of their squares, as PyTorch's
/// `TripletMarginLoss`: the mean of `max(0, ‖a − p‖ − ‖a − n‖ + margin)`. FaceNet scales embeddings to length
/// 1 first (`normalized()`) and takes margin 0.2.
/// - Parameters:
///   - anchors: a, `[N, D]`.
///   - positives: p, `[N, D]`; row i shows what anchor i shows.
///   - negatives: n, `[N, D]`; row i shows something else.
///   - margin: > 0, in units of distance.
/// - Returns: mean over the N triplets; scalar, ≥ 0. A network that cannot tell pictures apart gets `margin`,
///   and so do coinciding rows, exactly; 0 is best.
public func tripletLoss(
    _ anchors: Tensor, positives: Tensor, negatives: Tensor, margin: Float = 1
) -> Tensor {
    precondition(
        anchors.rank == 2 && positives.shape == anchors.shape && negatives.shape == anchors.shape
            && anchors.shape[0] > 0,
        "tripletLoss: anchors \(anchors.shape), positives \(positives.shape) and negatives "
            + "\(negatives.shape) must all be [N, D] with N > 0")
    precondition(margin > 0, "tripletLoss: margin must be positive, got \(margin)")
    return relu(rowDistances(anchors, positives) - rowDistances(anchors, negatives) + margin).mean()
}

/// Triplet loss on a batch with labels, over the triplets that `mining` chooses.
///
/// - Parameters:
///   - features: `[N, D]`.
///   - labels: what each row shows; N of them.
///   - margin: > 0, in units of distance.
///   - mining: which triplets count.
/// - Returns: mean over the chosen triplets; scalar, ≥ 0. A batch without any triplet gives 0; coinciding rows
///   give `margin`.
public func tripletLoss(
    _ features: Tensor, labels: [Int], margin: Float = 1, mining: TripletMining
) -> Tensor {
    let triplets = minedTriplets(features, labels: labels, mining: mining)
    guard !triplets.isEmpty else { return zeroLoss(of: features) }
    return tripletLoss(
        features.rows(triplets.map(\.anchor)), positives: features.rows(triplets.map(\.positive)),
        negatives: features.rows(triplets.map(\.negative)), margin: margin)
}

/// Which triplets of a batch are worth learning from.
public enum TripletMining: String, Sendable, CaseIterable {
    /// For each anchor its furthest positive and its closest negative (arXiv:1703.07737, Eq. 5).
    case hard
    /// For each anchor and each of its positives the closest negative that is further away than the positive
    /// (arXiv:1503.03832, Eq. 4); the furthest negative where none is.
    case semiHard
}

/// Three rows of a batch.
public struct Triplet: Sendable, Equatable {
    /// The row asked about.
    public let anchor: Int
    /// A row with the anchor's label.
    public let positive: Int
    /// A row with another label.
    public let negative: Int

    /// Names three rows.
    public init(anchor: Int, positive: Int, negative: Int) {
        (self.anchor, self.positive, self.negative) = (anchor, positive, negative)
    }
}

/// The triplets of a batch that `mining` chooses, by ascending anchor, then positive; equal distances go to
/// the first row.
///
/// - Parameters:
///   - features: `[N, D]`.
///   - labels: what each row shows; N of them.
///   - mining: the rule.
public func minedTriplets(_ features: Tensor, labels: [Int], mining: TripletMining) -> [Triplet] {
    requireLabels(labels, of: features, operation: "minedTriplets")
    let count = labels.count
    let distances = squaredDistances(features)
    var triplets: [Triplet] = []
    for anchor in 0..<count {
        let distance = { (row: Int) in distances[anchor * count + row] }
        let positives = (0..<count).filter { $0 != anchor && labels[$0] == labels[anchor] }
        let negatives = (0..<count).filter { labels[$0] != labels[anchor] }
        guard let closest = negatives.min(by: { distance($0) < distance($1) }),
            let furthest = firstFurthest(negatives, distance),
            let hardest = firstFurthest(positives, distance)
        else { continue }
        switch mining {
        case .hard:
            triplets.append(Triplet(anchor: anchor, positive: hardest, negative: closest))
        case .semiHard:
            for positive in positives {
                let further = negatives.filter { distance($0) > distance(positive) }
                let negative = further.min { distance($0) < distance($1) } ?? furthest
                triplets.append(Triplet(anchor: anchor, positive: positive, negative: negative))
            }
        }
    }
    return triplets
}

/// `max(by:)` would give the last of equals.
private func firstFurthest(_ rows: [Int], _ distance: (Int) -> Float) -> Int? {
    rows.min { distance($0) > distance($1) }
}
