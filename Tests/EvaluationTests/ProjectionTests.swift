import Evaluation
import Foundation
import Tensors
import Testing

@Suite("Principal components")
struct PCATests {
    @Test("mean, components and variances are scikit-learn's")
    func golden() throws {
        let golden = try Golden()
        let pca = PCA(fitting: try golden["probe.x"], count: 3)
        #expect(largestDifference(pca.mean.doubles, try golden["pca.mean"].doubles) < 1e-6)
        let variance = try golden["pca.explained_variance"].doubles
        #expect(largestDifference(pca.explainedVariance.doubles, variance) < 1e-4 * variance[0])
        #expect(
            largestDifference(pca.components.abs().doubles, try golden["pca.components_abs"].doubles) < 1e-4)
    }

    @Test(
        "components are orthonormal, coordinates uncorrelated with the stated variances",
        arguments: [(30, 6), (6, 30)])
    func definition(rows: Int, width: Int) {
        var rng = RandomGenerator(seed: 3)
        let x = Tensor.normal([rows, width], using: &rng) + 5
        let count = min(rows, width) - 1
        let pca = PCA(fitting: x, count: count)
        let products = matmul(pca.components, pca.components, transposeB: true)
        #expect(largestDifference(products.doubles, Tensor.eye(count).doubles) < 1e-4)
        let coordinates = pca.transform(x)
        let covariance = matmul(coordinates, coordinates, transposeA: true) / Float(rows - 1)
        let expected = Tensor.eye(count) * pca.explainedVariance
        #expect(largestDifference(covariance.doubles, expected.doubles) < 1e-3)
        let total = x.variance(axis: 0).sum().item
        let shares = pca.explainedVariance.values.map { Double($0 / total) }
        #expect(largestDifference(pca.explainedVarianceRatio.doubles, shares) < 1e-4)
        for row in pca.components.rowValues { #expect((row.max { abs($0) < abs($1) } ?? 0) > 0) }
    }

    @Test("rows on a line have one component, the rest is 0", arguments: [2, 9])
    func line(rows: Int) {
        let x = Tensor((0..<rows).flatMap { [Float($0) * 3, Float($0) * 4, 1] }, shape: [rows, 3])
        let pca = PCA(fitting: x, count: 2)
        #expect(largestDifference(pca.components[0].doubles, [0.6, 0.8, 0]) < 1e-6)
        #expect(pca.components[1].values == [0, 0, 0])
        #expect(abs(pca.explainedVarianceRatio.values[0] - 1) < 1e-6)
    }

    @Test("identical rows have no direction at all")
    func constant() {
        let pca = PCA(fitting: Tensor.ones([5, 4]), count: 2)
        #expect(pca.components.values.allSatisfy { $0 == 0 })
        #expect(pca.transform(Tensor.ones([5, 4])).values.allSatisfy { $0 == 0 })
        #expect(pca.explainedVarianceRatio.values == [0, 0])
    }
}

@Suite("t-SNE")
struct TSNETests {
    /// Three clouds in ten dimensions.
    private func clouds(_ rows: Int) -> (features: Tensor, classes: [Int]) {
        var rng = RandomGenerator(seed: 12)
        let classes = (0..<rows).map { $0 % 3 }
        let centres = Tensor.normal([3, 10], standardDeviation: 4, using: &rng)
        return (centres.rows(classes) + Tensor.normal([rows, 10], using: &rng), classes)
    }

    @Test(
        "neighbourhoods have the perplexity asked for and three times as many rows, by the definition in Double",
        arguments: [5.0, 12.0])
    func perplexity(wanted: Double) {
        let (features, _) = clouds(37)
        let pairs = TSNEPairs(features, perplexity: wanted)
        let expected = jointByDefinition(features.rowValues, perplexity: wanted)
        for i in 0..<37 {
            for j in 0..<37 where i != j {
                #expect(abs(Double(pairs.probability(i, j)) - expected[i][j]) < 1e-6)
            }
        }
    }

    @Test("the gradient is that of the divergence, by central differences")
    func gradient() {
        let (features, _) = clouds(21)
        let pairs = TSNEPairs(features, perplexity: 5)
        var rng = RandomGenerator(seed: 13)
        let place = Tensor.normal([42], using: &rng).values
        let gradient = pairs.gradient(at: place)
        for i in place.indices {
            var (up, down) = (place, place)
            up[i] += 0.01
            down[i] -= 0.01
            let slope = (pairs.divergence(at: up) - pairs.divergence(at: down)) / Double(up[i] - down[i])
            #expect(abs(Double(gradient[i]) - slope) < 1e-4, "coordinate \(i)")
        }
        let pulled = pairs.gradient(at: place, exaggeration: 3)
        #expect(zip(pulled, gradient).contains { abs($0 - $1) > 1e-3 })
    }

