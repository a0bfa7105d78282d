import COpenBLAS
import Tensors

/// Principal components: the directions in which features vary most, as scikit-learn's `PCA`.
public struct PCA: @unchecked Sendable {
    /// Mean of each feature, `[D]`.
    public let mean: Tensor
    /// Unit directions, `[count, D]`, largest variance first; the entry of largest magnitude is positive. A direction
    /// in which nothing varies is 0.
    public let components: Tensor
    /// Variance along each component (by N − 1), `[count]`.
    public let explainedVariance: Tensor
    /// The same as shares of the whole variance, `[count]`.
    public let explainedVarianceRatio: Tensor

    /// Finds the components by LAPACK's `ssyevd`, of the covariance or, for fewer rows than features, of the
    /// rows' products.
    ///
    /// - Parameters:
    ///   - features: `[N, D]`, N ≥ 2.
    ///   - count: at most the smaller of N and D.
    public init(fitting features: Tensor, count: Int = 2) {
        let (rows, width) = requireFeatures(features, "PCA")
        precondition(
            rows >= 2 && (1...min(rows, width)).contains(count),
            "PCA: \(count) components of features \(features.shape)")
        requireFinite(features, "PCA")
        let shift = StandardScaler(fitting: features).mean
        let centred = withoutGradients { features.detached() - shift }
        let isWide = rows < width
        let products = withoutGradients { matmul(centred, centred, transposeA: !isWide, transposeB: isWide) }
        let total = products.diagonal().sum().item
        let (squares, vectors) = largestEigenvectors(of: products, count)
        // Rounding leaves about this much of a square that is 0.
        let noise = (squares.first ?? 0) * .ulpOfOne * Float(max(rows, width))
        let directions = withoutGradients {
            (isWide ? matmul(vectors, centred) : vectors).normalized(axis: 1)
        }
        directions.withUnsafeMutableBuffer { values in
            for (place, square) in squares.enumerated() {
                let direction = values[place * width..<(place + 1) * width]
                let largest = direction.max { abs($0) < abs($1) } ?? 0
                let factor: Float = square <= noise ? 0 : largest < 0 ? -1 : 1
                for i in direction.indices { values[i] *= factor }
            }
        }
        (mean, components) = (shift, directions)
        explainedVariance = Tensor(squares.map { max($0, 0) / Float(rows - 1) })
        explainedVarianceRatio = Tensor(squares.map { total > 0 ? max($0, 0) / total : 0 })
    }

    /// The components' coordinates: `[N, D]` → `[N, count]`.
    public func transform(_ features: Tensor) -> Tensor {
        let (_, width) = requireFeatures(features, "PCA")
        precondition(width == mean.count, "PCA: fitted on \(mean.count) features, got \(features.shape)")
        return withoutGradients { matmul(features.detached() - mean, components, transposeB: true) }
    }
}

/// Eigenvalues of a symmetric matrix `[n, n]`, largest first, and their eigenvectors as rows.
private func largestEigenvectors(of matrix: Tensor, _ count: Int) -> (values: [Float], vectors: Tensor) {
    let n = matrix.shape[0]
    var values = [Float](repeating: 0, count: n)
    let status = matrix.withUnsafeMutableBuffer { matrix in
        values.withUnsafeMutableBufferPointer {
            copenblas_symmetric_eigen(Int32(n), matrix.baseAddress, $0.baseAddress)
        }
    }
    precondition(status == 0, "PCA: LAPACK's ssyevd gave up on a \(n)×\(n) matrix (status \(status))")
    let places = (n - count..<n).reversed()
    return (places.map { values[$0] }, withoutGradients { matrix.rows(Array(places)) })
}
