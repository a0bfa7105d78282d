import Foundation
import Tensors

/// Multinomial logistic regression: the linear classifier that minimises `C · Σ cross-entropy + ½ ‖W‖²`.
///
/// The objective is that of scikit-learn's `LogisticRegression` for three classes and more (intercepts are not
/// penalised); for two classes scikit-learn keeps one row of weights, which equals this one at `C / 2`.
public struct LogisticRegression: @unchecked Sendable {
    /// `[K, D]`.
    public let weights: Tensor
    /// `[K]`; −∞ for a class without training rows, which is then never predicted.
    public let intercepts: Tensor
    /// Steps of L-BFGS taken.
    public let steps: Int
    /// Whether the gradient fell below the tolerance.
    public let isConverged: Bool

    /// Finds the weights.
    ///
    /// - Parameters:
    ///   - features: `[N, D]`, best standardised.
    ///   - labels: the class of each row, in 0 ..< classCount.
    ///   - classCount: K; by default one more than the largest label.
    ///   - C: weight of the data against the penalty, > 0.
    ///   - tolerance: ends when no component of the gradient of the mean objective, `1 / (C · N)` of the above, is
    ///     larger.
    ///   - maximumSteps: ends after so many steps in any case.
    public init(
        fitting features: Tensor, labels: [Int], classCount: Int? = nil, C: Float = 1,
        tolerance: Double = 1e-4, maximumSteps: Int = 1000
    ) {
        let (rows, width) = requireFeatures(features, "LogisticRegression")
        let classCount = classCount ?? (labels.max() ?? 0) + 1
        requireLabels(labels, rows: rows, classCount: classCount, "LogisticRegression")
        precondition(C > 0 && tolerance > 0, "LogisticRegression: C \(C), tolerance \(tolerance) must be > 0")
        requireFinite(features, "LogisticRegression")
        // An intercept that nothing holds back would run off to −∞: absent classes take no part.
        let present = Set(labels).sorted()
        let places = Dictionary(uniqueKeysWithValues: present.enumerated().map { ($0.element, $0.offset) })
        let objective = CrossEntropyObjective(
            features: features.detached(), labels: labels.map { places[$0] ?? 0 }, classCount: present.count,
            penalty: 1 / (Double(C) * Double(rows)))
        let solver = LBFGS(tolerance: tolerance, maximumSteps: maximumSteps)
        let start = [Double](repeating: 0, count: present.count * (width + 1))
        let found = solver.minimise(from: start, objective.callAsFunction)
        var values = [Float](repeating: 0, count: classCount * width)
        var intercepts = [Float](repeating: -.infinity, count: classCount)
        for (place, label) in present.enumerated() {
            for column in 0..<width {
                values[label * width + column] = Float(found.point[place * width + column])
            }
            intercepts[label] = Float(found.point[present.count * width + place])
        }
        weights = Tensor(values, shape: [classCount, width])
        self.intercepts = Tensor(intercepts)
        (steps, isConverged) = (found.steps, found.isConverged)
    }

    /// Unnormalised log-probabilities: `[N, D]` → `[N, K]`.
    public func logits(_ features: Tensor) -> Tensor {
        let (_, width) = requireFeatures(features, "LogisticRegression")
        precondition(
            width == weights.shape[1],
            "LogisticRegression: fitted on \(weights.shape[1]) features, got \(features.shape)")
        return withoutGradients { linear(features.detached(), weight: weights, bias: intercepts) }
    }

    /// Probability of each class: `[N, D]` → `[N, K]`, rows sum to 1.
    public func probabilities(_ features: Tensor) -> Tensor { logits(features).softmax(axis: 1) }

    /// The likeliest class of each row; the first of equally likely ones.
    public func predict(_ features: Tensor) -> [Int] {
        logits(features).argmax(axis: 1).values.map { Int($0) }
    }
}

/// Traps where a feature is NaN or infinite.
func requireFinite(_ features: Tensor, _ operation: String) {
    let isFinite = features.withUnsafeBuffer { $0.allSatisfy(\.isFinite) }
    precondition(
        isFinite, "\(operation): features \(features.shape) hold NaN or infinity; did the training diverge?")
}

/// `mean cross-entropy + penalty/2 · ‖W‖²` and its gradient, over `[W row by row, intercepts]`.
///
/// Products run in single precision, sums over rows of the loss in double.
private struct CrossEntropyObjective {
    let features: Tensor
    let labels: [Int]
    let classCount: Int
    let penalty: Double

    func callAsFunction(_ point: [Double]) -> (value: Double, gradient: [Double]) {
        let (rows, width) = (features.shape[0], features.shape[1])
        let (loss, errors) = withoutGradients {
            let weights = Tensor(
                point.prefix(classCount * width).map { Float($0) }, shape: [classCount, width])
            let intercepts = Tensor(point.suffix(classCount).map { Float($0) })
            let logits = linear(features, weight: weights, bias: intercepts)
            return (replaceByErrors(logits), logits)
        }
        var value = loss / Double(rows)
        let product = withoutGradients { matmul(errors, features, transposeA: true) }
        var gradient = product.values.map { Double($0) / Double(rows) }
        for i in gradient.indices {
            value += penalty / 2 * point[i] * point[i]
            gradient[i] += penalty * point[i]
        }
        var sums = [Double](repeating: 0, count: classCount)
        errors.withUnsafeBuffer { values in
            for i in values.indices { sums[i % classCount] += Double(values[i]) }
        }
        return (value, gradient + sums.map { $0 / Double(rows) })
    }

    /// Turns logits into probabilities minus one at the right class; returns the summed cross-entropy.
    private func replaceByErrors(_ logits: Tensor) -> Double {
        let grain = 1024
        var losses = [Double](repeating: 0, count: (labels.count + grain - 1) / grain)
        logits.withUnsafeMutableBuffer { values in
            losses.withUnsafeMutableBufferPointer { losses in
                Threads.parallelFor(labels.count, grain: grain) { range in
                    losses[range.lowerBound / grain] = range.reduce(0) { sum, row in
                        let scores = UnsafeMutableBufferPointer(
                            rebasing: values[row * classCount..<(row + 1) * classCount])
                        return sum + crossEntropyToErrors(scores, label: labels[row])
                    }
                }
            }
        }
        return losses.reduce(0, +)
    }

    private func crossEntropyToErrors(_ scores: UnsafeMutableBufferPointer<Float>, label: Int) -> Double {
        let largest = Double(scores.max() ?? 0)
        let sum = scores.reduce(0.0) { $0 + exp(Double($1) - largest) }
        let loss = largest + log(sum) - Double(scores[label])
        for i in scores.indices { scores[i] = Float(exp(Double(scores[i]) - largest) / sum) }
        scores[label] -= 1
        return loss
    }
}
