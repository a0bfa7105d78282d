import Layers
import Tensors
import Testing

@Suite("The small convolutional network")
struct SmallConvNetTests {
    @Test("it equals its definition, gives 256 features of any picture, and has 388,896 parameters")
    func definition() {
        var generator = RandomGenerator(seed: 1)
        let network = SmallConvNet(using: &generator)
        #expect(network.parameterCount == 864 + 18_432 + 73_728 + 294_912 + 2 * (32 + 64 + 128 + 256))
        let input = [2, 17, 32, 3]
        let x = Tensor.uniform(input, in: 0...1, using: &generator)
        let separate = network.children.reduce(x) { x, child in
            child.name.hasPrefix("bn") ? relu(child.layer(x)) : child.layer(x)
        }
        expectClose(network(x), separate, within: 1e-5)
        #expect(network(x).shape == [2, 256])
        #expect(network.outputShape(for: input) == [2, 256])
    }

    @Test("every backbone gives as many features as it says", arguments: Backbone.allCases)
    func backbones(_ backbone: Backbone) {
        var generator = RandomGenerator(seed: 1)
        let encoder = backbone.encoder(using: &generator)
        #expect(encoder.outputShape(for: [1, 32, 32, 3]) == [1, encoder.featureCount])
    }
}
