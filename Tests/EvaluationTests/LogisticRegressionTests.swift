import Evaluation
import Foundation
import Tensors
import Testing

@Suite("Logistic regression")
struct LogisticRegressionTests {
    @Test("weights and accuracy are scikit-learn's", arguments: [("0.1", Float(0.1)), ("1.0", 1)])
    func golden(name: String, C: Float) throws {
        let golden = try Golden()
        let (x, y) = (try golden["probe.x"], try golden.labels("probe.y"))
        let model = LogisticRegression(fitting: x[0..<300], labels: Array(y[..<300]), C: C, tolerance: 1e-6)
        #expect(model.isConverged)
        let (weights, intercepts) = (
            try golden["probe.C\(name).coef"], try golden["probe.C\(name).intercept"]
        )
        #expect(model.weights.shape == weights.shape)
        #expect(largestDifference(model.weights.doubles, weights.doubles) < 1e-3)
        #expect(largestDifference(model.intercepts.doubles, intercepts.doubles) < 1e-3)
        let right = zip(model.predict(x[300..<400]), y[300...]).count { $0 == $1 }
        #expect(Double(right) / 100 == (try golden.number("test_accuracy", of: "probe.C\(name)")))
    }

    @Test("at the minimum the gradient of the paper formula, written as loops in Double, vanishes")
    func stationary() {
        var rng = RandomGenerator(seed: 5)
        let (rows, width, classes, C) = (61, 7, 3, 0.7)
        let x = Tensor.normal([rows, width], using: &rng)
        let labels = (0..<rows).map { _ in Int.random(in: 0..<classes, using: &rng) }
        let model = LogisticRegression(
            fitting: x, labels: labels, C: Float(C), tolerance: 1e-7, maximumSteps: 500)
        let (w, b, points) = (model.weights.rowValues, model.intercepts.doubles, x.rowValues)
        var gradient = w.map { $0 + [0] }
        for (point, label) in zip(points, labels) {
            let scores = (0..<classes).map { k in exp(b[k] + zip(w[k], point).reduce(0) { $0 + $1.0 * $1.1 })
            }
            for k in 0..<classes {
                let error = scores[k] / scores.reduce(0, +) - (k == label ? 1 : 0)
                for (d, value) in (point + [1]).enumerated() { gradient[k][d] += C * error * value }
            }
        }
        #expect(gradient.joined().allSatisfy { abs($0) < 1e-4 })
        #expect(abs(b.reduce(0, +)) < 1e-4, "intercepts that start at 0 keep the sum 0")
    }

    @Test("a minimum is reached where rounding hides whether the value fell")
    func roughValues() {
        let result = LBFGS(tolerance: 1e-6).minimise(from: [3, -2, 1]) { point in
            let gradient = point.enumerated().map { Double($0 + 1) * $1 }
            let value = 1 + zip(point, gradient).reduce(0) { $0 + $1.0 * $1.1 / 2 }
            return (value + 2e-7 * sin(1e9 * point[0]), gradient)
        }
        #expect(result.isConverged)
        #expect(result.point.allSatisfy { abs($0) <= 1e-6 })
    }

