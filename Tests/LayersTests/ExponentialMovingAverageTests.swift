import Layers
import Tensors
import Testing

@Suite("Exponential moving average")
struct ExponentialMovingAverageTests {
    private func network(seed: UInt64) -> Sequential {
        var generator = RandomGenerator(seed: seed)
        return Sequential(Linear(3, 4, using: &generator), BatchNorm(4))
    }

    private func state(_ network: Sequential) -> [String: [Float]] {
        Dictionary(uniqueKeysWithValues: network.stateDictionary().map { ($0.name, $0.tensor.values) })
    }

    @Test("every parameter and running statistic becomes m·own + (1 − m)·leader's; the leader stays")
    func formula() throws {
        let average = network(seed: 1), leader = network(seed: 2)
        _ = leader(Tensor([1, 2, 3, -4, 0, 6], shape: [2, 3]))
        let (own, other) = (state(average), state(leader))
        average.follow(leader, momentum: 0.75)
        #expect(state(leader) == other)
        for (name, values) in state(average) where name != "1.num_batches_tracked" {
            let (a, b) = (try #require(own[name]), try #require(other[name]))
            #expect(values == zip(a, b).map { 0.75 * $0 + 0.25 * $1 }, "\(name)")
        }
        #expect(state(average)["1.num_batches_tracked"] == [1])
    }

    @Test("momentum 0 copies, momentum 1 changes nothing but counts")
    func ends() {
        let average = network(seed: 1), leader = network(seed: 2)
        let before = state(average)
        average.follow(leader, momentum: 1)
        #expect(state(average) == before)
        average.follow(leader, momentum: 0)
        #expect(state(average) == state(leader))
    }

    @Test("a leader at rest is approached as mᵏ")
    func geometric() {
        let average = network(seed: 1), leader = network(seed: 2)
        let start = average.parameters[0].values, goal = leader.parameters[0].values
        for _ in 0..<10 { average.follow(leader, momentum: 0.9) }
        let share: Float = 0.34867844
        let expected = zip(start, goal).map { share * $0 + (1 - share) * $1 }
        #expect(zip(average.parameters[0].values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }
}
