import Tensors
import Testing

@Suite("Values made again for the backward pass")
struct KeptTests {
    @Test("a value is read while it lives, made once for all who wait for it, and only then")
    func recipe() {
        let x = sample([3, 2])
        x.requiresGrad = true
        var calls = 0
        var result: Tensor? = (x * 2).remade {
            calls += 1
            return x.detached() * 2
        }
        let expected = result?.values
        var kept = (0..<3).compactMap { _ in result?.kept() }
        #expect(kept[0].value.values == expected && calls == 0)
        result = nil
        #expect(kept[0].value.values == expected && kept[1].value.values == expected && calls == 1)
        kept.removeLast(2)
        #expect(kept[0].value.values == expected && calls == 1)
        kept.removeAll()
    }

    /// Gradients of a bottleneck's inner part; an operation that changes nothing, put in between, holds values that
    /// would be made again.
    private func gradients(holding: Bool) -> [[Float]] {
        let x = sample([3, 4, 4, 16], seed: 1)
        let weights = [
            sample([1, 1, 16, 8], seed: 2), sample([3, 3, 8, 8], seed: 3), sample([1, 1, 8, 32], seed: 4),
        ]
        let scales = [8, 8, 32].map { Tensor.ones([$0]) }
        ([x] + weights + scales).forEach { $0.requiresGrad = true }
        let hold = { (value: Tensor) in holding ? value * 1 : value }
        func normed(_ x: Tensor, _ i: Int) -> Tensor {
            let c = scales[i].count
            return batchNorm(
                hold(x), gamma: scales[i], beta: .full([c], 0.1), runningMean: .zeros([c]),
                runningVariance: .ones([c]), training: true, relu: true)
        }
        var y = hold(normed(conv2d(x, weights[0]), 0))
        y = hold(normed(conv2d(y, weights[1], padding: 1), 1))
        y = normed(conv2d(y, weights[2]), 2)
        (y * sample(y.shape, seed: 5)).sum().backward()
        return ([x] + weights + scales).map { $0.grad?.values ?? [] }
    }

    @Test("a bottleneck that makes values again has the gradients of one that holds them, bit for bit")
    func bottleneck() {
        let (held, made) = (gradients(holding: true), gradients(holding: false))
        #expect(held == made)
        #expect(made.allSatisfy { $0.contains { $0 != 0 } })
    }

    @Test("matrix products that add to a gradient in place give the sum of what each gives alone")
    func addedInPlace() throws {
        let weights = [4, 3, 6].map { sample([1, 1, 6, $0], seed: UInt64($0)) }
        /// The gradient of x through some of: a strided convolution, two plain ones, x itself.
        func gradient(through parts: [Int]) throws -> Tensor {
            let x = sample([2, 5, 4, 6], seed: 4)
            x.requiresGrad = true
            let terms = parts.map { part -> Tensor in
                let y = part == 3 ? x : conv2d(x, weights[part], stride: part == 0 ? 2 : 1)
                return (y * sample(y.shape, seed: 5)).sum()
            }
            terms.dropFirst().reduce(terms[0], +).backward()
            return try #require(x.grad)
        }
        let alone = try (0..<4).map { try gradient(through: [$0]) }
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [1, 0, 3, 2]] {
            expectClose(try gradient(through: order), alone[0] + alone[1] + alone[2] + alone[3], 1e-5)
        }
    }

    @Test("a gradient that others still read is not written over")
    func sharedGradient() {
        let (x, gamma) = (sample([6, 3]), Tensor.ones([3]))
        x.requiresGrad = true
        let normed = batchNorm(
            x, gamma: gamma, beta: .zeros([3]), runningMean: .zeros([3]), runningVariance: .ones([3]),
            training: true)
        let given = sample([6, 3], seed: 4)
        let before = given.values
        normed.backward(given)
        #expect(given.values == before)
    }
}
