import Datasets
import Evaluation
import Foundation
import Images
import Layers
import Tensors
import Testing

@Suite("Encoding")
struct EncodingTests {
    private func network() -> SmallConvNet {
        var rng = RandomGenerator(seed: 4)
        let network = SmallConvNet(using: &rng)
        // Running statistics that are not those of a fresh network.
        _ = network(Tensor.normal([8, 16, 16, 3], using: &rng))
        return network
    }

    @Test(
        "features are those of the evaluation views in evaluation mode, whatever the batch",
        arguments: [1, 5, 64])
    func features(batchSize: Int) throws {
        let (network, pictures) = (network(), colouredPictures(11, seed: 1))
        let features = try encode(pictures, with: network, size: 16, batchSize: batchSize)
        #expect(features.shape == [11, 256])
        network.eval()
        let pipeline = ViewPipeline.evaluation(size: 16)
        var rng = RandomGenerator(seed: 0)
        for i in 0..<11 {
            let view = pipeline(pictures.image(i), using: &rng)
            let expected = network(Tensor(view.pixels, shape: [1, 16, 16, 3]))
            #expect(largestDifference(features[i].doubles, expected.doubles) < 1e-5)
        }
        #expect(!features.requiresGrad)
    }

    @Test("every batch norm is left in the mode it was in")
    func modes() throws {
        let network = network()
        let norms = network.children.compactMap { $0.layer as? BatchNorm }
        let frozen = norms[1]
        frozen.eval()
        let batches = norms.map(\.batchCount.item)
        _ = try encode(colouredPictures(3, seed: 1), with: network, size: 16)
        #expect(norms.map(\.isTraining) == [true, false, true, true])
        #expect(norms.map(\.batchCount.item) == batches)
        network.eval()
        _ = try encode(colouredPictures(3, seed: 1), with: network, size: 16)
        #expect(norms.allSatisfy { !$0.isTraining })
    }

    @Test("a picture that cannot be read throws with its file's name, the first of several")
    func damaged() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("encode-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try colouredPictures(1, seed: 1).image(0).pngData()
        for i in 0..<30 {
            let bytes = i == 12 || i == 25 ? Array(whole.prefix(60)) : Array(whole)
            try Data(bytes).write(to: folder.appendingPathComponent("picture\(10 + i).png"))
        }
        let dataset = try ImageFolder(folder.path)
        let network = network()
        let error = #expect(throws: ImageError.self) {
            _ = try encode(dataset, with: network, size: 16)
        }
        #expect(error?.description.contains("picture22.png") == true)
        #expect(network.children.compactMap { $0.layer as? BatchNorm }.allSatisfy { $0.isTraining })
        #expect(throws: ImageError.self) { _ = try rawPixels(dataset) }
    }

    @Test("raw pixels are the evaluation views written out as rows")
    func pixels() throws {
        let pictures = colouredPictures(3, seed: 2)
        let rows = try rawPixels(pictures, side: 4)
        #expect(rows.shape == [3, 48])
        var rng = RandomGenerator(seed: 0)
        for i in 0..<3 {
            let view = ViewPipeline.evaluation(size: 4)(pictures.image(i), using: &rng)
            #expect(rows[i].values == view.pixels)
        }
        #expect(try rawPixels(pictures).shape == [3, 768])
    }

    @Test("a dataset without pictures stops with its name")
    func empty() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = RandomGenerator(seed: 0)
            let nothing = colouredPictures(2, seed: 1).subset([])
            _ = try encode(nothing, with: SmallConvNet(using: &rng), size: 8)
        }
        #expect(said(result).contains("encode: colours has no pictures"))
    }
}
