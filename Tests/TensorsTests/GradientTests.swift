import Tensors
import Testing

@Suite("Gradients")
struct GradientTests {
    @Test("every operation has a row in the gradient table")
    func tableIsComplete() {
        let covered = Set(GradientCase.all.map(\.operation))
        let missing = Tensors.Operation.allCases.filter { !covered.contains($0) }
        #expect(missing.isEmpty, "no row for \(missing)")
    }

    @Test("gradients agree with central differences", arguments: GradientCase.all)
    func agreesWithCentralDifferences(_ row: GradientCase) {
        let inputs = row.inputs()
        inputs.forEach { $0.requiresGrad = true }
        let result = row.function(inputs)
        let weights = sample(result.shape, seed: 99)
        (result * weights).sum().backward()
        for (place, input) in inputs.enumerated() {
            guard let gradient = input.grad else {
                // An input that the function does not use has no gradient.
                #expect(row.description == "batchNorm, evaluation" && place == 3)
                continue
            }
            expectClose(gradient, differences(row, place, weights), 2e-2, "input \(place)")
        }
    }

    /// (f(x + h) − f(x − h)) / 2h of the weighted sum, summed in Double.
    private func differences(_ row: GradientCase, _ place: Int, _ weights: Tensor) -> Tensor {
        let step: Float = 1e-2
        let shape = row.inputs()[place].shape
        let numbers = (0..<shape.reduce(1, *)).map { element -> Float in
            let sides = [step, -step].map { shift -> Double in
                let inputs = row.inputs()
                inputs[place].withUnsafeMutableBuffer { $0[element] += shift }
                let values = withoutGradients { row.function(inputs).values }
                return zip(values, weights.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
            }
            return Float((sides[0] - sides[1]) / (2 * Double(step)))
        }
        return Tensor(numbers, shape: shape)
    }

    @Test("gradients of two backward passes add up")
    func accumulation() {
        let x = Tensor([1, 2])
        x.requiresGrad = true
        (x * 3).sum().backward()
        (x * 3).sum().backward()
        #expect(x.grad?.values == [6, 6])
        x.grad = nil
        #expect(x.grad == nil)
    }

    @Test("a chain of 100,000 operations neither overflows on the way back nor when it is freed")
    func longChain() {
        let x = Tensor(1)
        x.requiresGrad = true
        var y = x
        for _ in 0..<100_000 { y = y + 1 }
        let unused = y + 1
        y.backward()
        #expect(x.grad?.item == 1)
        #expect(unused.item == 100_002)
    }

    @Test("nothing is recorded inside withoutGradients, and what is detached has no history")
    func recording() {
        let x = Tensor([1, 2])
        x.requiresGrad = true
        #expect(withoutGradients { x * 2 }.requiresGrad == false)
        #expect((x.detached() * 2).requiresGrad == false)
        #expect((x * 2).requiresGrad)
    }

    @Test("a step in steady state asks the system for no memory")
    func steadyState() {
        let (x, weight) = (sample([8, 9, 9, 16]), sample([3, 3, 16, 16], seed: 2))
        weight.requiresGrad = true
        func step() {
            let y = conv2d(x, weight, padding: 1).relu()
            globalAveragePool(y).square().sum().backward()
            weight.grad = nil
        }
        // Other tests allocate meanwhile; a step that does so itself would leave no quiet window.
        let quiet = (0..<2000).contains { _ in
            let before = MemoryFigures.now.systemAllocations
            for _ in 0..<3 { step() }
            return MemoryFigures.now.systemAllocations == before
        }
        #expect(quiet)
    }
}
