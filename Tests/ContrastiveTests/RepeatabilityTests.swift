import Contrastive
import Datasets
import Images
import Layers
import Tensors
import Testing

@Suite("The same seed, the same training", .serialized)
struct RepeatabilityTests {
    /// Losses and weights of twenty steps on augmented pictures, prepared and taken on so many threads.
    private func training(threads: Int) throws -> [Float] {
        let before = Threads.count
        defer { Threads.count = before }
        Threads.count = threads
        let loader = try ViewLoader(
            PetalsDataset(count: 160, size: 24, seed: 3), pipeline: .simCLR(size: 16), batchSize: 8, seed: 5)
        let trainer = Trainer(
            model: SimCLR(projection: 16, hidden: 32, seed: 1), loss: InfoNCE(temperature: 0.2),
            optimizer: Adam(learningRate: 1e-3, weightDecay: 1e-4), schedule: CosineAnnealing(warmup: 2))
        let losses = try loader.map { try trainer.step($0.views, of: 20).loss }
        #expect(losses.count == 20)
        return losses + trainer.model.parameters.flatMap(\.values)
    }

    @Test("twenty steps are bit-identical, run after run and on 1, 2 or 3 threads")
    func anyThreads() throws {
        let first = try training(threads: 2)
        for threads in [2, 1, 3] { #expect(try training(threads: threads) == first, "\(threads) threads") }
    }

    @Test(
        "a network gives the same bits on 1 and on 3 threads, whatever way its convolutions take",
        arguments: [(Backbone.resNet18, 32, 12), (.resNet18, 40, 10), (.resNet50, 64, 6)])
    func network(_ backbone: Backbone, size: Int, pictures: Int) {
        var generator = RandomGenerator(seed: 4)
        let views = Tensor.uniform([pictures, size, size, 3], using: &generator)
        let before = Threads.count
        defer { Threads.count = before }
        let results = [1, 3].map { threads -> [Float] in
            Threads.count = threads
            let model = SimCLR(backbone: backbone, projection: 16, seed: 2)
            let loss = infoNCE(model(views), temperature: 0.1)
            loss.backward()
            return [loss.item] + model.parameters.flatMap { $0.grad?.values ?? [] }
        }
        #expect(results[0] == results[1])
    }
}
