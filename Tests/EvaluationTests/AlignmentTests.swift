import Evaluation
import Foundation
import Tensors
import Testing

@Suite("Alignment and uniformity")
struct AlignmentTests {
    @Test("equal views have alignment 0, opposite ones 4, whatever their length")
    func alignments() {
        var rng = RandomGenerator(seed: 1)
        let x = Tensor.normal([40, 6], using: &rng)
        #expect(alignment(x, x * 3) < 1e-10)
        #expect(abs(alignment(x, x * -0.1) - 4) < 1e-6)
        let y = Tensor.normal([40, 6], using: &rng)
        let expected = zip(x.rowValues, y.rowValues).map { 2 - 2 * cosine($0, $1) }.reduce(0, +) / 40
        #expect(abs(alignment(x, y) - expected) < 1e-6)
    }

    @Test("rows in one place have uniformity 0, two opposite ones −8")
    func extremes() {
        #expect(abs(uniformity(Tensor.full([7, 3], 0.4))) < 1e-6)
        #expect(abs(uniformity(Tensor([2, 0, -1, 0], shape: [2, 2])) + 8) < 1e-6)
    }

    @Test("uniformity is the paper's formula over distinct pairs in Double", arguments: [2, 3, 61])
    func twin(rows: Int) {
        var rng = RandomGenerator(seed: 2)
        let x = Tensor.normal([rows, 5], using: &rng)
        let points = x.rowValues
        var (sum, pairs) = (0.0, 0.0)
        for i in 0..<rows {
            for j in 0..<i {
                sum += exp(-2 * (2 - 2 * cosine(points[i], points[j])))
                pairs += 1
            }
        }
        #expect(abs(uniformity(x) - log(sum / pairs)) < 1e-5)
    }

    @Test("rows spread evenly over many dimensions are near −4")
    func spread() {
        var rng = RandomGenerator(seed: 3)
        #expect(abs(uniformity(Tensor.normal([5000, 256], using: &rng)) + 4) < 0.05)
    }

    @Test("views of different shapes stop with both")
    func shapes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = alignment(Tensor.ones([2, 3]), Tensor.ones([3, 3]))
        }
        #expect(said(result).contains("alignment: shapes differ: [2, 3] and [3, 3]"))
    }

    private func cosine(_ a: [Double], _ b: [Double]) -> Double {
        let dot = { (a: [Double], b: [Double]) in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        return dot(a, b) / (dot(a, a) * dot(b, b)).squareRoot()
    }
}

@Suite("Label efficiency")
struct LabelEfficiencyTests {
    /// Two overlapping clouds; the second class is rare.
    private func clouds(_ rows: Int, seed: UInt64) -> (features: Tensor, labels: [Int]) {
        var rng = RandomGenerator(seed: seed)
        let labels = (0..<rows).map { $0 % 4 == 0 ? 1 : 0 }
        let centres = Tensor([1, 0, 0, 0, -1, 0, 0, 0], shape: [2, 4])
        return (centres.rows(labels) + Tensor.normal([rows, 4], using: &rng), labels)
    }

    @Test("more labels are better, all labels are the linear probe itself without deviation")
    func grows() {
        let (training, test) = (clouds(200, seed: 1), clouds(400, seed: 2))
        let result = labelEfficiency(
            training: training, test: test, classNames: ["a", "b"], labelsPerClass: [1, 10, 1000], seeds: 4)
        #expect(result.points.map(\.labelsPerClass) == [1, 10, 1000])
        #expect(result.points.allSatisfy { $0.accuracies.count == 4 })
        #expect(result.points[0].mean < result.points[1].mean)
        let whole = linearProbe(training: training, test: test, classNames: ["a", "b"])
        #expect(abs(result.points[2].mean - whole.accuracy) < 1e-12)
        #expect(result.points[2].standardDeviation < 1e-12)
        #expect(result.points[0].standardDeviation > 0)
    }

    @Test("mean and deviation are those of the accuracies, and are shown")
    func statistics() {
        let (training, test) = (clouds(80, seed: 3), clouds(50, seed: 4))
        let result = labelEfficiency(
            training: training, test: test, classNames: ["a", "b"], labelsPerClass: [2], seeds: 3)
        let (point, values) = (result.points[0], result.points[0].accuracies)
        let mean = values.reduce(0, +) / 3
        let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
        #expect(abs(point.mean - mean) < 1e-12)
        #expect(abs(point.standardDeviation - (squares / 2).squareRoot()) < 1e-12)
        #expect(result.table.rows[0][0].text == "2")
        #expect(result.description.hasPrefix("2 labels per class: "))
        #expect(result.figure().svg != nil)
    }

    @Test("no labels at all stop with the numbers")
    func none() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let rows = (features: Tensor.ones([2, 1]), labels: [0, 1])
            _ = labelEfficiency(training: rows, test: rows, classNames: ["a", "b"], labelsPerClass: [0])
        }
        #expect(said(result).contains("5 seeds and [0] labels per class must be at least 1"))
    }
}
