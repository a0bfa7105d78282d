import Layers
import Tensors
import Testing

@Suite("Layers")
struct LayerTests {
    @Test("Linear's default weights fill ±1/√in, as PyTorch's")
    func linearInitialisation() {
        var generator = RandomGenerator(seed: 1)
        let layer = Linear(100, 400, using: &generator)
        let values = layer.weight.values
        #expect(values.allSatisfy { abs($0) <= 0.1 })
        #expect(values.map(abs).max() ?? 0 > 0.099)
        let square = values.reduce(0) { $0 + $1 * $1 } / Float(values.count)
        #expect(abs(square - 0.01 / 3) < 1e-4)
    }

    @Test("batch norm in training gives mean β and deviation γ, and moves the running statistics by 0.1")
    func batchNormTraining() {
        let layer = BatchNorm1d(1)
        let y = layer(Tensor([1, 3], shape: [2, 1]))
        #expect(zip(y.values, [-1, 1] as [Float]).allSatisfy { abs($0 - $1) < 1e-4 })
        // Mean 2, unbiased variance 2.
        #expect(abs(layer.runningMean.item - 0.2) < 1e-6)
        #expect(abs(layer.runningVariance.item - 1.1) < 1e-6)
    }

    @Test("evaluation reaches every batch norm and leaves its statistics alone")
    func evaluation() {
        var generator = RandomGenerator(seed: 1)
        let block = BasicBlock(inputs: 4, width: 8, stride: 2, using: &generator)
        let x = Tensor.normal([2, 6, 6, 4], using: &generator)
        block.eval()
        let first = block(x).values
        #expect(first == block(x).values)
        #expect(block.namedBuffers.filter { $0.name.hasSuffix("mean") }.count == 3)
        #expect(
            block.namedBuffers.filter { $0.name.hasSuffix("mean") }.allSatisfy {
                $0.tensor.values.allSatisfy { $0 == 0 }
            })
        block.train()
        #expect(first != block(x).values)
    }

    @Test("the fused block equals its formula written with separate operations")
    func blockDefinition() throws {
        var generator = RandomGenerator(seed: 4)
        let block = Bottleneck(inputs: 8, width: 4, stride: 2, using: &generator)
        let x = Tensor.normal([2, 5, 5, 8], using: &generator)
        let parts = Dictionary(uniqueKeysWithValues: block.children.map { ($0.name, $0.layer) })
        func apply(_ name: String, _ x: Tensor) throws -> Tensor {
            let part = try #require(parts[name])
            return part(x)
        }
        let inner = relu(try apply("bn1", apply("conv1", x)))
        let middle = relu(try apply("bn2", apply("conv2", inner)))
        let expected = relu(try apply("bn3", apply("conv3", middle)) + apply("downsample", x))
        expectClose(block(x), expected, within: 1e-5)
    }

    @Test("shapes said by outputShape are those that come out")
    func outputShapes() {
        var generator = RandomGenerator(seed: 1)
        let layers: [any Layer] = [
            Conv2d(3, 5, kernel: 3, stride: 2, padding: 1, using: &generator),
            MaxPool2d(kernel: 3, stride: 2),
            BasicBlock(inputs: 3, width: 6, stride: 2, using: &generator),
            Bottleneck(inputs: 3, width: 2, stride: 2, using: &generator), GlobalAveragePool(), Identity(),
            ReLU(),
        ]
        for layer in layers {
            for side in [7, 8] {
                let input = [2, side, side + 1, 3]
                let x = Tensor.normal(input, using: &generator)
                #expect(layer(x).shape == layer.outputShape(for: input), "\(layer) on \(input)")
            }
        }
    }

    @Test("a layer of one's own is found with its parameters and its shape")
    func ownLayer() {
        var generator = RandomGenerator(seed: 1)
        let layer = Doubled(Linear(3, 2, using: &generator))
        #expect(layer.namedParameters.map(\.name) == ["inner.weight", "inner.bias"])
        #expect(layer.outputShape(for: [5, 3]) == [5, 2])
    }

    private final class Doubled: Layer {
        let inner: Linear
        init(_ inner: Linear) { self.inner = inner }
        var children: [(name: String, layer: any Layer)] { [("inner", inner)] }
        func callAsFunction(_ x: Tensor) -> Tensor { inner(x) * 2 }
    }

    @Test("a summary lists shapes, counts and the total")
    func summary() {
        var generator = RandomGenerator(seed: 1)
        let network = Sequential(
            Linear(4, 1000, using: &generator), ReLU(), Linear(1000, 2, using: &generator))
        let summary = network.summary(input: [8, 4])
        #expect(summary.rows.map(\.output) == [[8, 1000], [8, 1000], [8, 2]])
        #expect(summary.parameterCount == 7002)
        #expect(
            summary.description == """
                name  layer            output     parameters
                      input            [8, 4]               
                0     Linear(4, 1000)  [8, 1000]       5,000
                1     ReLU             [8, 1000]           0
                2     Linear(1000, 2)  [8, 2]          2,002
                      total                            7,002
                """)
    }
}
