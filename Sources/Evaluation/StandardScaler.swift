import Tensors

/// Shifts and scales every feature to mean 0 and standard deviation 1, as scikit-learn's `StandardScaler`.
///
/// Fit it on the training features and transform both parts with it, so that nothing of the test part leaks in.
public struct StandardScaler: @unchecked Sendable {
    /// Mean of each feature, `[D]`.
    public let mean: Tensor
    /// What each feature is divided by, `[D]`: its standard deviation (by N, not N − 1), or 1 where it is constant.
    public let scale: Tensor

    /// Measures features `[N, D]`, in double precision.
    public init(fitting features: Tensor) {
        let (rows, width) = requireFeatures(features, "StandardScaler")
        var (sums, squares) = ([Double](repeating: 0, count: width), [Double](repeating: 0, count: width))
        features.withUnsafeBuffer { values in
            for row in 0..<rows {
                for column in 0..<width { sums[column] += Double(values[row * width + column]) }
            }
            for column in 0..<width { sums[column] /= Double(rows) }
            for row in 0..<rows {
                for column in 0..<width {
                    let distance = Double(values[row * width + column]) - sums[column]
                    squares[column] += distance * distance
                }
            }
        }
        let scales = zip(sums, squares).map { mean, square in
            // What rounding alone can leave of a constant feature.
            let noise = Double(rows) * abs(mean) * .ulpOfOne
            let variance = square / Double(rows)
            return variance <= noise * noise ? 1 : Float(variance.squareRoot())
        }
        mean = Tensor(sums.map { Float($0) })
        scale = Tensor(scales)
    }

    /// `(features − mean) / scale`, `[N, D]`.
    public func transform(_ features: Tensor) -> Tensor {
        let (_, width) = requireFeatures(features, "StandardScaler")
        precondition(
            width == mean.count,
            "StandardScaler: fitted on \(mean.count) features, got \(features.shape)")
        return withoutGradients { (features.detached() - mean) / scale }
    }
}

/// Traps unless `features` is a matrix with at least one row and column.
func requireFeatures(_ features: Tensor, _ operation: String) -> (rows: Int, width: Int) {
    precondition(
        features.rank == 2 && features.count > 0,
        "\(operation): needs features [N, D] with at least one row, got \(features.shape)")
    return (features.shape[0], features.shape[1])
}

/// Traps unless there is one label a row, each in 0 ..< classCount.
func requireLabels(_ labels: [Int], rows: Int, classCount: Int, _ operation: String) {
    precondition(labels.count == rows, "\(operation): \(rows) rows, but \(labels.count) labels")
    if let wrong = labels.first(where: { !(0..<classCount).contains($0) }) {
        preconditionFailure("\(operation): label \(wrong) of \(classCount) classes")
    }
}
