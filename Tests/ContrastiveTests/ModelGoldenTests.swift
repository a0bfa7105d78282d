import Contrastive
import Foundation
import Layers
import Tensors
import Testing

/// Whole networks against torchvision, with weights and pictures from a formula instead of files.
///
/// Element i of parameter p is `s = noise(p + 1, i)`; weights of more than one axis `s·√(6/fanIn)`, norm scales
/// `1 + 0.1·s` (times 0.3 in `bn2` and `bn3`), biases `0.05·s`. Pictures: `0.5 + 0.5·noise(0, j)`. Rows in PyTorch's layout. See
/// `scripts/reference/whole_networks.py`, which makes sure that float32 suffices for these networks.
@Suite("Whole networks against PyTorch")
struct ModelGoldenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let backbone: Backbone
        let batch: Int
        let side: Int
        var testDescription: String { name }
    }

    private static let cases = [
        Case(name: "resnet18.32", backbone: .resNet18, batch: 16, side: 32),
        Case(name: "resnet18.96", backbone: .resNet18, batch: 4, side: 96),
        Case(name: "resnet50.64", backbone: .resNet50, batch: 12, side: 64),
    ]

    /// What the reference program calls "a step" is the forward pass in training: it moves the statistics.
    @Test("features, loss and all gradient norms in training, then features in evaluation", arguments: cases)
    func wholeNetwork(_ c: Case) throws {
        let golden = try golden("networks")
        let model = SimCLR(backbone: c.backbone)
        try model.load(Self.weights(of: model))
        let pictures = Self.pictures([c.batch, 3, c.side, c.side])
        let features = model(pictures)
        expectClose(features, try #require(golden["\(c.name).features"]), within: 1e-3)
        let loss = infoNCE(features, temperature: 0.5)
        expectClose(loss, try #require(golden["\(c.name).loss"]), within: 1e-3)
        loss.backward()
        let norms = try #require(golden["\(c.name).grad_norms"])
        #expect(model.namedParameters.count == norms.count)
        // Float32 alone moves the smallest norms by more than a thousandth of themselves.
        let slack = 1e-4 * (norms.values.max() ?? 0)
        for (parameter, expected) in zip(model.namedParameters, norms.values) {
            let norm = gradientNorm(of: [parameter.tensor])
            #expect(
                abs(norm - expected) <= 1e-3 * expected + slack, "\(parameter.name): \(norm), \(expected)")
        }
        model.eval()
        let evaluated = withoutGradients { model(pictures) }
        expectClose(evaluated, try #require(golden["\(c.name).features_eval_after"]), within: 1e-3)
    }

    /// Uniform in −1..<1: the finaliser of MurmurHash3 (64 bit) on `index + stream · 2³²`.
    private static func noise(_ stream: UInt64, _ index: Int) -> Double {
        var x = UInt64(index) &+ stream << 32
        for factor: UInt64 in [0xFF51_AFD7_ED55_8CCD, 0xC4CE_B9FE_1A85_EC53] { x = (x ^ x >> 33) &* factor }
        return Double((x ^ x >> 33) >> 40) / 0x1p23 - 1
    }

    private static func weights(of model: SimCLR) -> [String: Tensor] {
        var weights = Dictionary(
            uniqueKeysWithValues: model.stateDictionary().map { ($0.name, $0.tensor) })
        for (p, parameter) in model.namedParameters.enumerated() {
            guard let shape = weights[parameter.name]?.shape else { continue }
            let fanIn = shape.dropFirst().reduce(1, *)
            let values = (0..<shape.reduce(1, *)).map { i in
                let s = noise(UInt64(p + 1), i)
                if shape.count > 1 { return Float(s * (6 / Double(fanIn)).squareRoot()) }
                let isBranchEnd = ["bn2.weight", "bn3.weight"].contains { parameter.name.hasSuffix(".\($0)") }
                let scale = (1 + 0.1 * s) * (isBranchEnd ? 0.3 : 1)
                return Float(parameter.name.hasSuffix("weight") ? scale : 0.05 * s)
            }
            weights[parameter.name] = Tensor(values, shape: shape)
        }
        return weights
    }

    private static func pictures(_ shape: [Int]) -> Tensor {
        let values = (0..<shape.reduce(1, *)).map { j in
            Float(0.5 + 0.5 * noise(0, j))
        }
        return Tensor(values, shape: shape).permuted([0, 2, 3, 1])
    }
}
