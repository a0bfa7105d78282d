import Contrastive
import Datasets
import Evaluation
import Layers
import Testing

@Suite("Neighbours while training")
struct NeighbourMonitorTests {
    @Test("the accuracy of neighbours is measured every so many epochs and after the last")
    func interval() throws {
        let session = Session(seed: 1)
        session.dataset = PetalsDataset(count: 50, size: 16)
        session.pipeline = .simCLR(size: 16)
        session.method = BYOL(backbone: .smallConvNet, projection: 8, hidden: 16)
        session.batchSize = 40
        session.monitor = .nearestNeighbors(every: 2, k: 5)
        let history = try session.train(epochs: 3)
        #expect(history.measurements.map(\.epoch) == [2, 3])
        #expect(history.measurements.allSatisfy { $0.name == "knn_accuracy" })
        let now = try session.evaluator.kNearest(k: 5).accuracy
        #expect(history.measurements.last?.value == Double(now))
    }
}
