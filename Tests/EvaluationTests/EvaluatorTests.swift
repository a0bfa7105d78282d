import Datasets
import Evaluation
import Layers
import Tensors
import Testing

@Suite("Evaluator")
struct EvaluatorTests {
    private func evaluator() -> (Evaluator, SmallConvNet) {
        var rng = RandomGenerator(seed: 3)
        let encoder = SmallConvNet(using: &rng)
        let evaluator = Evaluator(
            training: colouredPictures(60, seed: 1), test: colouredPictures(31, seed: 2), encoder: encoder,
            size: 16)
        return (evaluator, encoder)
    }

    @Test("colours are told apart by probe, neighbours and pixels")
    func accuracies() throws {
        let (evaluator, _) = evaluator()
        let probe = try evaluator.linearProbe()
        #expect(probe.accuracy == 1 && probe.trainingAccuracy == 1)
        #expect(probe.predictions == evaluator.test.labels)
        #expect(try evaluator.kNearest(k: 20).accuracy == 1)
        #expect(try evaluator.pixelBaseline().accuracy == 1)
        #expect(
            probe.description
                == "linear probe: 100.0 % of 31 right, 100.0 % in training (the commonest class alone: 35.5 %)"
        )
        #expect(try evaluator.kNearest().description.hasPrefix("60 nearest neighbours: "))
    }

    @Test("nothing of the encoder changes: weights, statistics, modes and gradients")
    func unchanged() throws {
        let (evaluator, encoder) = evaluator()
        let before = encoder.stateDictionary()
        _ = try evaluator.linearProbe()
        _ = try evaluator.kNearest()
        _ = try evaluator.comparison()
        for (old, new) in zip(before, encoder.stateDictionary()) {
            #expect(old.tensor.values == new.tensor.values, "\(old.name)")
        }
        #expect(encoder.children.compactMap { $0.layer as? BatchNorm }.allSatisfy { $0.isTraining })
        #expect(encoder.parameters.allSatisfy { $0.grad == nil && $0.requiresGrad })
    }

    @Test("features follow the weights: kept while they stay, made anew when one changes")
    func fresh() throws {
        let (evaluator, encoder) = evaluator()
        let first = try evaluator.features()
        #expect(try evaluator.features().test === first.test)
        let bias = encoder.parameters[1]
        bias.assign(bias + 1)
        let second = try evaluator.features()
        #expect(second.test !== first.test && second.test.values != first.test.values)
    }

    @Test("the untrained baseline has the weights that the seed gave the encoder")
    func untrained() throws {
        let (evaluator, encoder) = evaluator()
        let own = try evaluator.linearProbe()
        let twin = try evaluator.untrainedBaseline(seed: 3)
        #expect(twin.probabilities.values == own.probabilities.values)
        #expect(try evaluator.untrainedBaseline(encoder).probabilities.values == own.probabilities.values)
        #expect(try evaluator.untrainedBaseline(seed: 4).probabilities.values != own.probabilities.values)
    }

    @Test(
        "of every backbone but the largest there is an untrained twin",
        arguments: Backbone.allCases.filter { $0 != .resNet50 })
    func twins(backbone: Backbone) throws {
        var rng = RandomGenerator(seed: 0)
        let evaluator = Evaluator(
            training: colouredPictures(12, seed: 1), test: colouredPictures(6, seed: 2),
            encoder: backbone.encoder(using: &rng), size: 16)
        let twin = try evaluator.untrainedBaseline(seed: 0)
        #expect(twin.probabilities.values == (try evaluator.linearProbe()).probabilities.values)
        let rows = try evaluator.comparison().rows.map { $0.map(\.text) }
        #expect(rows.map { $0[0] }.suffix(2) == ["untrained encoder", "trained encoder"])
    }

    @Test("a probe with a class missing from the test and a single test row still reports")
    func small() {
        let report = linearProbe(
            training: (Tensor([-1, 1, 3], shape: [3, 1]), [0, 1, 2]),
            test: (Tensor([1], shape: [1, 1]), [1]), classNames: ["a", "b", "c"], C: 100)
        #expect(report.accuracy == 1 && report.confusion.total == 1)
        #expect(report.confusion.macroF1 == 1)
    }

    @Test("datasets with different classes stop with both lists")
    func classes() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var rng = RandomGenerator(seed: 0)
            let pictures = colouredPictures(3, seed: 1)
            let others = ArrayDataset([pictures.image(0)], labels: [0])
            _ = Evaluator(
                training: pictures, test: others, encoder: SmallConvNet(using: &rng), size: 8)
        }
        #expect(said(result).contains(#"the classes differ: ["red", "green", "blue"] and ["class 0"]"#))
    }
}
