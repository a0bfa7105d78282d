import Foundation
import Tensors
import Testing

/// The tensors of a golden file.
func golden(_ name: String) throws -> SafeTensors.Contents {
    let url = try #require(Bundle.module.url(forResource: "Golden/\(name)", withExtension: "safetensors"))
    return try SafeTensors.read(url)
}

/// Seeded values in −1…1, far enough from 0 that kinks of functions are not met.
func sample(_ shape: [Int], seed: UInt64 = 1) -> Tensor {
    var random = RandomGenerator(seed: seed)
    let values = (0..<shape.reduce(1, *)).map { _ -> Float in
        let value = random.uniform(in: -1...1)
        return value + (value < 0 ? -0.1 : 0.1)
    }
    return Tensor(values, shape: shape)
}

/// Seeded values no two of which are closer than 0.05, so that a small step changes no order.
func distinct(_ shape: [Int]) -> Tensor {
    var random = RandomGenerator(seed: 12)
    let count = shape.reduce(1, *)
    return Tensor((0..<count).map { 0.05 * Float($0 - count / 2) }.shuffled(using: &random), shape: shape)
}

/// Positive seeded values.
func positive(_ shape: [Int], seed: UInt64 = 2) -> Tensor { sample(shape, seed: seed).abs() + 0.2 }

/// Whether two tensors agree to a share of the largest element.
func expectClose(
    _ got: Tensor, _ expected: Tensor, _ tolerance: Float = 1e-4, _ note: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(got.shape == expected.shape, "\(note)", sourceLocation: sourceLocation)
    guard got.shape == expected.shape else { return }
    let scale = expected.values.map(\.magnitude).max() ?? 0
    let worst = zip(got.values, expected.values).map { ($0 - $1).magnitude }.max() ?? 0
    #expect(
        worst <= tolerance * max(scale, 1e-3), "\(note) worst \(worst) of \(scale)",
        sourceLocation: sourceLocation)
}