    @Test("separable rows are all right, and a smaller C gives smaller weights")
    func separable() {
        let x = Tensor((0..<40).map { Float($0 % 2 == 0 ? -1 : 1) + Float($0) * 0.01 }, shape: [40, 1])
        let labels = (0..<40).map { $0 % 2 }
        let loose = LogisticRegression(fitting: x, labels: labels, C: 100)
        let tight = LogisticRegression(fitting: x, labels: labels, C: 0.01)
        #expect(loose.predict(x) == labels)
        #expect(tight.weights.values.map(abs).max() ?? 0 < (loose.weights.values.map(abs).max() ?? 0) / 10)
        for row in loose.probabilities(x).rowValues { #expect(abs(row.reduce(0, +) - 1) < 1e-6) }
    }

    @Test("one class alone is always predicted, absent classes never")
    func missingClasses() {
        var rng = RandomGenerator(seed: 1)
        let x = Tensor.normal([9, 3], using: &rng)
        let alone = LogisticRegression(fitting: x, labels: Array(repeating: 2, count: 9), classCount: 4)
        #expect(alone.predict(x) == Array(repeating: 2, count: 9))
        #expect(alone.isConverged && alone.steps == 0)
        #expect(alone.probabilities(x).rowValues.allSatisfy { $0 == [0, 0, 1, 0] })

        let gap = LogisticRegression(fitting: x, labels: [0, 3, 0, 3, 0, 3, 0, 3, 0], classCount: 4)
        let dense = LogisticRegression(fitting: x, labels: [0, 1, 0, 1, 0, 1, 0, 1, 0])
        #expect(gap.weights[0].values == dense.weights[0].values)
        #expect(gap.weights[3].values == dense.weights[1].values)
        #expect(Set(gap.predict(Tensor.normal([200, 3], using: &rng))) == [0, 3])
    }

    @Test("3,450 pictures with 512 features and five classes take less than five seconds")
    func speed() {
        var rng = RandomGenerator(seed: 2)
        let x = Tensor.normal([3450, 512], using: &rng)
        let labels = (0..<3450).map { _ in Int.random(in: 0..<5, using: &rng) }
        let start = ContinuousClock.now
        let model = LogisticRegression(fitting: x, labels: labels, C: 0.1)
        let time = ContinuousClock.now - start
        #expect(model.isConverged)
        #expect(time < .seconds(5), "\(model.steps) steps in \(time)")
    }

    @Test("features that are not numbers stop with the reason")
    func notFinite() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LogisticRegression(fitting: Tensor([1, .nan], shape: [2, 1]), labels: [0, 1])
        }
        #expect(said(result).contains("features [2, 1] hold NaN or infinity; did the training diverge?"))
    }

    @Test("no rows stop with the shape")
    func empty() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = LogisticRegression(fitting: Tensor([], shape: [0, 3]), labels: [])
        }
        #expect(said(result).contains("needs features [N, D] with at least one row, got [0, 3]"))
    }
}

@Suite("L-BFGS")
struct LBFGSTests {
    @Test("Rosenbrock's valley is walked to its end at (1, 1)")
    func rosenbrock() {
        let solver = LBFGS(tolerance: 1e-8, maximumSteps: 200)
        let found = solver.minimise(from: [-1.2, 1]) { p in
            let (a, b) = (1 - p[0], p[1] - p[0] * p[0])
            return (a * a + 100 * b * b, [-2 * a - 400 * p[0] * b, 200 * b])
        }
        #expect(found.isConverged)
        #expect(abs(found.point[0] - 1) < 1e-7 && abs(found.point[1] - 1) < 1e-7)
    }

    @Test("a function without a minimum ends after the steps allowed")
    func unbounded() {
        let found = LBFGS(tolerance: 1e-8, maximumSteps: 7).minimise(from: [0]) { p in
            (exp(-p[0]), [-exp(-p[0])])
        }
        #expect(!found.isConverged && found.steps == 7)
    }
}

@Suite("Standard scaler")
struct StandardScalerTests {
    @Test("features get mean 0 and deviation 1, a constant one is only shifted")
    func standardises() {
        let x = Tensor([1, 7, 0.1, /**/ 2, 7, 0.1, /**/ 6, 7, 0.1], shape: [3, 3])
        let scaler = StandardScaler(fitting: x)
        #expect(scaler.mean.values == [3, 7, 0.1])
        #expect(scaler.scale.values == [Float(14.0 / 3).squareRoot(), 1, 1])
        let rows = scaler.transform(x).rowValues
        let deviation = (14.0 / 3).squareRoot()
        #expect(
            largestDifference(rows.map { $0[0] }, [-2 / deviation, -1 / deviation, 3 / deviation]) < 1e-6)
        #expect(rows.allSatisfy { $0[1] == 0 && $0[2] == 0 })
    }

    @Test("the test part is measured by the training part's statistics")
    func transfers() {
        let scaler = StandardScaler(fitting: Tensor([0, 2], shape: [2, 1]))
        #expect(scaler.transform(Tensor([5], shape: [1, 1])).values == [4])
    }
}
