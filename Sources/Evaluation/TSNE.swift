import Display
import Foundation
import Tensors

/// t-SNE (van der Maaten and Hinton, JMLR 9, 2008): a map in the plane on which near neighbours stay near.
///
///     let map = TSNE(features)
///     scatter(map.points, classes: labels, classNames: names)
///
/// All N² pairs repel each other, without the approximations that larger sets need: for up to a few thousand rows. The
/// nearest ones attract each other, three times the perplexity of each row. Distances between clusters and their sizes
/// on the map mean little. Early exaggeration 12 for 250 steps, step size max(N/48, 50), momentum 0.5, then 0.8, as
/// in scikit-learn. The same rows and seed give the same map, on any number of threads.
public struct TSNE: @unchecked Sendable {
    /// `[N, 2]`.
    public let points: Tensor
    /// Kullback-Leibler divergence of the map's neighbourhoods from those of the features, ≥ 0, nats.
    public let divergence: Double

    /// Draws a map.
    ///
    /// - Parameters:
    ///   - features: `[N, D]`, N ≥ 4; scale rows to length 1 first where cosines are meant.
    ///   - perplexity: how many neighbours each row has, roughly; at most (N − 1)/3, more counts as that.
    ///   - steps: at least 250.
    ///   - seed: where the map starts: `nil` on the first two principal components, else at random.
    public init(_ features: Tensor, perplexity: Double = 30, steps: Int = 1000, seed: UInt64? = nil) {
        let (rows, width) = requireFeatures(features, "TSNE")
        precondition(rows >= 4, "TSNE: needs at least 4 rows, got \(features.shape)")
        precondition(
            perplexity >= 1 && steps >= TSNE.exaggeratedSteps,
            "TSNE: perplexity \(perplexity) must be at least 1, steps \(steps) at least \(TSNE.exaggeratedSteps)"
        )
        requireFinite(features, "TSNE")
        let pairs = TSNEPairs(features, perplexity: max(1, min(perplexity, Double(rows - 1) / 3)))
        var place = TSNE.start(features, twoComponents: width >= 2, seed: seed)
        var speed = [Float](repeating: 0, count: 2 * rows)
        var gain = [Float](repeating: 1, count: 2 * rows)
        let rate = max(Float(rows) / 48, 50)
        let bar = rows > 500 ? ProgressBar("t-SNE", total: steps) : nil
        defer { bar?.finish() }
        for step in 0..<steps {
            let isEarly = step < TSNE.exaggeratedSteps
            let gradient = pairs.gradient(at: place, exaggeration: isEarly ? 12 : 1)
            for i in place.indices {
                gain[i] = max(0.01, speed[i] * gradient[i] < 0 ? gain[i] + 0.2 : gain[i] * 0.8)
                speed[i] = (isEarly ? 0.5 : 0.8) * speed[i] - rate * gain[i] * gradient[i]
                place[i] += speed[i]
            }
            bar?.advance()
        }
        points = Tensor(place, shape: [2, rows]).transposed()
        divergence = pairs.divergence(at: place)
    }

    private static let exaggeratedSteps = 250

    /// All first coordinates, then all second ones, with deviation 10⁻⁴.
    private static func start(_ features: Tensor, twoComponents: Bool, seed: UInt64?) -> [Float] {
        let rows = features.shape[0]
        guard seed != nil || !twoComponents else {
            let pca = PCA(fitting: features, count: 2)
            let deviation = pca.explainedVariance.values[0].squareRoot()
            let scale: Float = deviation > 0 ? 1e-4 / deviation : 0
            return (pca.transform(features).transposed() * scale).values
        }
        var rng = RandomGenerator(seed: seed ?? 0, stream: 0x7453_4E45)
        return Tensor.normal([2 * rows], standardDeviation: 1e-4, using: &rng).values
    }
}

extension TSNE: CustomStringConvertible {
    /// `t-SNE of 900 rows, divergence 1.234 nats`.
    public var description: String {
        "t-SNE of \(points.shape[0]) rows, divergence \(fixed(divergence, decimals: 3)) nats"
    }
}
