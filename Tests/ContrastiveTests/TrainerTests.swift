import Contrastive
import Foundation
import Layers
import Tensors
import Testing

@Suite("Training")
struct TrainerTests {
    /// Two noisy views of the same random pictures.
    private func views(_ step: Int, pictures: Int = 8, side: Int = 16) -> [Tensor] {
        var generator = RandomGenerator(seed: UInt64(100 + step))
        let shape = [pictures, side, side, 3]
        let base = Tensor.uniform(shape, in: 0...1, using: &generator)
        return (0..<2).map { _ in base + Tensor.normal(shape, standardDeviation: 0.1, using: &generator) }
    }

    private func trainer(seed: UInt64 = 1, learningRate: Float = 1e-3) -> Trainer {
        Trainer(
            model: SimCLR(projection: 16, hidden: 32, seed: seed), loss: InfoNCE(temperature: 0.2),
            optimizer: Adam(learningRate: learningRate, weightDecay: 1e-4),
            schedule: CosineAnnealing(warmup: 2))
    }

    @Test("three steps on one batch lower its loss")
    func lowersLoss() throws {
        let trainer = trainer(), batch = views(0)
        let losses = try (0..<4).map { _ in try trainer.step(batch, of: 100).loss }
        #expect(losses[3] < losses[0])
    }

    @Test("a step measures what it says, at the scheduled rate")
    func measures() throws {
        let trainer = trainer(), batch = views(0)
        let model = SimCLR(projection: 16, hidden: 32, seed: 1)
        let features = withoutGradients { model(concatenate(batch, axis: 0)) }
        let metrics = try trainer.step(batch, of: 10)
        #expect(metrics.loss == infoNCE(features, temperature: 0.2).item)
        #expect(metrics.batch == BatchMetrics(features))
        #expect(metrics.learningRate == 0.0005)
        #expect(metrics.gradientNorm > 0)
        #expect(trainer.position.step == 1)
        #expect(trainer.optimizer.learningRate == 1e-3)
    }

    @Test(
        "the layer that made the first number that is none is named",
        arguments: ["layer1.0.conv2", "layer3.1.bn1", "bn1"])
    func namesTheLayer(layer: String) throws {
        let trainer = trainer()
        let weight = try #require(trainer.model.namedParameters.first { $0.name == layer + ".weight" }).tensor
        weight.withUnsafeMutableBuffer { $0[0] = .infinity }
        let error = #expect(throws: TrainingError.self) { try trainer.step(views(0), of: 10) }
        let text = "\(try #require(error))"
        #expect(text.contains("step 0 (epoch 0), first in \(layer): try a learning rate below 0.0005"))
    }

    @Test("a loss that is not a number stops before the weights change")
    func notFinite() throws {
        let trainer = trainer()
        let before = trainer.model.parameters.map(\.values)
        let broken = views(0).map { $0 * .nan }
        let error = TrainingError.lossNotFinite(
            step: 0, epoch: 0, learningRate: 0.0005, origin: "the views")
        #expect(throws: error) { try trainer.step(broken, of: 10) }
        #expect(trainer.model.parameters.map(\.values) == before)
        #expect(error.description.contains("because the views are not"))
    }

    @Test("model, optimiser and position of one training continue in another, bit for bit")
    func resumes() throws {
        let whole = trainer()
        for step in 0..<3 { _ = try whole.step(views(step), of: 6) }
        let resumed = trainer(seed: 2)
        let state = whole.model.stateDictionary().map { ($0.name, $0.tensor) }
        try resumed.model.load(Dictionary(uniqueKeysWithValues: state))
        try resumed.optimizer.load(whole.optimizer.state)
        resumed.position = whole.position
        for step in 3..<6 {
            #expect(
                try whole.step(views(step), of: 6).loss
                    == resumed.step(views(step), of: 6).loss)
        }
    }
}

@Suite("The record of a training")
struct RecordTests {
    private func metrics(_ step: Int, epoch: Int, loss: Float) -> StepMetrics {
        let batch = BatchMetrics(Tensor([1, 0, 0, 1, 1, 0, 0, 1], shape: [4, 2]))
        return StepMetrics(
            step: step, epoch: epoch, loss: loss, learningRate: 0.1, gradientNorm: 2, batch: batch,
            viewsPerSecond: .infinity)
    }

    @Test("epochs are averaged over their own steps")
    func epochs() {
        var history = History(chance: 1.1, floor: 0.1)
        for (step, (epoch, loss)) in [(0, 3), (0, 1), (1, 1), (2, 0.5), (2, 0.7)].enumerated() {
            history.append(metrics(step, epoch: epoch, loss: Float(loss)))
        }
        #expect(history.loss == [3, 1, 1, 0.5, 0.7])
        #expect(zip(history.epochLoss, [2, 1, 0.6] as [Float]).allSatisfy { abs($0 - $1) < 1e-6 })
        #expect(history.mean(of: \.batch.top1) == [1, 1, 1])
        #expect(history.description.hasPrefix("epoch   1  loss 2.0000  top-1 100.0 %\n"))
    }

    @Test("the log appends one JSON object a value, and null for what is not a number")
    func log() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID())/run")
        defer { try? FileManager.default.removeItem(at: directory.deletingLastPathComponent()) }
        for step in 0..<2 { MetricLog(directory: directory).append(metrics(step, epoch: 0, loss: 1.5)) }
        let text = try String(contentsOf: directory.appendingPathComponent("metrics.jsonl"), encoding: .utf8)
        let lines = text.split(separator: "\n")
        #expect(lines.count == 16)
        let objects = try lines.map {
            try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
        }
        #expect(objects[8]?["name"] as? String == "loss")
        #expect(objects[8]?["step"] as? Int == 1)
        #expect(objects[8]?["value"] as? Double == 1.5)
        #expect(objects[7]?["value"] is NSNull)
    }

    @Test("a log that cannot be written does not stop the training")
    func unwritable() {
        let log = MetricLog(directory: URL(fileURLWithPath: "/dev/null/run"))
        log.append(metrics(0, epoch: 0, loss: 1))
    }
}
