import Contrastive
import Foundation
import Layers
import Tensors
import Testing

@Suite("Checkpoints")
struct CheckpointTests {
    private func state(_ session: Session) -> [[Float]] {
        session.trained.stateDictionary().map(\.tensor.values)
            + session.optimizer.state.moments.sorted { $0.key < $1.key }.map(\.value.values)
    }

    @Test("what is saved is loaded, bit for bit, and training goes on alike", arguments: SmallMethod.allCases)
    func roundTrip(method: SmallMethod) throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("mine.safetensors")
        let (first, second) = (smallSession(method), smallSession(method))
        for _ in 0..<6 { try first.step() }
        try first.save(to: file)
        try second.load(from: file)
        #expect(isSame(state(first), state(second)))
        #expect(second.epoch == 1)
        for _ in 0..<4 { #expect(try first.step().loss == second.step().loss) }
        #expect(isSame(state(first), state(second)))
    }

    @Test("no damage to a checkpoint goes unnoticed, and none crashes")
    func damage() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("mine.safetensors")
        let session = smallSession()
        session.model = SimCLR(backbone: .smallConvNet, projection: 4, hidden: 4)
        try session.step()
        try session.save(to: file)
        let before = state(session)
        let bytes = try Data(contentsOf: file)
        let inBody = [bytes.count / 3, bytes.count / 2, bytes.count - 1]
        for place in Array(stride(from: 0, to: 3000, by: 41)) + inBody {
            var broken = bytes
            broken[place] ^= 0x41
            try broken.write(to: file)
            let error = #expect(throws: CheckpointError.self, "byte \(place)") {
                try session.load(from: file)
            }
            #expect(error?.description.contains(file.path) == true)
        }
        for count in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
            try bytes.prefix(count).write(to: file)
            #expect(throws: CheckpointError.self) { try session.load(from: file) }
        }
        #expect(isSame(state(session), before))
    }

    @Test("a file of weights alone, a missing file and another network's file are errors that name the file")
    func foreign() throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appendingPathComponent("mine.safetensors")
        let session = smallSession()
        try session.step()
        #expect(throws: CheckpointError.unreadable(path: file.path, reason: "no such file")) {
            try session.load(from: file)
        }
        try SafeTensors.write(["conv1.weight": Tensor(1)], to: file)
        #expect(throws: CheckpointError.foreign(path: file.path)) { try session.load(from: file) }
        try smallSession(.byol).save(to: file)
        let before = state(session)
        let error = #expect(throws: CheckpointError.self) { try session.load(from: file) }
        guard case .doesNotFit(file.path, _) = error else { throw try #require(error) }
        #expect(isSame(state(session), before))
    }

    @Test("a training goes on under its own settings only")
    func otherSettings() throws {
        let folder = try TemporaryFolder()
        _ = try smallSession(folder: folder.url).train(epochs: 2)
        let file = try lastCheckpoint(in: folder.url)
        func resumed(epochs: Int = 2, _ change: (Session) -> Void = { _ in }) throws -> History {
            let session = smallSession(folder: folder.url)
            try session.resume()
            change(session)
            return try session.train(epochs: epochs)
        }
        #expect(try resumed().loss.count == 8)
        let batch = CheckpointError.otherSetting(
            path: file.path, name: "the batch size", saved: "10", now: "16")
        #expect(throws: batch) { try resumed { $0.batchSize = 16 } }
        #expect(throws: CheckpointError.otherSetting(path: file.path, name: "epochs", saved: "2", now: "3")) {
            try resumed(epochs: 3)
        }
        for change: (Session) -> Void in [
            { $0.seed = 4 }, { $0.pipeline = .gentle(size: 16) }, { $0.loss = InfoNCE(temperature: 0.1) },
            { $0.schedule = ConstantRate() }, { $0.testFraction = 0.4 },
            { $0.optimizer = Adam(learningRate: 1e-3) }, { $0.gradientLimit = 1 }, { $0.batchParts = 2 },
        ] {
            #expect(throws: CheckpointError.self) { try resumed(change) }
        }
    }

    @Test("the best epoch is kept beside the last, by its loss or by what the monitor measures")
    func best() throws {
        let folder = try TemporaryFolder()
        let session = smallSession(folder: folder.url)
        let accuracies = [0.2, 0.9, 0.4]
        session.monitor = SessionMonitor(every: 1) { [("knn_accuracy", accuracies[$0.epoch - 1])] }
        let history = try session.train(epochs: 3)
        #expect(history.measurements.map(\.value) == accuracies)
        let files = try checkpoints(in: folder.url)
        let best = try #require(files.first { $0.lastPathComponent == "best.safetensors" })
        let other = smallSession()
        try other.load(from: best)
        #expect(other.epoch == 2)
        try other.load(from: lastCheckpoint(in: folder.url))
        #expect(other.epoch == 3)
        #expect(isSame(state(other), state(session)))
    }

    @Test("a training that is not resumed removes what an earlier run left")
    func afresh() throws {
        let folder = try TemporaryFolder()
        let first = smallSession(folder: folder.url)
        for _ in 0..<2 { _ = try first.train(epochs: 1) }
        #expect(try checkpoints(in: folder.url).count == 4)
        _ = try smallSession(folder: folder.url).train(epochs: 1)
        #expect(try checkpoints(in: folder.url).count == 2)
    }
}