    @Test(
        "the gradient is the paper's formula written as loops, and has the same bits on any number of threads",
        arguments: [5, 16, 33, 70])
    func formula(rows: Int) {
        let (features, _) = clouds(rows)
        let pairs = TSNEPairs(features, perplexity: Double(rows - 1) / 4)
        var rng = RandomGenerator(seed: 14)
        let place = Tensor.normal([2 * rows], standardDeviation: 3, using: &rng).values
        let expected = gradientByDefinition(pairs, place.map { Double($0) }, exaggeration: 12)
        let scale = expected.map { abs($0) }.max() ?? 0
        let before = Threads.count
        defer { Threads.count = before }
        let gradients = [1, 2, 3].map { threads in
            Threads.count = threads
            return pairs.gradient(at: place, exaggeration: 12)
        }
        #expect(scale > 0)
        #expect(largestDifference(gradients[0].map { Double($0) }, expected) < 1e-5 * scale)
        #expect(gradients[0] == gradients[1] && gradients[0] == gradients[2])
    }

    @Test("clouds stay apart and together, from any start, and the same start gives the same map")
    func map() {
        let (features, classes) = clouds(90)
        for seed in [nil, 1, 2] as [UInt64?] {
            let map = TSNE(features, perplexity: 10, seed: seed)
            #expect(map.points.shape == [90, 2])
            #expect(map.divergence > 0 && map.divergence < 1)
            for (i, point) in map.points.rowValues.enumerated() {
                let nearest = map.points.rowValues.indices.filter { $0 != i }.min {
                    distance(map.points.rowValues[$0], point) < distance(map.points.rowValues[$1], point)
                }
                #expect(nearest.map { classes[$0] } == classes[i])
            }
            let again = TSNE(features, perplexity: 10, seed: seed)
            #expect(again.points.values == map.points.values)
        }
    }

    @Test("identical and few rows give finite maps")
    func degenerate() {
        #expect(TSNE(Tensor.ones([12, 3])).points.values.allSatisfy { $0.isFinite })
        #expect(TSNE(Tensor([1, 2, 3, 4], shape: [4, 1])).points.values.allSatisfy { $0.isFinite })
    }

    @Test("too few rows stop with the shape")
    func tooFew() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = TSNE(Tensor.ones([3, 2]))
        }
        #expect(said(result).contains("TSNE: needs at least 4 rows, got [3, 2]"))
    }

    private func distance(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }

    /// 4 Σ (e·p − w/Σw)·w·(yᵢ − yⱼ) with w = 1/(1 + ‖yᵢ − yⱼ‖²).
    private func gradientByDefinition(
        _ pairs: TSNEPairs, _ place: [Double], exaggeration: Double
    ) -> [Double] {
        let rows = pairs.rows
        let others = (0..<rows).map { i in (0..<rows).filter { $0 != i } }
        func weight(_ i: Int, _ j: Int) -> Double {
            1 / (1 + distance([place[i], place[rows + i]], [place[j], place[rows + j]]))
        }
        let total = others.enumerated().reduce(0.0) { sum, entry in
            entry.element.reduce(sum) { $0 + weight(entry.offset, $1) }
        }
        return (0..<2 * rows).map { coordinate in
            let (i, axis) = (coordinate % rows, coordinate / rows * rows)
            return others[i].reduce(0.0) { sum, j in
                let w = weight(i, j)
                let force = exaggeration * Double(pairs.probability(i, j)) - w / total
                return sum + 4 * force * w * (place[axis + i] - place[axis + j])
            }
        }
    }

    private func jointByDefinition(_ rows: [[Double]], perplexity: Double) -> [[Double]] {
        let conditional = rows.indices.map { i in
            let others = rows.indices.filter { $0 != i }.sorted {
                distance(rows[i], rows[$0]) < distance(rows[i], rows[$1])
            }
            let nearest = Set(others.prefix(Int(3 * perplexity)))
            var (low, high) = (1e-9, 1e9)
            var p: [Double] = []
            for _ in 0..<200 {
                let precision = (low * high).squareRoot()
                let weights = rows.indices.map {
                    nearest.contains($0) ? exp(-precision * distance(rows[i], rows[$0])) : 0
                }
                p = weights.map { $0 / weights.reduce(0, +) }
                let entropy = p.reduce(0) { $1 > 0 ? $0 - $1 * log2($1) : $0 }
                if pow(2, entropy) > perplexity { low = precision } else { high = precision }
            }
            return p
        }
        return rows.indices.map { i in
            rows.indices.map { j in (conditional[i][j] + conditional[j][i]) / Double(2 * rows.count) }
        }
    }
}
