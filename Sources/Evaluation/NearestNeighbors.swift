import Foundation
import Tensors

/// The rows of `gallery` that point most nearly the same way as each query, nearest first.
///
/// The first neighbour of a row of the gallery itself is that row.
/// - Parameters:
///   - queries: `[N, D]`.
///   - gallery: `[M, D]`.
///   - count: neighbours of each query; more than M count as all.
/// - Returns: places in the gallery, and the cosines of the angles, −1…1; of equally near rows the first come first.
public func nearestNeighbors(
    of queries: Tensor, in gallery: Tensor, count: Int
) -> (indices: [[Int]], similarities: [[Float]]) {
    let (rows, width) = requireFeatures(queries, "nearestNeighbors")
    let (others, galleryWidth) = requireFeatures(gallery, "nearestNeighbors")
    precondition(
        width == galleryWidth, "nearestNeighbors: queries \(queries.shape) and gallery \(gallery.shape)")
    precondition(count >= 1, "nearestNeighbors: count must be at least 1, got \(count)")
    let count = min(count, others)
    let directions = withoutGradients { gallery.detached().normalized() }
    var indices = [[Int]](repeating: [], count: rows)
    var similarities = [[Float]](repeating: [], count: rows)
    // So many queries at a time that their similarities take at most 64 MiB.
    let block = max(1, (1 << 24) / others)
    for start in stride(from: 0, to: rows, by: block) {
        let end = min(start + block, rows)
        let cosines = withoutGradients {
            matmul(queries.detached()[start..<end].normalized(), directions, transposeB: true)
        }
        cosines.withUnsafeBuffer { values in
            indices.withUnsafeMutableBufferPointer { indices in
                similarities.withUnsafeMutableBufferPointer { similarities in
                    Threads.parallelFor(end - start, grain: 16) { part in
                        for row in part {
                            let scores = UnsafeBufferPointer(
                                rebasing: values[row * others..<(row + 1) * others])
                            let best = largest(count, of: scores)
                            indices[start + row] = best
                            similarities[start + row] = best.map { scores[$0] }
                        }
                    }
                }
            }
        }
    }
    return (indices, similarities)
}

/// Places of the largest values, largest first; of equal ones the first.
private func largest(_ count: Int, of scores: UnsafeBufferPointer<Float>) -> [Int] {
    var best: [Int] = []
    best.reserveCapacity(count + 1)
    for (place, score) in scores.enumerated() {
        if best.count == count {
            guard score > scores[best[count - 1]] else { continue }
            best.removeLast()
        }
        var (low, high) = (0, best.count)
        while low < high {
            let middle = (low + high) / 2
            if scores[best[middle]] >= score { low = middle + 1 } else { high = middle }
        }
        best.insert(place, at: low)
    }
    return best
}

/// Classifies by the votes of the nearest training rows, as Wu et al. do (arXiv:1805.01978, §3.4).
///
/// A neighbour with cosine s has the weight `exp(s / temperature)`. No training takes part, so that the result
/// speaks of the features alone.
public struct KNearestNeighbors: @unchecked Sendable {
    /// Training features, `[M, D]`.
    public let gallery: Tensor
    /// The class of each training row.
    public let labels: [Int]
    /// K.
    public let classCount: Int
    /// How many neighbours vote; more than M count as all.
    public let k: Int
    /// What the cosines are divided by, > 0; with ∞ every vote counts the same.
    public let temperature: Float

    /// Keeps the training rows.
    public init(
        gallery: Tensor, labels: [Int], classCount: Int? = nil, k: Int = 200, temperature: Float = 0.1
    ) {
        let (rows, _) = requireFeatures(gallery, "KNearestNeighbors")
        let classCount = classCount ?? (labels.max() ?? 0) + 1
        requireLabels(labels, rows: rows, classCount: classCount, "KNearestNeighbors")
        precondition(
            k >= 1 && temperature > 0, "KNearestNeighbors: k \(k), temperature \(temperature) must be > 0")
        (self.gallery, self.labels, self.classCount) = (gallery.detached(), labels, classCount)
        (self.k, self.temperature) = (k, temperature)
    }

    /// Each class's share of the votes: `[N, D]` → `[N, K]`, rows sum to 1.
    public func votes(_ queries: Tensor) -> Tensor {
        let (indices, similarities) = nearestNeighbors(of: queries, in: gallery, count: k)
        var shares: [Float] = []
        shares.reserveCapacity(indices.count * classCount)
        for (neighbors, cosines) in zip(indices, similarities) {
            var votes = [Double](repeating: 0, count: classCount)
            for (neighbor, cosine) in zip(neighbors, cosines) {
                // Relative to the nearest, so that small temperatures do not overflow.
                votes[labels[neighbor]] += exp(Double(cosine - cosines[0]) / Double(temperature))
            }
            let total = votes.reduce(0, +)
            shares += votes.map { Float($0 / total) }
        }
        return Tensor(shares, shape: [indices.count, classCount])
    }

    /// The class with most votes for each row; the first of several.
    public func predict(_ queries: Tensor) -> [Int] { votes(queries).argmax(axis: 1).values.map { Int($0) } }
}
