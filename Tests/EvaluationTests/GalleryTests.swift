import Contrastive
import Datasets
import Evaluation
import Images
import Layers
import Tensors
import Testing

@Suite("Pictures of the representation")
struct GalleryTests {
    private func evaluator() -> Evaluator {
        var rng = RandomGenerator(seed: 3)
        return Evaluator(
            training: colouredPictures(30, seed: 1), test: colouredPictures(12, seed: 2),
            encoder: SmallConvNet(using: &rng), size: 16)
    }

    @Test("a row for each class, the distances as captions, the classes as frames")
    func gallery() throws {
        let gallery = try evaluator().neighborGallery(count: 3, side: 16)
        #expect(gallery.alternativeText.contains("distance 0.0"))
        let svg = try gallery.drawing.get()
        #expect(svg.contains("red") && svg.contains("green") && svg.contains("blue"))
    }

    @Test("what a neuron likes are the rows with its largest values, first of equal ones first")
    func favourites() throws {
        let features = Tensor([1, 0, 5, 0, 5, 0, 2, 0] as [Float], shape: [4, 2])
        #expect(topRows(of: features, column: 0, count: 3).map(\.row) == [1, 2, 3])
        #expect(topRows(of: features, column: 0, count: 9).count == 4)
        #expect(mostVarying(features) == [0, 1])
        let grid = try evaluator().favourites(of: [4, 7], count: 2, side: 16)
        #expect(try grid.drawing.get().contains("neuron 7"))
    }

    @Test("pictures of one class are alike: the similarity map is ordered by class")
    func similarity() throws {
        let map = try evaluator().similarityMap(perClass: 3)
        #expect(map.alternativeText.contains("9 rows by 9 columns"))
        #expect(map.alternativeText.contains("ordered by class: red, green, blue"))
    }

    @Test("views that change nothing are aligned, strong ones less; uniformity does not depend on them")
    func alignment() throws {
        let evaluator = evaluator()
        let same = try evaluator.alignmentAndUniformity(.evaluation(size: 16))
        let strong = try evaluator.alignmentAndUniformity(.simCLR(size: 16))
        #expect(same.alignment == 0 && strong.alignment > 1e-4 && same.uniformity == strong.uniformity)
        #expect(try evaluator.alignmentAndUniformity(.simCLR(size: 16)).alignment == strong.alignment)
    }

    @Test("an encoder that changes while it is measured ends the process")
    func frozen() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            final class Restless: Layer {
                let weight = Tensor([1])
                var ownParameters: [NamedTensor] { [NamedTensor("weight", weight)] }
                func callAsFunction(_ x: Tensor) -> Tensor {
                    weight.assign(weight + 1)
                    return x.reshaped([x.shape[0], -1])
                }
            }
            let pictures = colouredPictures(3, seed: 1)
            _ = try Evaluator(training: pictures, test: pictures, encoder: Restless(), size: 4).features()
        }
        #expect(said(result).contains("changed while it was measured"))
    }

    @Test("an encoder trained on normalised views is shown normalised pictures")
    func normalised() throws {
        let session = Session(seed: 0)
        session.dataset = colouredPictures(30, seed: 1)
        session.method = BarlowTwins(backbone: .smallConvNet, projection: 8)
        session.pipeline = .weak(size: 16)
        let plain = try session.evaluator.features().test
        session.pipeline = ViewPipeline.weak(size: 16).normalized(.imageNet)
        let normal = try session.evaluator.features().test
        #expect(plain.values != normal.values)
        let byHand = try encode(
            session.test, with: session.encoder,
            views: ViewPipeline(size: 16, steps: [CentreCrop(16), Normalize.imageNet]))
        #expect(byHand.values == normal.values)
    }

    @Test("with few labels: three ways for each share, and the encoder is as before")
    func semiSupervised() throws {
        let evaluator = evaluator()
        let before = evaluator.encoder.stateDictionary().map { ($0.tensor, $0.tensor.values) }
        let few = try evaluator.semiSupervised(
            fractions: [0.1, 0.5], settings: FineTuningSettings(epochs: 2))
        #expect(few.points.map(\.labelCount) == [3, 15])
        #expect(few.points[1].linearProbe == 1)
        #expect(few.table.rows.count == 2 && few.description.hasPrefix("10 % of labels: linear "))
        for (tensor, values) in before { #expect(tensor.values == values) }
    }

    @Test("the baselines stand beside the encoder, supervised training where asked")
    func baselines() throws {
        let table = try evaluator().comparison(supervised: FineTuningSettings(epochs: 1))
        #expect(
            table.rows.map { $0[0].text } == [
                "raw 16×16 pixels", "their principal components", "untrained encoder", "trained encoder",
                "trained with all labels",
            ])
        #expect(try evaluator().pcaBaseline(components: 500).accuracy == 1)
    }
}
