import Foundation
import Tensors

/// Embeddings as rows of doubles, for losses written from their definitions.
typealias Rows = [[Double]]

func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
func distance(_ a: [Double], _ b: [Double]) -> Double {
    zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
}
func cosine(_ a: [Double], _ b: [Double]) -> Double { dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot() }
func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

/// Each loss of the library from its formula, with loops, in double precision.
enum LossDefinition {
    static func triplet(_ a: Rows, _ p: Rows, _ n: Rows, margin: Double) -> Double {
        mean(a.indices.map { max(0, distance(a[$0], p[$0]) - distance(a[$0], n[$0]) + margin) })
    }

    static func hardTriplet(_ z: Rows, labels: [Int], margin: Double) -> Double {
        let losses = z.indices.compactMap { a -> Double? in
            let positives = z.indices.filter { $0 != a && labels[$0] == labels[a] }
            let negatives = z.indices.filter { labels[$0] != labels[a] }
            guard let furthest = positives.map({ distance(z[a], z[$0]) }).max(),
                let closest = negatives.map({ distance(z[a], z[$0]) }).min()
            else { return nil }
            return max(0, furthest - closest + margin)
        }
        return losses.isEmpty ? 0 : mean(losses)
    }

    static func semiHardTriplet(_ z: Rows, labels: [Int], margin: Double) -> Double {
        var losses: [Double] = []
        for a in z.indices {
            for p in z.indices where p != a && labels[p] == labels[a] {
                let away = z.indices.filter { labels[$0] != labels[a] }.map { distance(z[a], z[$0]) }
                let own = distance(z[a], z[p])
                guard let furthest = away.max() else { continue }
                losses.append(max(0, own - (away.filter { $0 > own }.min() ?? furthest) + margin))
            }
        }
        return losses.isEmpty ? 0 : mean(losses)
    }

    static func pairwise(_ a: Rows, _ b: Rows, isSame: [Bool], margin: Double) -> Double {
        mean(
            a.indices.map { i in
                let d = distance(a[i], b[i])
                return isSame[i] ? d * d / 2 : pow(max(0, margin - d), 2) / 2
            })
    }

    static func nce(_ a: Rows, _ p: Rows, negatives: (Int) -> Rows, temperature: Double) -> Double {
        mean(
            a.indices.map { i in
                let positive = cosine(a[i], p[i]) / temperature
                let all = negatives(i).map { cosine(a[i], $0) / temperature } + [positive]
                return log(all.reduce(0) { $0 + exp($1) }) - positive
            })
    }

    static func supervised(_ z: Rows, labels: [Int], temperature: Double) -> Double {
        var losses: [Double] = []
        for a in z.indices {
            let positives = z.indices.filter { $0 != a && labels[$0] == labels[a] }
            guard !positives.isEmpty else { continue }
            let sum = z.indices.filter { $0 != a }.reduce(0) { $0 + exp(cosine(z[a], z[$1]) / temperature) }
            losses.append(-mean(positives.map { log(exp(cosine(z[a], z[$0]) / temperature) / sum) }))
        }
        return losses.isEmpty ? 0 : mean(losses)
    }

    static func decoupled(_ z: Rows, views: Int, temperature: Double) -> Double {
        let n = z.count / views
        return mean(
            z.indices.map { a in
                let positives = z.indices.filter { $0 != a && $0 % n == a % n }
                let others = z.indices.filter { $0 % n != a % n }
                let sum = others.reduce(0) { $0 + exp(cosine(z[a], z[$1]) / temperature) }
                return log(sum) - mean(positives.map { cosine(z[a], z[$0]) / temperature })
            })
    }

    static func barlow(_ a: Rows, _ b: Rows, redundancy: Double) -> Double {
        func standardised(_ z: Rows, _ d: Int) -> [Double] {
            let column = z.map { $0[d] }, centre = mean(column)
            let variance = mean(column.map { ($0 - centre) * ($0 - centre) })
            return column.map { ($0 - centre) / (variance + 1e-5).squareRoot() }
        }
        var loss = 0.0
        for i in a[0].indices {
            for j in a[0].indices {
                let c = dot(standardised(a, i), standardised(b, j)) / Double(a.count)
                loss += i == j ? (1 - c) * (1 - c) : redundancy * c * c
            }
        }
        return loss
    }

    static func vicReg(_ a: Rows, _ b: Rows) -> Double {
        func covariance(_ z: Rows, _ i: Int, _ j: Int) -> Double {
            let (x, y) = (z.map { $0[i] }, z.map { $0[j] })
            let (mx, my) = (mean(x), mean(y))
            return zip(x, y).reduce(0) { $0 + ($1.0 - mx) * ($1.1 - my) } / Double(z.count - 1)
        }
        let d = a[0].indices
        func spread(_ z: Rows) -> Double {
            mean(d.map { max(0, 1 - (covariance(z, $0, $0) + 1e-4).squareRoot()) })
        }
        func redundancy(_ z: Rows) -> Double {
            d.reduce(0) { sum, i in
                sum + d.filter { $0 != i }.reduce(0) { $0 + pow(covariance(z, i, $1), 2) }
            } / Double(d.count)
        }
        let agreement = mean(a.indices.map { pow(distance(a[$0], b[$0]), 2) / Double(d.count) })
        return 25 * agreement + 25 * (spread(a) + spread(b)) / 2 + redundancy(a) + redundancy(b)
    }

    static func negativeCosine(_ p: Rows, _ z: Rows) -> Double {
        -mean(p.indices.map { cosine(p[$0], z[$0]) })
    }
}
