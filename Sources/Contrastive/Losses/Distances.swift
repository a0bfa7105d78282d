import Tensors

/// The Euclidean distance of each row of `a` to the same row of `b`; rows that coincide have gradient 0.
///
/// - Shape: `[N, D]`, `[N, D]` → `[N]`.
func rowDistances(_ a: Tensor, _ b: Tensor) -> Tensor {
    // The root of 0 has no slope; below the bound no gradient flows, and 1e-12 is as good as 0.
    (a - b).square().sum(axis: 1).clamped(min: 1e-24).sqrt()
}

/// The squared Euclidean distances of all rows to all rows, `[N, N]` row-major, exactly 0 for equal rows.
func squaredDistances(_ features: Tensor) -> [Float] {
    let (rows, width) = (features.shape[0], features.shape[1])
    var distances = [Float](repeating: 0, count: rows * rows)
    features.withUnsafeBuffer { values in
        for a in 0..<rows {
            for b in 0..<a {
                var sum: Float = 0
                for k in 0..<width {
                    let difference = values[a * width + k] - values[b * width + k]
                    sum += difference * difference
                }
                distances[a * rows + b] = sum
                distances[b * rows + a] = sum
            }
        }
    }
    return distances
}
