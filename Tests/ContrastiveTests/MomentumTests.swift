import Contrastive
import Foundation
import Layers
import Tensors
import Testing

@Suite("Momentum, queue and stopped gradients")
struct MomentumTests {
    private func buffers(_ method: any Method, _ prefix: String) -> [String: [Float]] {
        let named = method.namedBuffers.filter { $0.name.hasPrefix(prefix) }
        return Dictionary(
            uniqueKeysWithValues: named.map { (String($0.name.dropFirst(prefix.count)), $0.tensor.values) })
    }

    /// Slow weights before and after a step, beside the quick ones after it.
    private func expectFollows(
        _ method: any Method, slow: String, quick: [String], momentum: Float, parameters: Int
    ) throws {
        let before = buffers(method, slow)
        let trainer = trainer(method)
        _ = try trainer.step(ToyPictures.views(0), of: 10)
        let after = buffers(method, slow)
        var compared = 0
        for parameter in method.namedParameters {
            guard let place = quick.firstIndex(where: { parameter.name.hasPrefix("\($0).") }) else {
                continue
            }
            let name = "\(place)" + parameter.name.dropFirst(quick[place].count)
            let old = try #require(before[name]), new = try #require(after[name])
            let expected = zip(old, parameter.tensor.values).map { momentum * $0 + (1 - momentum) * $1 }
            #expect(new == expected, "\(name)")
            #expect(old != new)
            compared += 1
        }
        #expect(compared == parameters)
    }

    @Test("MoCo's key encoder is m·old + (1 − m)·query encoder after a step, exactly")
    func moco() throws {
        let method = MoCo(backbone: .smallConvNet, projection: 8, queue: 32, momentum: 0.75)
        try expectFollows(method, slow: "key.", quick: ["encoder", "head"], momentum: 0.75, parameters: 16)
    }

    @Test("BYOL's target is m·old + (1 − m)·online after a step, exactly; m rises from its base to 1")
    func byol() throws {
        let method = BYOL(backbone: .smallConvNet, projection: 8, hidden: 16, momentum: 0.75)
        try expectFollows(
            method, slow: "target.", quick: ["encoder", "projector"], momentum: 0.75, parameters: 17)
        #expect(method.momentum(at: 0, of: 10) == 0.75)
        #expect(abs(method.momentum(at: 5, of: 10) - 0.875) < 1e-6)
        #expect(method.momentum(at: 10, of: 10) == 1)
    }

    @Test("the newest keys push out the oldest, in order, round the end of the queue")
    func queueOrder() {
        var generator = RandomGenerator(seed: 1)
        let queue = KeyQueue(capacity: 5, width: 1, using: &generator)
        queue.enqueue(Tensor([1, -2, 3], shape: [3, 1]))
        #expect(Array(queue.keys.values[..<3]) == [1, -1, 1])
        queue.enqueue(Tensor([-1, -1, -1, 1], shape: [4, 1]))
        #expect(queue.keys.values == [-1, 1, 1, -1, -1])
        // More keys than there is room for: the last five stay.
        queue.enqueue(Tensor([1, 1, 1, -1, 1, -1, 1], shape: [7, 1]))
        #expect(queue.keys.values == [-1, 1, -1, 1, 1])
    }

    @Test("a step's keys enter the queue after it, and are the second view's")
    func keysEnter() throws {
        let method = MoCo(backbone: .smallConvNet, projection: 8, queue: 40)
        let before = method.queue.keys.values
        let views = ToyPictures.views(0)
        let result = method.loss(of: views, labels: nil)
        #expect(method.queue.keys.values == before)
        let keys = result.embeddings.sliced(axis: 0, 16..<32).normalized().values
        method.afterStep(0, of: 1)
        #expect(Array(method.queue.keys.values[..<128]) == keys)
        #expect(Array(method.queue.keys.values[128...]) == Array(before[128...]))
    }

    @Test("no gradient reaches a momentum network or a queue")
    func gradientStops() {
        for method in [
            MoCo(backbone: .smallConvNet, projection: 8, queue: 32),
            BYOL(backbone: .smallConvNet, projection: 8, hidden: 16),
        ] as [any Method] {
            method.loss(of: ToyPictures.views(0), labels: nil).loss.backward()
            #expect(method.parameters.allSatisfy { $0.grad != nil })
            #expect(method.namedBuffers.allSatisfy { $0.tensor.grad == nil })
        }
    }

    @Test("SimSiam's gradient is that of fixed targets, and another without the stop")
    func simSiamGradient() throws {
        let views = ToyPictures.views(0)
        func gradients(_ method: SimSiam, _ loss: (SimSiam) -> Tensor) throws -> [Float] {
            loss(method).backward()
            return try method.parameters.flatMap { try #require($0.grad).values }
        }
        let make = { SimSiam(backbone: .smallConvNet, projection: 16, stopsGradient: $0, seed: 5) }
        let stopped = try gradients(make(true)) { $0.loss(of: views).loss }
        let open = try gradients(make(false)) { $0.loss(of: views).loss }
        let fixed = make(true)
        let targets = Tensor(withoutGradients { fixed(concatenate(views)) }.values, shape: [32, 16])
        let reference = try gradients(fixed) { method in
            let p = method.predictor(method(concatenate(views)))
            let half = { (x: Tensor, i: Int) in x.sliced(axis: 0, 16 * i..<16 * (i + 1)) }
            let sum =
                negativeCosine(half(p, 0), half(targets, 1)) + negativeCosine(half(p, 1), half(targets, 0))
            return sum / 2
        }
        let scale = reference.map(abs).max() ?? 0
        #expect(zip(stopped, reference).allSatisfy { abs($0 - $1) < 1e-5 * scale })
        #expect(zip(open, reference).contains { abs($0 - $1) > 0.1 * scale })
    }

    @Test("keys are made in four groups, and each stands in the place of its picture")
    func keyGroups() throws {
        let method = MoCo(backbone: .smallConvNet, projection: 8, queue: 40)
        let views = ToyPictures.views(0)
        let keys = method.loss(of: views, labels: nil).embeddings.sliced(axis: 0, 16..<32)
        for group in 0..<4 {
            let places = Array(stride(from: group, to: 16, by: 4))
            // The key encoder starts as a copy of the query encoder.
            let expected = withoutGradients { method(views[1].rows(places)) }
            expectClose(keys.rows(places), expected, within: 1e-6)
        }
    }

    @Test("without the stop SimSiam collapses and the metrics say so; with it it does not")
    func collapse() throws {
        /// Views under so much noise that agreeing on nothing is the easiest.
        func last(stopsGradient: Bool) throws -> BatchMetrics {
            let method = SimSiam(backbone: .smallConvNet, projection: 32, stopsGradient: stopsGradient)
            let trainer = Trainer(method: method, optimizer: SGD(learningRate: 0.5, momentum: 0.9))
            let steps = try (0..<120).map { step in
                try trainer.step(ToyPictures.views(step, noise: 1), of: 120)
            }
            return try #require(steps.last?.batch)
        }
        #expect(try last(stopsGradient: false).hasCollapsed)
        #expect(try !last(stopsGradient: true).hasCollapsed)
    }
}
