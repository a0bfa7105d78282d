import Contrastive
import Foundation
import Tensors
import Testing

/// A loss beside its definition; `inputs` are its arguments, each `[rows, width]`.
struct LossCase: Sendable, CustomTestStringConvertible {
    let name: String
    let inputs: [[Int]]
    let loss: @Sendable ([Tensor]) -> Tensor
    let definition: @Sendable ([Rows]) -> Double
    var testDescription: String { name }
}

private let labels = [0, 1, 2, 0, 1, 1, 3]

private let lossCases = [
    LossCase(
        name: "triplet", inputs: [[5, 3], [5, 3], [5, 3]],
        loss: { tripletLoss($0[0], positives: $0[1], negatives: $0[2], margin: 0.7) },
        definition: { LossDefinition.triplet($0[0], $0[1], $0[2], margin: 0.7) }),
    LossCase(
        name: "triplet, hard", inputs: [[7, 3]],
        loss: { tripletLoss($0[0], labels: labels, margin: 0.4, mining: .hard) },
        definition: { LossDefinition.hardTriplet($0[0], labels: labels, margin: 0.4) }),
    LossCase(
        name: "triplet, semi-hard", inputs: [[7, 3]],
        loss: { tripletLoss($0[0], labels: labels, margin: 0.4, mining: .semiHard) },
        definition: { LossDefinition.semiHardTriplet($0[0], labels: labels, margin: 0.4) }),
    LossCase(
        name: "pairwise contrastive", inputs: [[7, 3], [7, 3]],
        loss: { pairwiseContrastive($0[0], $0[1], isSame: labels.map { $0 == 1 }, margin: 3) },
        definition: { LossDefinition.pairwise($0[0], $0[1], isSame: labels.map { $0 == 1 }, margin: 3) }),
    LossCase(
        name: "NCE, own negatives", inputs: [[3, 4], [3, 4], [15, 4]],
        loss: { nce($0[0], positives: $0[1], negatives: $0[2].reshaped([3, 5, 4]), temperature: 0.2) },
        definition: { x in
            let own = { (i: Int) in Array(x[2][5 * i..<5 * i + 5]) }
            return LossDefinition.nce(x[0], x[1], negatives: own, temperature: 0.2)
        }),
    LossCase(
        name: "NCE, shared negatives", inputs: [[3, 4], [3, 4], [5, 4]],
        loss: { nce($0[0], positives: $0[1], negatives: $0[2], temperature: 0.2) },
        definition: { x in LossDefinition.nce(x[0], x[1], negatives: { _ in x[2] }, temperature: 0.2) }),
    LossCase(
        name: "supervised contrastive", inputs: [[7, 3]],
        loss: { supervisedContrastive($0[0], labels: labels, temperature: 0.3) },
        definition: { LossDefinition.supervised($0[0], labels: labels, temperature: 0.3) }),
    LossCase(
        name: "decoupled contrastive", inputs: [[8, 3]],
        loss: { decoupledContrastive($0[0], temperature: 0.3) },
        definition: { LossDefinition.decoupled($0[0], views: 2, temperature: 0.3) }),
    LossCase(
        name: "decoupled contrastive, three views", inputs: [[9, 3]],
        loss: { decoupledContrastive($0[0], views: 3, temperature: 0.3) },
        definition: { LossDefinition.decoupled($0[0], views: 3, temperature: 0.3) }),
    LossCase(
        name: "Barlow Twins", inputs: [[7, 5], [7, 5]],
        loss: { barlowTwins($0[0], $0[1], redundancy: 0.1) },
        definition: { LossDefinition.barlow($0[0], $0[1], redundancy: 0.1) }),
    LossCase(
        name: "VICReg", inputs: [[7, 5], [7, 5]], loss: { vicReg($0[0], $0[1]) },
        definition: { LossDefinition.vicReg($0[0], $0[1]) }),
    LossCase(
        name: "negative cosine", inputs: [[5, 3], [5, 3]], loss: { negativeCosine($0[0], $0[1]) },
        definition: { LossDefinition.negativeCosine($0[0], $0[1]) }),
]

@Suite("Losses")
struct LossTests {
    @Test("each loss equals its definition written as loops", arguments: lossCases)
    func definition(_ c: LossCase) {
        for seed in 1...3 as ClosedRange<UInt64> {
            let inputs = Self.inputs(of: c, seed: seed)
            let expected = c.definition(inputs.map(rows))
            let loss = c.loss(inputs)
            #expect(loss.shape == [])
            #expect(abs(Double(loss.item) - expected) <= 1e-5 * max(1, abs(expected)), "seed \(seed)")
        }
    }

    @Test("each gradient agrees with central differences of the definition", arguments: lossCases)
    func gradient(_ c: LossCase) throws {
        let inputs = Self.inputs(of: c, seed: 4)
        for input in inputs { input.requiresGrad = true }
        (c.loss(inputs) * 2).backward()
        let given = inputs.map(rows)
        for (place, input) in inputs.enumerated() {
            let gradient = try #require(input.grad).values
            let width = input.shape[1]
            for index in 0..<input.count {
                let shifted = [-1e-5, 1e-5].map { step in
                    var rows = given
                    rows[place][index / width][index % width] += step
                    return c.definition(rows)
                }
                let expected = 2 * (shifted[1] - shifted[0]) / 2e-5
                let error = abs(Double(gradient[index]) - expected)
                #expect(error <= 1e-4 * max(1, abs(expected)), "argument \(place), element \(index)")
            }
        }
    }

    private static func inputs(of c: LossCase, seed: UInt64) -> [Tensor] {
        var generator = RandomGenerator(seed: seed)
        return c.inputs.map { Tensor.normal($0, using: &generator) }
    }

    private func rows(_ x: Tensor) -> Rows {
        let width = x.shape[1], values = x.values.map(Double.init)
        return (0..<x.shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
}
