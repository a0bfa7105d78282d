import Evaluation
import Foundation
import Tensors
import Testing

@Suite("Nearest neighbours")
struct NearestNeighborsTests {
    @Test("with equal votes, twenty neighbours are as often right as scikit-learn's")
    func golden() throws {
        let golden = try Golden()
        let (x, y) = (try golden["probe.x"], try golden.labels("probe.y"))
        let classifier = KNearestNeighbors(
            gallery: x[0..<300], labels: Array(y[..<300]), k: 20, temperature: .infinity)
        let right = zip(classifier.predict(x[300..<400]), y[300...]).count { $0 == $1 }
        #expect(Double(right) / 100 == (try golden.number("test_accuracy", of: "knn20_cosine")))
    }

    @Test("neighbours and cosines are those of sorting every pair in Double", arguments: [1, 3, 40, 1000])
    func twin(count: Int) {
        var rng = RandomGenerator(seed: 8)
        let queries = Tensor.normal([17, 5], using: &rng)
        let gallery = Tensor.normal([40, 5], using: &rng)
        let (indices, similarities) = nearestNeighbors(of: queries, in: gallery, count: count)
        let others = gallery.rowValues
        for (row, query) in queries.rowValues.enumerated() {
            let cosines = others.map { cosine(query, $0) }
            let order = cosines.indices.sorted { cosines[$0] > cosines[$1] }.prefix(count)
            #expect(indices[row] == Array(order))
            #expect(largestDifference(similarities[row].map { Double($0) }, order.map { cosines[$0] }) < 1e-6)
        }
    }

    @Test("of equally near rows the first come first")
    func ties() {
        let (indices, _) = nearestNeighbors(
            of: Tensor.ones([1, 2]), in: Tensor([1, 1, 0, 1, 1, 1, 1, 1], shape: [4, 2]), count: 2)
        #expect(indices == [[0, 2]])
    }

    @Test(
        "votes weigh exp(cosine / temperature), summed in Double by the definition", arguments: [5, 40, 200])
    func votes(k: Int) {
        var rng = RandomGenerator(seed: 9)
        let (queries, gallery) = (
            Tensor.normal([11, 4], using: &rng), Tensor.normal([40, 4], using: &rng)
        )
        let labels = (0..<40).map { $0 % 3 }
        let votes = KNearestNeighbors(gallery: gallery, labels: labels, k: k).votes(queries).rowValues
        let others = gallery.rowValues
        for (row, query) in queries.rowValues.enumerated() {
            let cosines = others.map { cosine(query, $0) }
            var expected = [0.0, 0, 0]
            for i in cosines.indices.sorted(by: { cosines[$0] > cosines[$1] }).prefix(k) {
                expected[labels[i]] += exp(cosines[i] / 0.1)
            }
            let total = expected.reduce(0, +)
            #expect(largestDifference(votes[row], expected.map { $0 / total }) < 1e-5)
        }
    }

    @Test("a tiny temperature leaves the nearest row alone to decide")
    func cold() {
        let classifier = KNearestNeighbors(
            gallery: Tensor([1, 0, 0.9, 0.1, 0, 1], shape: [3, 2]), labels: [1, 0, 0], temperature: 1e-6)
        #expect(classifier.predict(Tensor([1, 0.01], shape: [1, 2])) == [1])
    }

    @Test("queries and gallery of different widths stop with both shapes")
    func widths() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = nearestNeighbors(of: Tensor.ones([2, 3]), in: Tensor.ones([2, 4]), count: 1)
        }
        #expect(said(result).contains("nearestNeighbors: queries [2, 3] and gallery [2, 4]"))
    }

    private func cosine(_ a: [Double], _ b: [Double]) -> Double {
        let dot = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }
}
