import Foundation
import Layers
import Tensors
import Testing

@Suite("Optimisers")
struct OptimizerTests {
    /// The settings of the reference sequences, by name.
    private static func optimizer(_ name: String, _ parameter: Tensor) -> (any Optimizer)? {
        switch name {
        case "adam": Adam([parameter], learningRate: 0.03, weightDecay: 0.01)
        case "adamw": AdamW([parameter], learningRate: 0.03, weightDecay: 0.01)
        case "sgd": SGD([parameter], learningRate: 0.1)
        case "sgd_momentum": SGD([parameter], learningRate: 0.1, momentum: 0.9, weightDecay: 0.001)
        case "sgd_nesterov": SGD([parameter], learningRate: 0.1, momentum: 0.9, nesterov: true)
        default: nil
        }
    }

    private static let names = ["adam", "adamw", "sgd", "sgd_momentum", "sgd_nesterov"]

    private func parameter(_ values: [Float], _ shape: [Int]) -> Tensor {
        let parameter = Tensor(values, shape: shape)
        parameter.requiresGrad = true
        return parameter
    }

    @Test("five steps follow PyTorch's", arguments: names)
    func fiveSteps(name: String) throws {
        let golden = try golden("optim")
        let start = try #require(golden["p0"]), gradients = try #require(golden["grads"])
        let parameter = parameter(start.values, start.shape)
        let optimizer = try #require(Self.optimizer(name, parameter))
        for step in 0..<5 {
            parameter.grad = Tensor(Array(gradients.values[step * 12..<(step + 1) * 12]), shape: [4, 3])
            optimizer.step()
            expectClose(parameter, try #require(golden["\(name).\(step)"]), within: 1e-5)
        }
    }

    @Test("an optimiser that loads another's state continues bit for bit", arguments: names)
    func continues(name: String) throws {
        var generator = RandomGenerator(seed: 5)
        let gradients = (0..<6).map { _ in Tensor.normal([7], using: &generator) }
        let whole = parameter([Float](repeating: 1, count: 7), [7])
        let optimizer = try #require(Self.optimizer(name, whole))
        for gradient in gradients.prefix(3) {
            whole.grad = gradient
            optimizer.step()
        }
        let resumed = parameter(whole.values, [7])
        let second = try #require(Self.optimizer(name, resumed))
        try second.load(optimizer.state)
        for gradient in gradients.suffix(3) {
            (whole.grad, resumed.grad) = (gradient, gradient)
            optimizer.step()
            second.step()
        }
        #expect(whole.values == resumed.values)
    }

    @Test("a state of another network is refused with its sizes")
    func wrongState() throws {
        let small = Adam([parameter([1, 2], [2])]), large = Adam([parameter([1, 2, 3], [3])])
        let error = OptimizerStateError.size(moment: "exp_avg", expected: 3, found: 2)
        #expect(throws: error) { try large.load(small.state) }
    }

    @Test("a parameter without gradient stays, and its neighbours keep their own moments")
    func withoutGradient() {
        let still = parameter([1, 2], [2]), moved = parameter([1, 2], [2])
        let optimizer = Adam([still, moved], learningRate: 0.1)
        moved.grad = Tensor([1, -1], shape: [2])
        optimizer.step()
        #expect(still.values == [1, 2])
        // Adam's first step has the size of the learning rate, whatever the gradient's.
        #expect(zip(moved.values, [0.9, 2.1] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test("gradients of several backward passes add up until they are dropped")
    func accumulation() throws {
        let weight = parameter([1, -2], [2])
        let inputs = [Tensor([1, 2]), Tensor([3, 5])]
        for x in inputs { ((weight * x).square().sum() / 2).backward() }
        let parts = try #require(weight.grad).values
        weight.grad = nil
        (inputs.map { (weight * $0).square().sum() }.reduce(Tensor(0), +) / 2).backward()
        #expect(try #require(weight.grad).values == parts)
        SGD([weight], learningRate: 1).zeroGrad()
        #expect(weight.grad == nil)
    }

    @Test("clipping scales a long gradient to the limit and leaves a short one alone")
    func clipping() throws {
        let first = parameter([0, 0], [2]), second = parameter([0], [1])
        first.grad = Tensor([3, 0], shape: [2])
        second.grad = Tensor([4], shape: [1])
        #expect(gradientNorm(of: [first, second]) == 5)
        #expect(clipGradients(of: [first, second], to: 10) == 5)
        #expect(try #require(first.grad).values == [3, 0])
        #expect(clipGradients(of: [first, second], to: 1) == 5)
        #expect(abs(gradientNorm(of: [first, second]) - 1) < 1e-5)
    }
}
