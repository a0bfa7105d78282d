import Tensors

/// Sixteen pictures of four classes, each a class pattern and a pattern of its own, seen through noise.
enum ToyPictures {
    static let labels = (0..<16).map { $0 % 4 }

    /// Fresh noisy views of the same pictures, `[16, 16, 16, 3]` each.
    static func views(_ step: Int, count: Int = 2, noise deviation: Float = 0.1) -> [Tensor] {
        var generator = RandomGenerator(seed: 1)
        let classes = Tensor.uniform([4, 4, 4, 3], in: 0...1, using: &generator)
        let own = Tensor.uniform([16, 4, 4, 3], in: 0...1, using: &generator)
        let coarse = (classes.rows(labels) + own) / 2
        // Four pixels a side for each of the pattern's.
        let wide = coarse.reshaped([16, 4, 1, 4, 1, 3]).expanded(to: [16, 4, 4, 4, 4, 3])
        let pictures = wide.reshaped([16, 16, 16, 3])
        var noise = RandomGenerator(seed: UInt64(100 + step))
        return (0..<count).map { _ in
            pictures + Tensor.normal(pictures.shape, standardDeviation: deviation, using: &noise)
        }
    }
}
