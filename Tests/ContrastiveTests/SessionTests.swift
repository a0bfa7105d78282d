import Contrastive
import Datasets
import Foundation
import Images
import Layers
import Tensors
import Testing

@Suite("The session")
struct SessionTests {
    private func session(seed: UInt64 = 3) -> Session {
        let session = Session(seed: seed)
        session.dataset = PetalsDataset(count: 50, size: 16)
        session.pipeline = .simCLR(size: 16)
        session.model = SimCLR(projection: 16, hidden: 32, seed: seed)
        session.batchSize = 10
        return session
    }

    @Test("training twice from one seed gives the same losses and weights")
    func reproducible() throws {
        let runs = try (0..<2).map { _ in
            let session = session()
            return (try session.train(epochs: 2).loss, session.model.parameters.map(\.values))
        }
        #expect(runs[0].0 == runs[1].0 && runs[0].1 == runs[1].1)
        #expect(runs[0].0.count == 8)
        #expect(try session(seed: 4).train(epochs: 2).loss != runs[0].0)
    }

    @Test("training again goes on with the weights it has, over new epochs")
    func goesOn() throws {
        let session = session()
        let first = try session.train(epochs: 1)
        let weights = session.model.parameters[0].values
        let second = try session.train(epochs: 1)
        #expect(session.epoch == 2)
        #expect(session.model.parameters[0].values != weights)
        #expect(first.loss != second.loss)
    }

    @Test("a gradient limit bounds the step, and parts of a batch have fewer negatives")
    func limitAndParts() throws {
        let limited = session()
        (limited.optimizer, limited.gradientLimit) = (SGD(learningRate: 1), 0.01)
        let before = limited.model.parameters.map(\.values)
        let whole = try limited.step()
        let moved = zip(before, limited.model.parameters.map(\.values)).reduce(0.0) { sum, pair in
            zip(pair.0, pair.1).reduce(sum) { $0 + Double($1.0 - $1.1) * Double($1.0 - $1.1) }
        }
        #expect(moved > 0 && moved.squareRoot() < 0.0101)
        let divided = session()
        divided.batchParts = 5
        #expect(try divided.step().loss < whole.loss)
    }

    @Test("a model put in the place of another is the one that is trained")
    func replacedModel() throws {
        let session = session()
        _ = try session.train(epochs: 1)
        let old = session.model.parameters[0].values
        let before = session.model
        session.model = SimCLR(projection: 16, hidden: 32, seed: 9)
        let start = session.model.parameters[0].values
        _ = try session.train(epochs: 1)
        #expect(before.parameters[0].values == old)
        #expect(session.model.parameters[0].values != start)
    }

    @Test("held-back pictures and training pictures share none and follow the dataset")
    func split() {
        let session = session()
        #expect(Set(session.training.indices).isDisjoint(with: session.test.indices))
        #expect(session.training.count == 40 && session.test.count == 10)
        session.dataset = PetalsDataset(count: 100, size: 16)
        #expect(session.training.count == 80)
        session.testFraction = 0.5
        #expect(session.test.count == 50)
    }

    @Test("a dataset that comes with its test pictures is used whole for training")
    func testSet() {
        let session = session()
        session.testSet = PetalsDataset(count: 7, size: 16, seed: 5)
        #expect(session.training.count == 50 && session.test.count == 7)
        session.dataset = PetalsDataset(count: 100, size: 16)
        #expect(session.training.count == 80 && session.test.count == 20)
    }

    @Test("pictures that do not fill a batch are an error")
    func tooFew() {
        let session = session()
        session.batchSize = 41
        #expect(throws: DatasetError.tooFewPictures(name: "petals", count: 40, batchSize: 41)) {
            try session.train(epochs: 1)
        }
    }
}

@Suite("What a session says of its training")
struct SessionReportTests {
    private func history(chance: Float = 4, loss: Float, spread: Float = 0.25, epochs: Int = 2) -> History {
        var history = History(chance: chance, floor: 1)
        for step in 0..<10 * epochs {
            history.append(
                StepMetrics(
                    step: step, epoch: step / 10, loss: loss, learningRate: 0.1, gradientNorm: 1,
                    batch: BatchMetrics(
                        Tensor(spread > 0.1 ? [1, 0, 0, 1] : [1, 1, 1, 1], shape: [2, 2]), views: 2),
                    viewsPerSecond: 10))
        }
        return history
    }

    @Test("a loss that stays at chance and embeddings that collapse are warned of, with what to try")
    func warnings() {
        #expect(history(loss: 2).warnings.isEmpty)
        #expect(history(loss: 3.99).warnings.map(\.kind) == [.notLearning])
        #expect(history(loss: 3.99, epochs: 1).warnings.isEmpty)
        #expect(history(loss: 2, spread: 0).warnings.map(\.kind) == [.collapse])
        for warning in history(loss: 3.99, spread: 0).warnings {
            #expect(warning.description.contains("try") && !warning.description.contains("\n"))
        }
    }

    @Test("a loss that is not a number stops the training, with weights and statistics as before the step")
    func notFinite() throws {
        let folder = try TemporaryFolder()
        let session = smallSession(folder: folder.url)
        _ = try session.train(epochs: 1)
        let before = session.trained.stateDictionary().map(\.tensor.values)
        session.loss = BrokenLoss()
        let error = #expect(throws: TrainingError.self) { try session.train(epochs: 1) }
        guard case .lossNotFinite(step: 0, epoch: 0, _, _) = error else { throw try #require(error) }
        #expect(isSame(session.trained.stateDictionary().map(\.tensor.values), before))
        session.loss = InfoNCE()
        #expect(try session.train(epochs: 1).loss.allSatisfy(\.isFinite))
    }

    @Test("stopping ends a training after its step, and the next one sees new epochs")
    func stop() throws {
        let session = smallSession()
        session.monitor = SessionMonitor(every: 1) { session in
            if session.epoch == 2 { session.stop() }
            return []
        }
        #expect(try session.train(epochs: 10).loss.count == 8)
        session.monitor = nil
        #expect(try session.train(epochs: 1).loss.count == 4)
        #expect(session.epoch == 3)
    }

    @Test("views of several sizes and kinds train together, and single steps count epochs")
    func multiCrop() throws {
        let session = smallSession()
        session.pipelines = [.simCLR(size: 16), .gentle(size: 16), .simCLR(size: 8)]
        for _ in 0..<5 { #expect(try session.step().loss.isFinite) }
        #expect(session.epoch == 1)
    }

    private struct BrokenLoss: ViewLoss {
        func callAsFunction(_ features: Tensor, views: Int) -> Tensor { features.sum() * Float.nan }
        let similarity = Similarity.cosine
        func chance(batchSize: Int, views: Int) -> Float { 1 }
        func floor(batchSize: Int, views: Int) -> Float { 0 }
    }
}
