import Contrastive
import Tensors
import Testing

/// `losses.safetensors`: settings in its metadata; `triplet` has margin 1, `negcos` a gradient for p alone.
@Suite("Losses against PyTorch")
struct LossGoldenTests {
    /// The reference's inputs with gradients wanted, then the loss, then each input's gradient.
    private func expectReference(
        _ name: String, inputs: [String], gradients: [String?], within tolerance: Float = 1e-5,
        loss: ([Tensor]) -> Tensor,
        at location: SourceLocation = #_sourceLocation
    ) throws {
        let golden = try golden("losses")
        let given = try inputs.map { try #require(golden["\(name).\($0)"]).copy() }
        for input in given { input.requiresGrad = true }
        let value = loss(given)
        value.backward()
        expectClose(value, try #require(golden["\(name).loss"]), within: tolerance, at: location)
        for case let (input, gradient?) in zip(given, gradients) {
            let reference = try #require(golden["\(name).\(gradient)"])
            expectClose(try #require(input.grad), reference, within: tolerance, at: location)
        }
    }

    @Test("triplet loss is PyTorch's TripletMarginLoss")
    func triplet() throws {
        try expectReference(
            "triplet", inputs: ["anchor", "positive", "negative"], gradients: ["ga", "gp", "gn"],
            loss: { tripletLoss($0[0], positives: $0[1], negatives: $0[2]) })
    }

    @Test("NCE with k negatives")
    func kNegatives() throws {
        try expectReference(
            "nce_k", inputs: ["anchor", "positive", "negatives"], gradients: ["grad", nil, nil],
            loss: { nce($0[0], positives: $0[1], negatives: $0[2], temperature: 0.2) })
    }

    @Test("supervised contrastive loss")
    func supervised() throws {
        try expectReference(
            "supcon", inputs: ["features"], gradients: ["grad"],
            loss: { supervisedContrastive($0[0], labels: [0, 0, 1, 1, 2, 2, 0, 1], temperature: 0.1) })
    }

    @Test("Barlow Twins")
    func barlow() throws {
        try expectReference(
            "barlow", inputs: ["a", "b"], gradients: ["ga", "gb"],
            // The reference adds nothing to the variance, this library 1e-5.
            within: 5e-5, loss: { barlowTwins($0[0], $0[1]) })
    }

    @Test("VICReg")
    func vicreg() throws {
        try expectReference(
            "vicreg", inputs: ["a", "b"], gradients: ["ga", "gb"], loss: { vicReg($0[0], $0[1]) })
    }

    @Test("negative cosine regression")
    func cosine() throws {
        try expectReference(
            "negcos", inputs: ["p", "z"], gradients: ["grad", nil],
            loss: { negativeCosine($0[0], $0[1].detached()) })
    }
}
