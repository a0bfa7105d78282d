import Contrastive
import Foundation
import Tensors
import Testing

@Suite("Retrieval metrics")
struct RetrievalMetricsTests {
    @Test("ranks are counted from 1, downwards")
    func ranks() {
        let logits = Tensor([3, 1, 2, /**/ 1, 2, 3, /**/ 2, 3, 1], shape: [3, 3])
        #expect(meanPositiveRank(logits, labels: [0, 0, 0]) == 2)
        #expect(topKAccuracy(logits, labels: [0, 0, 0], k: 1) == 1 / Float(3))
        #expect(topKAccuracy(logits, labels: [0, 0, 0], k: 2) == 2 / Float(3))
        #expect(topKAccuracy(logits, labels: [0, 2, 1], k: 1) == 1)
        #expect(topKAccuracy(logits, labels: [0, 0, 0], k: 99) == 1)
    }

    @Test("ties and NaN count against the right class, so that collapse does not look perfect")
    func ties() {
        #expect(topKAccuracy(Tensor.zeros([4, 10]), labels: [0, 1, 2, 3], k: 5) == 0)
        #expect(meanPositiveRank(Tensor.full([4, 10], .nan), labels: [0, 1, 2, 3]) == 10)
    }

    @Test("a batch's metrics equal those of its logits", arguments: [2, 3])
    func batch(views: Int) {
        var generator = RandomGenerator(seed: 3)
        let features = Tensor.normal([views * 6, 5], using: &generator)
        for similarity in Similarity.allCases {
            let (logits, labels) = contrastiveLogits(features, views: views, similarity: similarity)
            let metrics = BatchMetrics(features, views: views, similarity: similarity)
            #expect(metrics.top1 == topKAccuracy(logits, labels: labels, k: 1))
            #expect(metrics.top5 == topKAccuracy(logits, labels: labels, k: 5))
            #expect(metrics.meanPositiveRank == meanPositiveRank(logits, labels: labels))
        }
    }

    @Test("embeddings spread over the sphere have deviation 1/√D, collapsed ones 0")
    func spread() {
        var generator = RandomGenerator(seed: 3)
        let even = embeddingSpread(Tensor.normal([2000, 64], using: &generator))
        #expect(abs(even * 8 - 1) < 0.01)
        #expect(embeddingSpread(Tensor.full([10, 4], 3)) < 1e-6)
        #expect(embeddingSpread(Tensor.full([1, 4], 3)) == 0)
    }
}
