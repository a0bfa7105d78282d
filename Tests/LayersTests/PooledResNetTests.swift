import Layers
import Tensors
import Testing

@Suite("The residual network with pooling")
struct PooledResNetTests {
    private func network(seed: UInt64 = 1, widths: [Int] = [64, 128, 256]) -> PooledResNet {
        var generator = RandomGenerator(seed: seed)
        return PooledResNet(widths: widths, using: &generator)
    }

    @Test("a 32-pixel picture has 16×16 places in the first stage, 8×8 in the second and 4×4 in the third")
    func places() {
        let rows = network().summary(input: [2, 32, 32, 3]).rows
        for (name, output) in [
            ("layer1", [2, 16, 16, 64]), ("layer2", [2, 8, 8, 128]), ("layer3", [2, 4, 4, 256]),
        ] {
            #expect(rows.last { $0.name.hasPrefix(name) }?.output == output)
        }
        #expect(rows.last?.output == [2, 256])
    }

    @Test("it equals its children one after the other, for a batch of one and odd sizes too")
    func definition() {
        let network = network(widths: [8, 16])
        network.eval()
        var generator = RandomGenerator(seed: 2)
        for input in [[3, 24, 24, 3], [1, 33, 29, 3]] {
            let x = Tensor.uniform(input, in: 0...1, using: &generator)
            let separate = network.children.reduce(x) { x, child in child.layer(x) }
            expectClose(network(x), separate, within: 1e-5)
            #expect(network.outputShape(for: input) == [input[0], 16])
        }
    }

    @Test(
        "its weights are a stem's, and of each block two convolutions and a projection where the width changes"
    )
    func parameterCount() {
        let stem = 27 * 64 + 2 * 64
        let first = 2 * 9 * 64 * 64 + 4 * 64
        let second = 9 * (64 * 128 + 128 * 128) + 64 * 128 + 6 * 128
        let third = 9 * (128 * 256 + 256 * 256) + 128 * 256 + 6 * 256
        #expect(network().parameterCount == stem + first + second + third)
    }

    @Test("same seed, same weights; another seed, others")
    func seeds() {
        let weights = [7, 7, 8].map { network(seed: $0).parameters[0].values }
        #expect(weights[0] == weights[1])
        #expect(weights[0] != weights[2])
    }
}
