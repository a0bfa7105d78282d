import CKernels
import Foundation
import Tensors

/// How strongly each two rows belong together (P of the paper's Eq. 1), and what that asks of their map.
///
/// P is sparse: only the nearest rows attract a row, three times as many as the perplexity, as in scikit-learn; those
/// beyond would have next to no share.
package struct TSNEPairs {
    /// N.
    package let rows: Int
    /// Row i of P has the entries `starts[i] ..< starts[i + 1]`, in the order of their columns.
    private var starts: [Int64] = [0]
    private var columns: [Int32] = []
    private var joint: [Float] = []

    /// P for features `[N, D]`: Gaussians around each row whose width gives the perplexity, made symmetric.
    package init(_ features: Tensor, perplexity: Double) {
        let rows = features.shape[0]
        let count = min(rows - 1, Int((3 * perplexity).rounded(.up)))
        let matrix = TSNEPairs.squaredDistances(features)
        matrix.withUnsafeMutableBuffer { values in
            Threads.parallelFor(rows, grain: 16) { part in
                for row in part {
                    TSNEPairs.replaceByNeighbourhood(
                        UnsafeMutableBufferPointer(rebasing: values[row * rows..<(row + 1) * rows]), row,
                        count, perplexity)
                }
            }
        }
        self.rows = rows
        matrix.withUnsafeBuffer { p in
            for i in 0..<rows {
                for j in 0..<rows {
                    let both = (p[i * rows + j] + p[j * rows + i]) / Float(2 * rows)
                    guard both > 1e-12 else { continue }  // less attracts nothing
                    columns.append(Int32(j))
                    joint.append(both)
                }
                starts.append(Int64(columns.count))
            }
        }
    }

    /// P of two rows.
    package func probability(_ i: Int, _ j: Int) -> Float {
        entries(of: i).first { columns[$0] == Int32(j) }.map { joint[$0] } ?? 0
    }

    private func entries(of row: Int) -> Range<Int> { Int(starts[row])..<Int(starts[row + 1]) }

    private static func squaredDistances(_ features: Tensor) -> Tensor {
        withoutGradients {
            // Centred, so that little is lost in the difference below.
            let x = features.detached() - features.detached().mean(axis: 0)
            let squares = x.square().sum(axis: 1)
            let products = matmul(x, x, transposeB: true)
            return squares.unsqueezed(axis: 1) + squares - products * 2
        }
    }

    /// Turns a row's squared distances into the probabilities of its nearest rows, and 0 for all others.
    private static func replaceByNeighbourhood(
        _ values: UnsafeMutableBufferPointer<Float>, _ row: Int, _ count: Int, _ perplexity: Double
    ) {
        // The bits of floats from 0 on are ordered as the floats are; the place behind them decides between equals.
        let keys = values.indices.filter { $0 != row }.map { place in
            UInt64(max(values[place], 0).bitPattern) << 32 | UInt64(place)
        }.sorted().prefix(count)
        let distances = keys.map { Double(Float(bitPattern: UInt32($0 >> 32))) }
        let weights = probabilities(distances, perplexity: perplexity)
        values.update(repeating: 0)
        for (key, weight) in zip(keys, weights) { values[Int(key & 0xFFFF_FFFF)] = Float(weight) }
    }

    /// Probabilities with the given perplexity from squared distances, the smallest first, by bisection of the precision.
    private static func probabilities(_ squares: [Double], perplexity: Double) -> [Double] {
        // From the nearest on, which changes no probability and underflows less.
        let distances = squares.map { $0 - squares[0] }
        var (low, high) = (0.0, Double.infinity)
        let mean = distances.reduce(0, +) / Double(distances.count)
        var precision = mean > 0 ? 1 / mean : 1
        var weights = distances
        for _ in 0..<100 {
            weights = distances.map { exp(-precision * $0) }
            let sum = weights.reduce(0, +)
            let moment = zip(weights, distances).reduce(0) { $1.0 > 0 ? $0 + $1.0 * $1.1 : $0 }
            let entropy = log(sum) + precision * moment / sum
            for i in weights.indices { weights[i] /= sum }
            let error = entropy - log(perplexity)
            if abs(error) < 1e-5 { break }
            if error > 0 { low = precision } else { high = precision }
            precision = high.isFinite ? (low + high) / 2 : precision * 2
        }
        return weights
    }

    /// The gradient of the divergence (Eq. 5) with P times `exaggeration`.
    ///
    /// - Parameter place: all N first coordinates, then all N second ones; the result is laid out alike.
    package func gradient(at place: [Float], exaggeration: Float = 1) -> [Float] {
        [Float](unsafeUninitializedCapacity: 2 * rows) { gradient, count in
            ck_tsne_gradient(
                Int64(rows), starts, columns, joint, exaggeration, place, gradient.baseAddress)
            count = 2 * rows
        }
    }

    /// Σ p ln(p/q) over all pairs, nats.
    package func divergence(at place: [Float]) -> Double {
        /// 1/w of two rows.
        func spread(_ i: Int, _ j: Int) -> Double {
            let dx = Double(place[i] - place[j])
            let dy = Double(place[rows + i] - place[rows + j])
            return 1 + dx * dx + dy * dy
        }
        var (weights, sum, total) = (0.0, 0.0, 0.0)
        for i in 0..<rows {
            for j in 0..<rows where j != i { weights += 1 / spread(i, j) }
            for entry in entries(of: i) {
                let p = Double(joint[entry])
                sum += p * log(p * spread(i, Int(columns[entry])))
                total += p
            }
        }
        return sum + total * log(weights)
    }
}
