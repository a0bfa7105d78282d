import Contrastive
import Foundation
import Tensors
import Testing

@Suite("Losses at the edges")
struct LossEdgeTests {
    /// A loss on one tensor `[6, 3]`: rows 0…2 one view, 3…5 the other, or labels 0, 1, 2, 0, 1, 2.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// The value where all rows coincide.
        let collapsed: Float
        let loss: @Sendable (Tensor) -> Tensor
        var testDescription: String { name }
    }

    private static let labels = [0, 1, 2, 0, 1, 2]

    private static func half(_ x: Tensor, _ part: Int) -> Tensor {
        x.sliced(axis: 0, x.shape[0] / 2 * part..<x.shape[0] / 2 * (part + 1))
    }

    private static let cases = [
        Case(name: "triplet, hard", collapsed: 1) { tripletLoss($0, labels: labels, mining: .hard) },
        Case(name: "triplet, semi-hard", collapsed: 1) { tripletLoss($0, labels: labels, mining: .semiHard) },
        Case(name: "pairwise contrastive", collapsed: 1 / 3) {
            pairwiseContrastive(half($0, 0), half($0, 1), isSame: [true, false, false])
        },
        Case(name: "NCE", collapsed: log(4)) {
            nce(half($0, 0), positives: half($0, 1), negatives: half($0, 1))
        },
        Case(name: "supervised contrastive", collapsed: log(5)) { supervisedContrastive($0, labels: labels) },
        Case(name: "decoupled contrastive", collapsed: log(4)) { decoupledContrastive($0) },
        Case(name: "Barlow Twins", collapsed: 3) { barlowTwins(half($0, 0), half($0, 1)) },
        Case(name: "VICReg", collapsed: 24.75) { vicReg(half($0, 0), half($0, 1)) },
        Case(name: "negative cosine", collapsed: -1) { negativeCosine(half($0, 0), half($0, 1)) },
    ]

    @Test("coinciding rows give the closed form, and a finite gradient", arguments: cases)
    func collapsed(_ c: Case) throws {
        for value in [0.7, -30] as [Float] {
            let features = Tensor.full([6, 3], value)
            features.requiresGrad = true
            let loss = c.loss(features)
            loss.backward()
            #expect(abs(loss.item - c.collapsed) < 1e-5 * max(1, abs(c.collapsed)))
            #expect(try #require(features.grad).values.allSatisfy { $0.isFinite })
        }
    }

    @Test("a row of zeros gives a finite loss and gradient", arguments: cases)
    func zeroRow(_ c: Case) throws {
        var generator = RandomGenerator(seed: 1)
        let values = [0, 0, 0] + Tensor.normal([5, 3], using: &generator).values
        let features = Tensor(values, shape: [6, 3])
        features.requiresGrad = true
        let loss = c.loss(features)
        loss.backward()
        #expect(loss.item.isFinite)
        #expect(try #require(features.grad).values.allSatisfy { $0.isFinite })
    }

    @Test("a batch of one asks no question: 0, with gradient 0")
    func one() throws {
        let losses: [(Tensor) -> Tensor] = [
            { tripletLoss($0, labels: [3], mining: .hard) },
            { tripletLoss($0, labels: [3], mining: .semiHard) },
            { supervisedContrastive($0, labels: [3]) },
        ]
        for loss in losses {
            let features = Tensor([1, 2], shape: [1, 2])
            features.requiresGrad = true
            let value = loss(features)
            value.backward()
            #expect(value.item == 0)
            #expect(try #require(features.grad).values == [0, 0])
        }
    }

    @Test("labels without a pair, or without a stranger, give 0")
    func noQuestion() {
        let features = Tensor([1, 0, 0, 1, 1, 1], shape: [3, 2])
        for labels in [[0, 1, 2], [5, 5, 5]] {
            #expect(tripletLoss(features, labels: labels, mining: .hard).item == 0)
        }
        #expect(supervisedContrastive(features, labels: [0, 1, 2]).item == 0)
    }

    @Test("with one label a picture the supervised loss is InfoNCE")
    func supervisedIsInfoNCE() {
        var generator = RandomGenerator(seed: 2)
        let features = Tensor.normal([12, 5], using: &generator)
        let labels = (0..<12).map { $0 % 4 }
        let difference =
            supervisedContrastive(features, labels: labels, temperature: 0.2)
            - infoNCE(features, views: 3, temperature: 0.2)
        #expect(abs(difference.item) < 1e-5)
    }

    @Test("decoupling takes exactly the positive out of InfoNCE's sum")
    func decoupledAgainstInfoNCE() {
        // cs231n's toy: each anchor's denominators are known from the similarities.
        let features = Tensor([1, 2, 3, 4, 5, 6, 0, 8, 3, 10, 4, 9], shape: [4, 3])
        let s = [(0.7820140, [0.974632, 0.856871]), (0.9256065, [0.974632, 0.773608])]
        let t = [(0.7820140, [0.773608, 0.491991]), (0.9256065, [0.856871, 0.491991])]
        let expected = (s + t).reduce(0) { $0 + log($1.1.reduce(0) { $0 + exp($1) }) - $1.0 } / 4
        #expect(abs(Double(decoupledContrastive(features, temperature: 1).item) - expected) < 1e-6)
    }

    @Test("mining picks the triplets that can be read off a line")
    func mining() {
        // Label 0 at 0 and 3, label 1 at 1, 4 and 10.
        let features = Tensor([0, 3, 1, 4, 10], shape: [5, 1])
        let labels = [0, 0, 1, 1, 1]
        let hard = minedTriplets(features, labels: labels, mining: .hard)
        #expect(hard.map(\.positive) == [1, 0, 4, 4, 2])
        #expect(hard.map(\.negative) == [2, 3, 0, 1, 1])
        let semiHard = minedTriplets(features, labels: labels, mining: .semiHard)
        #expect(semiHard.map(\.anchor) == [0, 1, 2, 2, 3, 3, 4, 4])
        #expect(semiHard.map(\.positive) == [1, 0, 3, 4, 2, 4, 2, 3])
        // The anchor at 0 has its positive 3 away: the negative at 4, not that at 1. The anchor at 1 has its
        // positives 3 and 9 away and no negative further than 2: the furthest, at 3, both times.
        #expect(semiHard.map(\.negative) == [3, 4, 1, 1, 0, 0, 0, 1])
    }

    @Test("Barlow Twins and VICReg are 0 for equal views with independent dimensions of deviation 1 or more")
    func perfect() {
        let view = Tensor([1, 1, 1, -1, -1, 1, -1, -1], shape: [4, 2])
        #expect(abs(barlowTwins(view, view).item) < 1e-6)
        #expect(abs(vicReg(view, view).item) < 1e-6)
    }

    @Test("a temperature of 0.01 overflows nowhere")
    func smallTemperature() {
        var generator = RandomGenerator(seed: 3)
        let features = Tensor.normal([16, 4], using: &generator)
        for loss in [
            supervisedContrastive(features, labels: (0..<16).map { $0 % 8 }, temperature: 0.01),
            decoupledContrastive(features, temperature: 0.01),
            nce(features, positives: features, negatives: features, temperature: 0.01),
        ] {
            #expect(loss.item.isFinite)
        }
    }
}
