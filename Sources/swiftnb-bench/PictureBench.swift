import ContrastiveLearning
import Foundation

/// Making views of pictures, alone and while a network is trained on them.
struct PictureBench {
    private let settings: BenchSettings

    init(_ settings: BenchSettings) { self.settings = settings }

    /// One epoch of views that nobody uses.
    func measureViews(into result: inout Measurement) throws {
        let loader = try loader(pictures: settings.limit)
        let start = ContinuousClock.now
        var views = 0
        for batch in loader { views += batch.views.count * batch.indices.count }
        result.viewsPerSecond = Double(views) / ((ContinuousClock.now - start) / .seconds(1))
    }

    /// SimCLR's training as a session does it, measurements included, after two steps to warm up.
    func measureTraining(into result: inout Measurement) throws {
        let loader = try loader(pictures: settings.batch * (settings.steps + 2))
        let model = SimCLR(backbone: settings.backbone, projection: 128, seed: 0)
        let trainer = Trainer(
            model: model, loss: InfoNCE(temperature: 0.07),
            optimizer: Adam(learningRate: 3e-4, weightDecay: 1e-4))
        var (ends, losses): ([ContinuousClock.Instant], [Float]) = ([], [])
        for batch in loader {
            losses.append(try trainer.step(batch.views, of: settings.steps + 2).loss)
            ends.append(ContinuousClock.now)
        }
        let steps = ends.count - 2
        result.steps = steps
        result.losses = Array(losses.prefix(4))
        if steps > 0 {
            let seconds = (ends[ends.count - 1] - ends[1]) / .seconds(1)
            result.viewsPerSecond = Double(2 * settings.batch * steps) / seconds
        }
    }

    /// Two views of some pictures of the folder, chosen at random.
    private func loader(pictures: Int) throws -> ViewLoader {
        let folder = try ImageFolder(settings.folder())
        var rng = RandomGenerator(seed: 0)
        let chosen = (0..<folder.count).shuffled(using: &rng).prefix(pictures)
        return try ViewLoader(
            folder.subset(chosen), pipeline: .simCLR(size: settings.size), batchSize: settings.batch,
            decoding: settings.preloads ? .once : .everyEpoch)
    }
}
