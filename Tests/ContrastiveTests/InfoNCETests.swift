import Contrastive
import Foundation
import Tensors
import Testing

@Suite("InfoNCE")
struct InfoNCETests {
    /// A setting of the loss, with the name of its reference tensors.
    struct Setting: Sendable, CustomTestStringConvertible {
        let name: String
        let temperature: Float
        let similarity: Similarity
        var testDescription: String { name }
    }

    private static let settings = [
        Setting(name: "infonce.seed_s", temperature: 0.07, similarity: .cosine),
        Setting(name: "infonce.seed_k", temperature: 2, similarity: .dot),
        Setting(name: "infonce.wide", temperature: 0.5, similarity: .cosine),
    ]

    @Test("logits, loss, gradient and accuracies are PyTorch's, by both ways", arguments: settings)
    func reference(_ c: Setting) throws {
        let golden = try golden("losses")
        let given = try #require(golden["\(c.name).features"])
        let loss = try #require(golden["\(c.name).loss"]), gradient = try #require(golden["\(c.name).grad"])

        let features = Tensor(given.values, shape: given.shape)
        features.requiresGrad = true
        let (logits, labels) = contrastiveLogits(
            features, temperature: c.temperature, similarity: c.similarity)
        expectClose(logits, try #require(golden["\(c.name).logits"]), within: 1e-4)
        #expect(labels == [Int](repeating: 0, count: given.shape[0]))
        let slow = crossEntropy(logits, labels: labels)
        slow.backward()
        expectClose(slow, loss, within: 1e-4)
        expectClose(try #require(features.grad), gradient, within: 1e-4)
        for (k, name) in [(1, "top1"), (5, "top5")] {
            // Kept as percentages by the reference.
            let accuracy = 100 * topKAccuracy(logits, labels: labels, k: k)
            #expect(abs(accuracy - (try #require(golden["\(c.name).\(name)"]).item)) < 1e-3)
        }

        features.grad = nil
        let fast = infoNCE(features, temperature: c.temperature, similarity: c.similarity)
        fast.backward()
        expectClose(fast, loss, within: 1e-4)
        expectClose(try #require(features.grad), gradient, within: 1e-4)
    }

    @Test(
        "the Stanford exercise's toy values",
        arguments: [
            (1.0, 1.0537996), (5.0, 1.0883455), (0.5, 1.0241141), (2.0, 1.0741907), (0.1, 1.1111145),
        ] as [(Float, Float)])
    func toyValues(temperature: Float, expected: Float) {
        let features = Tensor([1, 2, 3, 4, 5, 6, 0, 8, 3, 10, 4, 9], shape: [4, 3])
        #expect(abs(infoNCE(features, temperature: temperature).item - expected) < 1e-6)
        let (logits, labels) = contrastiveLogits(features, temperature: temperature)
        #expect(abs(crossEntropy(logits, labels: labels).item - expected) < 1e-6)
    }

    @Test(
        "orthogonal pairs give their closed form",
        arguments: [(1, 0.5514447), (0.5, 0.2395447)] as [(Float, Float)])
    func orthogonal(temperature: Float, expected: Float) {
        let features = Tensor([1, 0, 0, 1, 1, 0, 0, 1], shape: [4, 2])
        #expect(abs(infoNCE(features, temperature: temperature).item - expected) < 1e-6)
    }

    @Test("the exercise's similarities stand in the logits, positive first")
    func similarities() {
        let features = Tensor([1, 2, 3, 4, 5, 6, 0, 8, 3, 10, 4, 9], shape: [4, 3])
        let logits = contrastiveLogits(features, temperature: 1).logits
        let expected: [Float] = [
            0.782014, 0.974632, 0.856871, 0.925606, 0.974632, 0.773608,
            0.782014, 0.773608, 0.491991, 0.925606, 0.856871, 0.491991,
        ]
        #expect(logits.shape == [4, 3])
        #expect(zip(logits.values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }

    @Test(
        "identical embeddings give ln(V·N − 1), at any temperature",
        arguments: [(1, 2), (4, 2), (32, 2), (5, 3)])
    func collapsed(n: Int, views: Int) {
        for temperature in [0.01, 0.5, 2] as [Float] {
            let features = Tensor.full([views * n, 3], 0.7)
            let loss = infoNCE(features, views: views, temperature: temperature).item
            #expect(abs(loss - log(Float(views * n - 1))) < 1e-5)
            #expect(abs(InfoNCE().chance(batchSize: n, views: views) - log(Float(views * n - 1))) < 1e-6)
        }
    }

    @Test(
        "the loss equals its definition written as loops",
        arguments: [(2, 3, 2), (8, 16, 2), (33, 5, 2), (4, 7, 3), (3, 4, 5)])
    func definition(n: Int, d: Int, views: Int) {
        var generator = RandomGenerator(seed: UInt64(n))
        let features = Tensor.normal([views * n, d], using: &generator)
        for (temperature, similarity) in [(0.1, .cosine), (2, .dot)] as [(Float, Similarity)] {
            let expected = infoNCEByDefinition(features, views: views, temperature, similarity)
            let fast = infoNCE(features, views: views, temperature: temperature, similarity: similarity).item
            let (logits, labels) = contrastiveLogits(
                features, views: views, temperature: temperature, similarity: similarity)
            let slow = crossEntropy(logits, labels: labels).item
            #expect(abs(Double(fast) - expected) <= 1e-5 * abs(expected))
            #expect(abs(Double(slow) - expected) <= 1e-5 * abs(expected))
        }
    }

    @Test("the closed-form gradient equals the tape's through the logits", arguments: [(5, 4, 2), (4, 6, 3)])
    func gradients(n: Int, d: Int, views: Int) throws {
        var generator = RandomGenerator(seed: 9)
        let values = Tensor.normal([views * n, d], using: &generator)
        for (temperature, similarity) in [(0.05, .cosine), (0.7, .dot)] as [(Float, Similarity)] {
            let gradients = try [true, false].map { fast in
                let features = Tensor(values.values, shape: values.shape)
                features.requiresGrad = true
                let loss = InfoNCE(temperature: temperature, similarity: similarity)
                let (logits, labels) = loss.logits(features, views: views)
                let value = fast ? loss(features, views: views) : crossEntropy(logits, labels: labels)
                (value * 3).backward()
                return try #require(features.grad)
            }
            expectClose(gradients[0], gradients[1], within: 1e-4)
        }
    }

    @Test("a temperature of 0.01 neither overflows nor loses the gradient")
    func smallTemperature() throws {
        var generator = RandomGenerator(seed: 9)
        let features = Tensor.normal([64, 8], using: &generator)
        features.requiresGrad = true
        let loss = infoNCE(features, temperature: 0.01)
        loss.backward()
        let expected = infoNCEByDefinition(features, views: 2, 0.01, .cosine)
        #expect(abs(Double(loss.item) - expected) <= 1e-4 * expected)
        #expect(try #require(features.grad).values.allSatisfy { $0.isFinite })
    }

    @Test("one picture has no negatives: the loss is 0 and its gradient too")
    func onePicture() throws {
        let features = Tensor([1, 2, 3, 4], shape: [2, 2])
        features.requiresGrad = true
        let loss = infoNCE(features)
        loss.backward()
        #expect(abs(loss.item) < 1e-6)
        #expect(try #require(features.grad).values.allSatisfy { abs($0) < 1e-6 })
    }

    @Test(
        "the floor is reached by pictures at the corners of a simplex",
        arguments: [(0.07, 2), (0.5, 2), (2, 2), (0.5, 3)] as [(Float, Int)])
    func floor(temperature: Float, views: Int) {
        let n = 6
        var corners: [Float] = []
        for _ in 0..<views {
            for i in 0..<n { corners += (0..<n).map { ($0 == i ? 1 : 0) - 1 / Float(n) } }
        }
        let features = Tensor(corners, shape: [views * n, n])
        let loss = InfoNCE(temperature: temperature)
        #expect(abs(loss(features, views: views).item - loss.floor(batchSize: n, views: views)) < 1e-5)
    }
}

/// InfoNCE written from its definition, in double precision.
private func infoNCEByDefinition(
    _ features: Tensor, views: Int, _ temperature: Float, _ similarity: Similarity
) -> Double {
    let (rows, d) = (features.shape[0], features.shape[1])
    let n = rows / views
    let z = (0..<rows).map { row in
        let values = features.values[row * d..<(row + 1) * d].map(Double.init)
        let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return similarity == .cosine ? values.map { $0 / length } : values
    }
    func score(_ a: Int, _ b: Int) -> Double {
        zip(z[a], z[b]).reduce(0) { $0 + $1.0 * $1.1 } / Double(temperature)
    }
    var (sum, pairs) = (0.0, 0)
    for anchor in 0..<rows {
        for positive in 0..<rows where positive != anchor && positive % n == anchor % n {
            var denominator = 0.0
            for other in 0..<rows where other != anchor {
                denominator += exp(score(anchor, other) - score(anchor, positive))
            }
            sum += log(denominator)
            pairs += 1
        }
    }
    return sum / Double(pairs)
}
