import Evaluation
import Tensors
import Testing

@Suite("Regularisation chosen on a held-out part")
struct RegularisationTests {
    /// Two informative features among forty of noise: little regularisation fits the noise.
    private func noisy(_ count: Int, seed: UInt64) -> (features: Tensor, labels: [Int]) {
        var rng = RandomGenerator(seed: seed)
        let labels = (0..<count).map { $0 % 2 }
        let noise = Tensor.normal([count, 42], using: &rng)
        noise.withUnsafeMutableBuffer { values in
            for (row, label) in labels.enumerated() {
                for column in 0..<2 { values[row * 42 + column] += label == 0 ? -0.8 : 0.8 }
            }
        }
        return (noise, labels)
    }

    @Test("the choice is the best of the held-out accuracies, each that of a probe fitted on the rest")
    func choice() {
        let (features, labels) = noisy(120, seed: 1)
        let choice = RegularisationChoice(
            features, labels: labels, classCount: 2, candidates: [10, 0.001, 0.1], heldOut: 0.25)
        #expect(choice.heldOutCount == 30 && choice.candidates.map(\.C) == [0.001, 0.1, 10])
        let best = choice.candidates.max { $0.accuracy < $1.accuracy }
        #expect(choice.candidates.first { $0.C == choice.best }?.accuracy == best?.accuracy)
        #expect(choice.candidates.allSatisfy { (0...1).contains($0.accuracy) })
        #expect(
            choice
                == RegularisationChoice(
                    features, labels: labels, classCount: 2, candidates: [0.001, 0.1, 10], heldOut: 0.25))
    }

    @Test("a chosen probe is the one with that C on all rows, and says so; the test plays no part")
    func probe() {
        let (training, test) = (noisy(120, seed: 1), noisy(400, seed: 2))
        let chosen = linearProbe(training: training, test: test, classNames: ["a", "b"], C: .chosen())
        let choice = RegularisationChoice(
            training.features, labels: training.labels, classCount: 2,
            candidates: [0.001, 0.01, 0.1, 1, 10])
        let same = linearProbe(
            training: training, test: test, classNames: ["a", "b"], C: .fixed(choice.best))
        #expect(chosen.probabilities.values == same.probabilities.values)
        #expect(
            chosen.method == "linear probe (C \(choice.best), chosen on 24 pictures held out)"
                && same.method == "linear probe")
        let loose = linearProbe(training: training, test: test, classNames: ["a", "b"], C: 1000)
        #expect(chosen.accuracy > loose.accuracy)
    }

    @Test("a class with one row keeps it, and rows that allow no choice stop with the way out")
    func few() async {
        let features = Tensor([-1, -1.1, -0.9, 1, 1.1, 5] as [Float], shape: [6, 1])
        let choice = RegularisationChoice(
            features, labels: [0, 0, 0, 1, 1, 2], classCount: 3, candidates: [1])
        #expect(choice.heldOutCount == 2 && choice.best == 1)
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = RegularisationChoice(
                Tensor([1, 2], shape: [2, 1]), labels: [0, 1], classCount: 2, candidates: [1])
        }
        #expect(said(result).contains("none can be held out; give a C"))
    }
}

@Suite("A linear classifier trained by Adam")
struct ProbeTrainingTests {
    private func clouds(_ count: Int, seed: UInt64) -> (features: Tensor, labels: [Int]) {
        var rng = RandomGenerator(seed: seed)
        let labels = (0..<count).map { $0 % 6 }
        let features = Tensor.normal([count, 6], standardDeviation: 0.4, using: &rng)
        features.withUnsafeMutableBuffer { values in
            for (row, label) in labels.enumerated() { values[row * 6 + label] += 2 }
        }
        return (features, labels)
    }

    @Test("accuracy rises and loss falls from ln K, top-5 is above top-1, and the seed decides")
    func course() throws {
        let (training, test) = (clouds(300, seed: 1), clouds(120, seed: 2))
        let names = (0..<6).map { "class \($0)" }
        var settings = ProbeTrainingSettings(epochs: 30)
        (settings.learningRate, settings.batchSize) = (0.02, 64)
        let trained = trainedProbe(training: training, test: test, classNames: names, settings: settings)
        let (first, last) = (try #require(trained.epochs.first), try #require(trained.epochs.last))
        #expect(trained.epochs.count == 30 && last.loss < 0.2 * first.loss && last.top1 > 0.95)
        #expect(trained.epochs.allSatisfy { $0.top5 >= $0.top1 && $0.loss > 0 })
        #expect(trained.report.accuracy == last.top1)
        #expect(trained.table.rows.count == 30 && trained.figure().svg?.contains("test, top-5") == true)
        let again = trainedProbe(training: training, test: test, classNames: names, settings: settings)
        #expect(again.epochs == trained.epochs)
        settings.seed = 1
        let other = trainedProbe(training: training, test: test, classNames: names, settings: settings)
        #expect(other.epochs != trained.epochs)
    }

    @Test("the first step is Adam's from zero moments: every weight moves by the step size")
    func firstStep() {
        let training = clouds(60, seed: 1)
        var settings = ProbeTrainingSettings(epochs: 1)
        (settings.batchSize, settings.learningRate, settings.weightDecay) = (60, 0.01, 0)
        let names = (0..<6).map { "\($0)" }
        let one = trainedProbe(training: training, test: training, classNames: names, settings: settings)
        settings.learningRate = 0.02
        let two = trainedProbe(training: training, test: training, classNames: names, settings: settings)
        let moves = zip(one.classifier.parameters[0].values, two.classifier.parameters[0].values).map {
            abs($0 - $1)
        }
        #expect(moves.allSatisfy { abs($0 - 0.01) < 1e-4 })
    }
}
