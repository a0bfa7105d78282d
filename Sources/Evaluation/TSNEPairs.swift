import Foundation
import Tensors

/// How strongly each two rows belong together (P of the paper's Eq. 1), and what that asks of their map.
package struct TSNEPairs {
    private typealias Lanes = SIMD8<Float>

    /// N.
    package let rows: Int
    /// Row of P with a multiple of 8 entries, the last ones 0.
    private let stride: Int
    private let joint: Tensor

    /// P for features `[N, D]`: Gaussians around each row whose width gives the perplexity, made symmetric.
    package init(_ features: Tensor, perplexity: Double) {
        let rows = features.shape[0]
        let stride = (rows + Lanes.scalarCount - 1) / Lanes.scalarCount * Lanes.scalarCount
        let distances = TSNEPairs.squaredDistances(features)
        distances.withUnsafeMutableBuffer { values in
            Threads.parallelFor(rows, grain: 16) { part in
                for row in part {
                    TSNEPairs.replaceByNeighbourhood(
                        UnsafeMutableBufferPointer(rebasing: values[row * rows..<(row + 1) * rows]), row,
                        perplexity)
                }
            }
        }
        let joint = Tensor.zeros([rows, stride])
        joint.withUnsafeMutableBuffer { out in
            distances.withUnsafeBuffer { p in
                for i in 0..<rows {
                    for j in 0..<rows where i != j {
                        let both = p[i * rows + j] + p[j * rows + i]
                        out[i * stride + j] = max(both / Float(2 * rows), 1e-12)
                    }
                }
            }
        }
        (self.rows, self.stride, self.joint) = (rows, stride, joint)
    }

    /// P of two rows.
    package func probability(_ i: Int, _ j: Int) -> Float { joint.withUnsafeBuffer { $0[i * stride + j] } }

    private static func squaredDistances(_ features: Tensor) -> Tensor {
        withoutGradients {
            // Centred, so that little is lost in the difference below.
            let x = features.detached() - features.detached().mean(axis: 0)
            let squares = x.square().sum(axis: 1)
            let products = matmul(x, x, transposeB: true)
            return (squares.unsqueezed(axis: 1) + squares - products * 2).clamped(min: 0)
        }
    }

    /// Turns a row's squared distances into probabilities with the given perplexity, by bisection of the precision.
    private static func replaceByNeighbourhood(
        _ values: UnsafeMutableBufferPointer<Float>, _ row: Int, _ perplexity: Double
    ) {
        values[row] = .infinity
        let nearest = values.min() ?? 0
        // From the nearest on, which changes no probability and underflows less.
        let distances = values.map { Double($0 - nearest) }
        var (low, high) = (0.0, Double.infinity)
        let mean = distances.reduce(0) { $1.isFinite ? $0 + $1 : $0 } / Double(distances.count)
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
        for i in values.indices { values[i] = Float(weights[i]) }
    }

    /// The gradient of the divergence (Eq. 5) with P times `exaggeration`.
    ///
    /// - Parameter place: all N first coordinates, then all N second ones; the result is laid out alike.
    package func gradient(at place: [Float], exaggeration: Float = 1) -> [Float] {
        let grain = 32
        // So far away that added places have no weight.
        let padding = [Float](repeating: 1e18, count: stride - rows)
        let (x, y) = (Array(place[..<rows]) + padding, Array(place[rows...]) + padding)
        var sums = [Double](repeating: 0, count: (rows + grain - 1) / grain)
        var attraction = [Float](repeating: 0, count: 2 * rows)
        var repulsion = attraction
        x.withUnsafeBytes { x in
            y.withUnsafeBytes { y in
                joint.withUnsafeBuffer { joint in
                    sums.withUnsafeMutableBufferPointer { sums in
                        attraction.withUnsafeMutableBufferPointer { attraction in
                            repulsion.withUnsafeMutableBufferPointer { repulsion in
                                Threads.parallelFor(rows, grain: grain) { part in
                                    for i in part {
                                        let p = UnsafeRawBufferPointer(
                                            UnsafeBufferPointer(
                                                rebasing: joint[i * stride..<(i + 1) * stride]))
                                        let forces = forces(on: i, x, y, p)
                                        sums[part.lowerBound / grain] += Double(forces.weight)
                                        (attraction[i], attraction[rows + i]) = forces.attraction
                                        (repulsion[i], repulsion[rows + i]) = forces.repulsion
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        let weight = Float(sums.reduce(0, +))
        return zip(attraction, repulsion).map { 4 * (exaggeration * $0 - $1 / weight) }
    }

    private typealias Forces = (weight: Float, attraction: (Float, Float), repulsion: (Float, Float))

    /// With w = 1/(1 + ‖yᵢ − yⱼ‖²): Σ w without the row itself, Σ p·w·(yᵢ − yⱼ) and Σ w²·(yᵢ − yⱼ).
    @inline(__always)
    private func forces(
        on i: Int, _ x: UnsafeRawBufferPointer, _ y: UnsafeRawBufferPointer, _ p: UnsafeRawBufferPointer
    ) -> Forces {
        let step = MemoryLayout<Float>.stride
        let ownX = Lanes(repeating: x.loadUnaligned(fromByteOffset: i * step, as: Float.self))
        let ownY = Lanes(repeating: y.loadUnaligned(fromByteOffset: i * step, as: Float.self))
        var (weights, pullX, pullY, pushX, pushY) = (
            Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero, Lanes.zero
        )
        for byte in Swift.stride(from: 0, to: stride * step, by: MemoryLayout<Lanes>.stride) {
            let dx = ownX - x.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
            let dy = ownY - y.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
            let w = 1 / (1 + dx * dx + dy * dy)
            let pull = w * p.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
            let push = w * w
            weights += w
            pullX += pull * dx
            pullY += pull * dy
            pushX += push * dx
            pushY += push * dy
        }
        return (weights.sum() - 1, (pullX.sum(), pullY.sum()), (pushX.sum(), pushY.sum()))
    }

    /// Σ p ln(p/q) over all pairs, nats.
    package func divergence(at place: [Float]) -> Double {
        var (weights, sum, total) = (0.0, 0.0, 0.0)
        for i in 0..<rows {
            for j in 0..<rows where j != i {
                let dx = Double(place[i] - place[j])
                let dy = Double(place[rows + i] - place[rows + j])
                let closeness = 1 + dx * dx + dy * dy
                let p = Double(probability(i, j))
                weights += 1 / closeness
                sum += p * log(p * closeness)
                total += p
            }
        }
        return sum + total * log(weights)
    }
}
