import Contrastive
import Foundation
import Layers
import Tensors
import Testing

/// A method on the small network.
struct MethodCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// What the loss of the toy can come down to where that is more than the method's floor.
    var bound: Float?
    let make: @Sendable (_ seed: UInt64) -> any Method
    var testDescription: String { name }

    static let all = [
        MethodCase(name: "SimCLR") {
            JointEmbedding(SimCLR(backbone: .smallConvNet, projection: 32, seed: $0), loss: InfoNCE())
        },
        MethodCase(name: "SimCLR, decoupled") {
            JointEmbedding(
                SimCLR(backbone: .smallConvNet, projection: 32, seed: $0), loss: DecoupledContrastive())
        },
        MethodCase(name: "MoCo") {
            MoCo(backbone: .smallConvNet, projection: 32, queue: 64, momentum: 0.9, seed: $0)
        },
        MethodCase(name: "BYOL") {
            BYOL(backbone: .smallConvNet, projection: 32, hidden: 64, momentum: 0.9, seed: $0)
        },
        MethodCase(name: "SimSiam") { SimSiam(backbone: .smallConvNet, projection: 64, seed: $0) },
        MethodCase(name: "Barlow Twins") { BarlowTwins(backbone: .smallConvNet, projection: 32, seed: $0) },
        MethodCase(name: "VICReg") { VICReg(backbone: .smallConvNet, projection: 32, seed: $0) },
        MethodCase(name: "SupCon", bound: log(7)) {
            SupCon(backbone: .smallConvNet, projection: 32, seed: $0)
        },
        MethodCase(name: "supervised") { Supervised(classes: 4, backbone: .smallConvNet, seed: $0) },
    ]
}

func trainer(_ method: any Method, learningRate: Float = 1e-3) -> Trainer {
    Trainer(method: method, optimizer: Adam(learningRate: learningRate))
}

@Suite("Methods")
struct MethodTests {
    @Test("the loss goes down, stays above its floor, and nothing collapses", arguments: MethodCase.all)
    func learns(_ c: MethodCase) throws {
        let method = c.make(1)
        let trainer = trainer(method)
        let steps = try (0..<40).map {
            try trainer.step(ToyPictures.views($0), labels: ToyPictures.labels, of: 40)
        }
        // A queue is full of real keys after four steps.
        let early = steps[4..<8].reduce(0) { $0 + $1.loss } / 4
        let late = steps[36...].reduce(0) { $0 + $1.loss } / 4
        let floor = c.bound ?? method.floor(batchSize: 16, views: 2)
        #expect(late - floor < 0.9 * (early - floor), "from \(early) to \(late), floor \(floor)")
        #expect(steps.allSatisfy { $0.loss >= floor - 1e-4 })
        #expect(!steps[39].batch.hasCollapsed)
    }

    @Test(
        "weights, momentum network and queue of one training continue in another, bit for bit",
        arguments: MethodCase.all)
    func resumes(_ c: MethodCase) throws {
        let whole = trainer(c.make(1)), resumed = trainer(c.make(2))
        for step in 0..<6 { _ = try whole.step(ToyPictures.views(step), labels: ToyPictures.labels, of: 9) }
        let state = whole.model.stateDictionary().map { ($0.name, $0.tensor) }
        try resumed.model.load(Dictionary(uniqueKeysWithValues: state))
        try resumed.optimizer.load(whole.optimizer.state)
        resumed.position = whole.position
        for step in 6..<9 {
            let losses = try [whole, resumed].map {
                try $0.step(ToyPictures.views(step), labels: ToyPictures.labels, of: 9).loss
            }
            #expect(losses[0] == losses[1])
        }
    }

    @Test("Barlow Twins' chance is the mean over independent numbers")
    func barlowChance() {
        let method = BarlowTwins(backbone: .smallConvNet, projection: 16, redundancy: 0.1)
        var generator = RandomGenerator(seed: 1)
        let losses = (0..<100).map { _ in
            let views = (0..<2).map { _ in Tensor.normal([64, 16], using: &generator) }
            return barlowTwins(views[0], views[1], redundancy: 0.1).item
        }
        let mean = losses.reduce(0, +) / 100
        #expect(abs(mean - method.chance(batchSize: 64)) < 0.1)
    }

    @Test("the decoupled floor is reached by pictures at the corners of a simplex", arguments: [2, 3])
    func decoupledFloor(views: Int) {
        let n = 5
        let corners = (0..<views * n).flatMap { row in
            (0..<n).map { ($0 == row % n ? 1 : 0) - 1 / Float(n) }
        }
        let loss = DecoupledContrastive(temperature: 0.3)
        let value = loss(Tensor(corners, shape: [views * n, n]), views: views).item
        #expect(abs(value - loss.floor(batchSize: n, views: views)) < 1e-5)
        let same = loss(Tensor.ones([views * n, n]), views: views).item
        #expect(abs(same - loss.chance(batchSize: n, views: views)) < 1e-5)
    }

    @Test("one view is enough for labels; the contrastive question then has no answer")
    func oneView() throws {
        let metrics = try trainer(Supervised(classes: 4, backbone: .smallConvNet)).step(
            ToyPictures.views(0, count: 1), labels: ToyPictures.labels, of: 1)
        #expect(metrics.loss.isFinite && metrics.batch.spread > 0)
        #expect(metrics.batch.top1.isNaN)
    }
}

@Suite("Training in parts and under a limit")
struct TrainerOptionTests {
    /// A method whose loss is a mean over pictures, on a network without batch norms.
    private final class Agreement: Method {
        let layer: Linear
        init() {
            var generator = RandomGenerator(seed: 3)
            layer = Linear(5, 2, using: &generator)
        }
        var children: [(name: String, layer: any Layer)] { [("layer", layer)] }
        func callAsFunction(_ x: Tensor) -> Tensor { layer(x) }
        func loss(of views: [Tensor], labels: [Int]?) -> MethodLoss {
            let z = views.map { layer($0) }
            return MethodLoss(loss: (z[0] - z[1]).square().mean(), embeddings: concatenate(z))
        }
        func chance(batchSize: Int, views: Int) -> Float { 1 }
        func floor(batchSize: Int, views: Int) -> Float { 0 }
    }

    private func views() -> [Tensor] {
        var generator = RandomGenerator(seed: 4)
        return (0..<2).map { _ in Tensor.normal([12, 5], using: &generator) }
    }

    @Test("a batch in four parts takes the same step as the whole", arguments: [1, 2, 4, 12])
    func parts(_ parts: Int) throws {
        let whole = Agreement(), split = Agreement()
        let loss = try Trainer(method: whole, optimizer: SGD(learningRate: 0.1)).step(views(), of: 1).loss
        let trainer = Trainer(method: split, optimizer: SGD(learningRate: 0.1))
        trainer.parts = parts
        #expect(abs(try trainer.step(views(), of: 1).loss - loss) < 1e-6)
        for (a, b) in zip(whole.parameters, split.parameters) {
            #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-6 })
        }
    }

    @Test("under a gradient limit the weights move by no more than rate times limit")
    func limit() throws {
        let method = Agreement()
        let before = method.parameters.map { $0.copy() }
        let trainer = Trainer(method: method, optimizer: SGD(learningRate: 0.5))
        trainer.gradientLimit = 0.01
        let metrics = try trainer.step(views(), of: 1)
        #expect(metrics.gradientNorm > 0.01)
        let moved = zip(method.parameters, before).reduce(Float(0)) { $0 + ($1.0 - $1.1).square().sum().item }
        #expect(abs(moved.squareRoot() - 0.005) < 1e-5)
    }
}
