import Contrastive
import Foundation
import Layers
import Tensors
import Testing

@Suite("Weights to and from PyTorch")
struct PyTorchExchangeTests {
    private static let backbones: [Backbone] = [.resNet18, .resNet34, .resNet50]

    @Test(
        "names, order and shapes are those of torchvision's networks with the head as fc",
        arguments: backbones)
    func names(_ backbone: Backbone) throws {
        let url = try #require(
            Bundle.module.url(forResource: "state_names", withExtension: "json", subdirectory: "Golden"))
        let lists = try JSONSerialization.jsonObject(with: Data(contentsOf: url)) as? [String: [[Any]]]
        let expected = try #require(lists?[backbone.rawValue.lowercased()])
        let state = SimCLR(backbone: backbone).stateDictionary()
        #expect(state.map(\.name) == expected.map { $0.first as? String })
        #expect(state.map(\.tensor.shape) == expected.map { $0.last as? [Int] })
    }

    @Test(
        "PyTorch loads our weights and gives our embeddings",
        .enabled(
            if: PyTorch.isThere, "needs python3, or $SWIFTNB_PYTHON, with torch, torchvision, safetensors"),
        arguments: [Backbone.resNet18, .resNet50])
    func toPyTorch(_ backbone: Backbone) throws {
        try PyTorch.inFolder { folder in
            let model = SimCLR(backbone: backbone, seed: 3)
            var generator = RandomGenerator(seed: 4)
            _ = withoutGradients { model(Tensor.uniform([16, 32, 32, 3], using: &generator)) }
            model.eval()
            let pictures = Tensor.uniform([4, 32, 32, 3], using: &generator)
            let embeddings = withoutGradients { model(pictures) }
            let state = model.stateDictionary().map { ($0.name, $0.tensor) }
            try SafeTensors.write(
                Dictionary(uniqueKeysWithValues: state),
                to: folder.appendingPathComponent("model.safetensors"))
            try SafeTensors.write(
                ["pictures": pictures.permuted([0, 3, 1, 2]), "embeddings": embeddings],
                to: folder.appendingPathComponent("probe.safetensors"))
            try PyTorch.exchange("check", folder, backbone)
        }
    }

    @Test(
        "we load PyTorch's weights, whole or the encoder alone, and give its embeddings",
        .enabled(
            if: PyTorch.isThere, "needs python3, or $SWIFTNB_PYTHON, with torch, torchvision, safetensors"),
        arguments: [Backbone.resNet18, .resNet50])
    func fromPyTorch(_ backbone: Backbone) throws {
        try PyTorch.inFolder { folder in
            try PyTorch.exchange("save", folder, backbone)
            let state = try SafeTensors.read(folder.appendingPathComponent("model.safetensors")).tensors
            let probe = try SafeTensors.read(folder.appendingPathComponent("probe.safetensors")).tensors
            let pictures = try #require(probe["pictures"]).permuted([0, 2, 3, 1])
            let model = SimCLR(backbone: backbone)
            try model.load(state)
            model.eval()
            let embeddings = withoutGradients { model(pictures) }
            expectClose(embeddings, try #require(probe["embeddings"]), within: 1e-4)

            let other = SimCLR(backbone: backbone, seed: 9)
            try other.encoder.load(state, ignoring: ["fc."])
            other.eval()
            #expect(withoutGradients { other.features(pictures).values == model.features(pictures).values })
        }
    }
}

/// Real PyTorch in a child process.
private enum PyTorch {
    static let python = ProcessInfo.processInfo.environment["SWIFTNB_PYTHON"] ?? "python3"
    static let isThere = (try? run(["-c", "import torch, torchvision, safetensors"]).status) == 0

    /// The other end's work; fails the test with what it printed.
    static func exchange(_ verb: String, _ folder: URL, _ backbone: Backbone) throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../scripts/reference/exchange.py")
        let result = try run([script.path, verb, folder.path, backbone.rawValue.lowercased()])
        #expect(result.status == 0, "\(result.output)")
    }

    static func inFolder(_ body: (URL) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exchange-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder)
    }

    private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [python] + arguments
        var environment = ProcessInfo.processInfo.environment
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(bytes: output, encoding: .utf8) ?? "")
    }
}
