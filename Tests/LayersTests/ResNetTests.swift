import Layers
import Tensors
import Testing

@Suite("Residual networks")
struct ResNetTests {
    @Test(
        "torchvision's ResNets without classifier have the published parameter counts",
        arguments: [
            (ResNet.Architecture.resNet18, 11_689_512 - 513_000), (.resNet34, 21_797_672 - 513_000),
            (.resNet50, 25_557_032 - 2_049_000),
        ])
    func parameterCounts(architecture: ResNet.Architecture, count: Int) {
        var generator = RandomGenerator(seed: 1)
        #expect(ResNet(architecture, using: &generator).parameterCount == count)
    }

    @Test("the CIFAR stem keeps 32-pixel pictures at full size until the second stage")
    func cifarStem() {
        var generator = RandomGenerator(seed: 1)
        let network = ResNet(.resNet18, stem: .cifar, using: &generator)
        let rows = network.summary(input: [2, 32, 32, 3]).rows
        #expect(rows.first?.output == [2, 32, 32, 64])
        #expect(rows.first { $0.name == "layer1.1" }?.output == [2, 32, 32, 64])
        #expect(rows.first { $0.name == "layer4.1" }?.output == [2, 4, 4, 512])
        #expect(rows.last?.output == [2, 512])
    }

    @Test("one picture of odd size goes through in evaluation", arguments: ResNet.Stem.allCases)
    func batchOfOne(stem: ResNet.Stem) {
        var generator = RandomGenerator(seed: 2)
        let network = ResNet(.resNet18, stem: stem, using: &generator)
        network.eval()
        let input = [1, 33, 29, 3]
        let output = network(Tensor.uniform(input, in: 0...1, using: &generator))
        #expect(output.shape == [1, 512])
        #expect(output.shape == network.outputShape(for: input))
        #expect(output.values.allSatisfy { $0.isFinite })
    }

    @Test("convolutions are drawn with standard deviation √(2/fanOut), as torchvision's")
    func kaimingNormal() throws {
        var generator = RandomGenerator(seed: 3)
        let network = ResNet(.resNet18, using: &generator)
        let weight = try #require(network.namedParameters.first { $0.name == "layer3.0.conv1.weight" })
        let values = weight.tensor.values
        let square = values.reduce(0) { $0 + Double($1 * $1) } / Double(values.count)
        #expect(abs(square.squareRoot() / (2.0 / (256 * 9)).squareRoot() - 1) < 0.01)
    }

    @Test("same seed, same weights; another seed, others")
    func seeds() {
        let weights = [7, 7, 8].map { (seed: UInt64) in
            var generator = RandomGenerator(seed: seed)
            return ResNet(.resNet18, using: &generator).parameters[0].values
        }
        #expect(weights[0] == weights[1])
        #expect(weights[0] != weights[2])
    }
}
