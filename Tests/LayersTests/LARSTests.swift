import Foundation
import Layers
import Tensors
import Testing

@Suite("LARS")
struct LARSTests {
    private func parameter(_ shape: [Int], seed: UInt64) -> Tensor {
        var generator = RandomGenerator(seed: seed)
        let parameter = Tensor.normal(shape, using: &generator)
        parameter.requiresGrad = true
        return parameter
    }

    /// Algorithm 1 in double precision.
    private struct Definition {
        var weight: [Double]
        var velocity: [Double]

        mutating func step(_ gradient: [Double], rate: Double, decay: Double, trust: Double) {
            let w = weight.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let g = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
            let local = trust * w / (g + decay * w)
            for i in weight.indices {
                velocity[i] = 0.9 * velocity[i] + rate * local * (gradient[i] + decay * weight[i])
                weight[i] -= velocity[i]
            }
        }
    }

    @Test("ten steps of a weight follow the paper's Algorithm 1, while the rate changes")
    func definition() {
        let weight = parameter([3, 5], seed: 1)
        var generator = RandomGenerator(seed: 2)
        var expected = Definition(
            weight: weight.values.map(Double.init), velocity: [Double](repeating: 0, count: 15))
        let optimizer = LARS([weight], learningRate: 1, weightDecay: 0.01, trust: 0.02)
        for step in 0..<10 {
            let gradient = Tensor.normal([3, 5], using: &generator)
            optimizer.learningRate = 1 - Float(step) / 20
            weight.grad = gradient
            optimizer.step()
            expected.step(
                gradient.values.map(Double.init), rate: Double(optimizer.learningRate), decay: 0.01,
                trust: 0.02)
        }
        let error = zip(weight.values, expected.weight).map { abs(Double($0) - $1) }.max() ?? 1
        #expect(error < 1e-6)
    }

    @Test("a weight moves by trust·‖w‖ a step, however large its gradient")
    func scaleFree() {
        let moved = [1e-3, 1, 1e3].map { (scale: Float) in
            let weight = parameter([4, 4], seed: 3)
            let before = weight.copy()
            weight.grad = parameter([4, 4], seed: 4).detached() * scale
            LARS([weight], learningRate: 1, weightDecay: 0, trust: 0.1).step()
            let length = { (x: Tensor) in sqrt(x.square().sum()).item }
            return length(weight - before) / length(before)
        }
        #expect(moved.allSatisfy { abs($0 - 0.1) < 1e-5 })
    }

    @Test("biases and norms take SGD's steps, without weight decay")
    func excluded() {
        let bias = parameter([6], seed: 5), twin = parameter([6], seed: 5)
        let lars = LARS([bias], learningRate: 0.2, weightDecay: 0.5)
        let sgd = SGD([twin], learningRate: 0.2, momentum: 0.9)
        for seed in 6...9 as ClosedRange<UInt64> {
            (bias.grad, twin.grad) = (parameter([6], seed: seed), parameter([6], seed: seed))
            lars.step()
            sgd.step()
        }
        #expect(zip(bias.values, twin.values).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("a weight of zeros, or a gradient of zeros, gives finite steps")
    func zeros() {
        let weight = Tensor.zeros([2, 2]), resting = parameter([2, 2], seed: 1)
        weight.requiresGrad = true
        let before = resting.values
        weight.grad = Tensor.ones([2, 2])
        resting.grad = Tensor.zeros([2, 2])
        LARS([weight, resting], learningRate: 0.1, weightDecay: 0).step()
        #expect(weight.values.allSatisfy { abs($0 + 0.1) < 1e-7 })
        #expect(resting.values == before)
    }

    @Test("it continues from its state bit for bit, with parameters of every kind")
    func continues() throws {
        let whole = [parameter([3, 2], seed: 1), parameter([2], seed: 2)]
        let first = LARS(whole, learningRate: 0.1)
        func step(_ optimizer: LARS, _ seed: UInt64) {
            for (place, parameter) in optimizer.parameters.enumerated() {
                parameter.grad = self.parameter(parameter.shape, seed: seed + UInt64(place))
            }
            optimizer.step()
        }
        for seed in 3..<6 as Range<UInt64> { step(first, 10 * seed) }
        let resumed = whole.map { parameter in
            let copy = parameter.copy()
            copy.requiresGrad = true
            return copy
        }
        let second = LARS(resumed, learningRate: 0.1)
        try second.load(first.state)
        for seed in 6..<9 as Range<UInt64> {
            step(first, 10 * seed)
            step(second, 10 * seed)
        }
        #expect(whole.map(\.values) == resumed.map(\.values))
        #expect(second.state.step == 6)
    }
}
