import Contrastive
import Datasets
import Evaluation
import Foundation
import Layers
import Tensors
import Testing

@Suite("Fine-tuning")
struct FineTuningTests {
    private func encoder(seed: UInt64 = 3) -> SmallConvNet {
        var rng = RandomGenerator(seed: seed)
        return SmallConvNet(using: &rng)
    }

    private func settings(epochs: Int) -> FineTuningSettings {
        var settings = FineTuningSettings(epochs: epochs)
        settings.batchSize = 16
        return settings
    }

    @Test("a network learns colours from scratch, its loss falls from about ln K")
    func learns() throws {
        let encoder = encoder()
        let before = encoder.parameters.map(\.values)
        let result = try fineTune(
            encoder, training: colouredPictures(48, seed: 1), test: colouredPictures(30, seed: 2), size: 16,
            settings: settings(epochs: 25))
        #expect(result.report.accuracy == 1 && result.report.trainingAccuracy == 1)
        #expect(result.losses.count == 25)
        #expect(result.losses[0] < 2 * log(3) && result.losses[24] < result.losses[0] / 2)
        #expect(encoder.parameters.map(\.values) != before)
        #expect(result.description.hasPrefix("fine-tuning: 100.0 % of 30 right"))
        let features = try encode(colouredPictures(30, seed: 2), with: encoder, size: 16)
        let again = result.classifier(features).softmax(axis: 1)
        #expect(again.values == result.report.probabilities.values, "the encoder is left as it was tested")
    }

    @Test("the same seed gives the same weights, another one others")
    func seeds() throws {
        let weights = try ([0, 0, 1] as [UInt64]).map { seed in
            let encoder = encoder()
            var settings = settings(epochs: 1)
            settings.seed = seed
            let result = try fineTune(
                encoder, training: colouredPictures(32, seed: 1), test: colouredPictures(9, seed: 2),
                size: 16,
                settings: settings)
            return encoder.parameters.flatMap(\.values) + result.classifier.weight.values
        }
        #expect(weights[0] == weights[1] && weights[0] != weights[2])
    }

    @Test(
        "layers that are not to be trained keep weights and statistics; the last ones move",
        arguments: [0, 1, 2])
    func lastLayers(count: Int) throws {
        var rng = RandomGenerator(seed: 2)
        let encoder = SmallConvNet(using: &rng)
        let weighted = encoder.children.filter { !$0.layer.parameters.isEmpty }
        let state = { (layer: any Layer) in
            (layer.namedParameters + layer.namedBuffers).map { $0.tensor.values }
        }
        let before = weighted.map { state($0.layer) }
        var settings = FineTuningSettings(epochs: 2)
        (settings.trainedLayers, settings.schedule) = (count, ConstantRate())
        _ = try fineTune(
            encoder, training: colouredPictures(24, seed: 1), test: colouredPictures(9, seed: 2), size: 16,
            settings: settings)
        for (i, layer) in weighted.enumerated() {
            #expect((state(layer.layer) != before[i]) == (i >= weighted.count - count), "\(layer.name)")
        }
        #expect(encoder.parameters.allSatisfy { $0.requiresGrad })
    }

    @Test("modes are left as they were, and fewer pictures than a batch are one batch")
    func small() throws {
        let encoder = encoder()
        encoder.eval()
        _ = try fineTune(
            encoder, training: colouredPictures(5, seed: 1), test: colouredPictures(3, seed: 2), size: 16,
            settings: FineTuningSettings(epochs: 1))
        let norms = encoder.children.compactMap { $0.layer as? BatchNorm }
        #expect(norms.allSatisfy { !$0.isTraining && $0.batchCount.item == 1 })
    }

    @Test("a loss that is no number ends the training with its step")
    func diverged() throws {
        let encoder = encoder()
        encoder.parameters[0].assign(Tensor.full(encoder.parameters[0].shape, .nan))
        #expect(throws: TrainingError.lossNotFinite(step: 0, epoch: 0, learningRate: 0.05 * 9 / 256)) {
            try fineTune(
                encoder, training: colouredPictures(9, seed: 1), test: colouredPictures(3, seed: 2), size: 16)
        }
    }
}

@Suite("The session's evaluator")
struct SessionEvaluatorTests {
    @Test("works on the session's parts")
    func parts() throws {
        let session = Session(seed: 1)
        session.dataset = colouredPictures(60, seed: 1)
        session.pipeline = .gentle(size: 16)
        let evaluator = session.evaluator
        #expect(evaluator.encoder === session.model.encoder && evaluator.size == 16)
        #expect(evaluator.training.count == 48 && evaluator.test.count == 12)
        #expect(try evaluator.linearProbe().accuracy == 1)
    }
}
