import Foundation
import Layers
import Tensors
import Testing

@Suite("State dictionaries")
struct StateDictionaryTests {
    private func network(seed: UInt64) -> Sequential {
        var generator = RandomGenerator(seed: seed)
        return Sequential(
            Conv2d(3, 5, kernel: 3, padding: 1, using: &generator), BatchNorm2d(5),
            BasicBlock(inputs: 5, width: 7, stride: 2, using: &generator), GlobalAveragePool(),
            Linear(7, 4, using: &generator))
    }

    private func dictionary(_ layer: any Layer) -> [String: Tensor] {
        Dictionary(uniqueKeysWithValues: layer.stateDictionary().map { ($0.name, $0.tensor) })
    }

    @Test("names and order are torchvision's")
    func names() {
        var generator = RandomGenerator(seed: 0)
        let names = ResNet(.resNet50, using: &generator).stateDictionary().map(\.name)
        let start = [
            "conv1.weight", "bn1.weight", "bn1.bias", "bn1.running_mean", "bn1.running_var",
            "bn1.num_batches_tracked", "layer1.0.conv1.weight",
        ]
        #expect(Array(names.prefix(7)) == start)
        #expect(names.contains("layer2.0.downsample.0.weight"))
        #expect(names.contains("layer4.2.bn3.running_var"))
        #expect(names.count == 318)
    }

    @Test("convolution weights come out as [out, in, kH, kW] with the elements in their places")
    func layout() throws {
        var generator = RandomGenerator(seed: 0)
        let convolution = Conv2d(3, 5, kernel: 2, bias: false, using: &generator)
        let state = try #require(dictionary(convolution)["weight"])
        #expect(state.shape == [5, 3, 2, 2])
        let (native, ported) = (convolution.weight.values, state.values)
        for out in 0..<5 {
            for input in 0..<3 {
                for place in 0..<4 {
                    #expect(ported[(out * 3 + input) * 4 + place] == native[(place * 3 + input) * 5 + out])
                }
            }
        }
    }

    @Test("a network that loads another's dictionary gives the same output")
    func roundTrip() throws {
        let (first, second) = (network(seed: 1), network(seed: 2))
        var generator = RandomGenerator(seed: 3)
        let x = Tensor.uniform([2, 8, 8, 3], in: 0...1, using: &generator)
        _ = first(x)
        first.eval()
        second.eval()
        #expect(first(x).values != second(x).values)
        try second.load(dictionary(first))
        #expect(first(x).values == second(x).values)
        #expect(second.stateDictionary().first { $0.name == "1.num_batches_tracked" }?.tensor.item == 1)
    }

    @Test("a dictionary survives a safetensors file bit for bit")
    func file() throws {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
        defer { try? FileManager.default.removeItem(at: url) }
        let first = network(seed: 1)
        try SafeTensors.write(dictionary(first), metadata: ["format": "pt"], to: url)
        let second = network(seed: 2)
        try second.load(SafeTensors.read(url).tensors)
        for (ours, theirs) in zip(first.stateDictionary(), second.stateDictionary()) {
            #expect(ours.tensor.values == theirs.tensor.values, "\(ours.name)")
        }
    }

    @Test("a loaded tensor stays the one that the optimiser moves")
    func identity() throws {
        let network = network(seed: 1)
        let before = network.parameters
        try network.load(dictionary(self.network(seed: 2)))
        #expect(zip(before, network.parameters).allSatisfy { $0 === $1 })
    }

    @Test("missing, unexpected and misshapen entries are named, and nothing is changed")
    func errors() {
        let network = network(seed: 1)
        let before = network.parameters.map(\.values)
        var state = dictionary(self.network(seed: 2))
        state["4.bias"] = nil
        #expect(throws: StateError.missing(["4.bias"])) { try network.load(state) }
        state = dictionary(self.network(seed: 2))
        state["fc.weight"] = Tensor.zeros([2, 2])
        #expect(throws: StateError.unexpected(["fc.weight"])) { try network.load(state) }
        state = dictionary(self.network(seed: 2))
        state["0.weight"] = Tensor.zeros([5, 3, 1, 1])
        let misshapen = StateError.shape(name: "0.weight", expected: [5, 3, 3, 3], found: [5, 3, 1, 1])
        #expect(throws: misshapen) { try network.load(state) }
        #expect(network.parameters.map(\.values) == before)
    }

    @Test("entries named in `ignoring`, and a missing batch count, are no obstacle")
    func leniency() throws {
        var state = dictionary(network(seed: 2))
        state["fc.weight"] = Tensor.zeros([2, 2])
        state["1.num_batches_tracked"] = nil
        try network(seed: 1).load(state, ignoring: ["fc."])
    }
}
