import Contrastive
import Layers
import Tensors
import Testing

@Suite("Memory while training", .serialized)
struct SteadyStateTests {
    private func trainer(_ backbone: Backbone) -> Trainer {
        Trainer(
            model: SimCLR(backbone: backbone, projection: 16, hidden: 32, seed: 1),
            loss: InfoNCE(temperature: 0.2), optimizer: Adam(learningRate: 1e-3))
    }

    private func views(pictures: Int, side: Int) -> [Tensor] {
        var generator = RandomGenerator(seed: 8)
        return (0..<2).map { _ in Tensor.uniform([pictures, side, side, 3], using: &generator) }
    }

    @Test(
        "after the first steps of a training no memory is asked of the system",
        arguments: [(Backbone.resNet18, 32), (.resNet50, 48)])
    func steadyState(_ backbone: Backbone, side: Int) throws {
        let (trainer, views) = (trainer(backbone), views(pictures: 4, side: side))
        for _ in 0..<2 { _ = try trainer.step(views, of: 1000) }
        // Other tests allocate meanwhile; steps that do so themselves would leave no quiet window.
        let isQuiet = try (0..<200).contains { _ in
            let before = MemoryFigures.now.systemAllocations
            for _ in 0..<3 { _ = try trainer.step(views, of: 1000) }
            return MemoryFigures.now.systemAllocations == before
        }
        #expect(isQuiet)
    }
}
