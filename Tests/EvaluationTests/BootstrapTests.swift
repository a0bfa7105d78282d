import Evaluation
import Foundation
import Tensors
import Testing

@Suite("Intervals and thresholds")
struct BootstrapTests {
    private func report(_ isRight: [Bool]) -> ProbeReport {
        let probabilities = isRight.flatMap { $0 ? [0.9, 0.1] as [Float] : [0.2, 0.8] }
        return ProbeReport(
            "made up", probabilities: Tensor(probabilities, shape: [isRight.count, 2]),
            labels: [Int](repeating: 0, count: isRight.count), classNames: ["a", "b"])
    }

    @Test("the interval of an accuracy has the width of the binomial distribution")
    func binomial() {
        let interval = report((0..<400).map { $0 % 4 != 0 }).interval(resamples: 4000)
        let half = 1.96 * (0.75 * 0.25 / 400).squareRoot()
        #expect(interval.estimate == 0.75)
        #expect(abs(interval.lower - (0.75 - half)) < 0.01 && abs(interval.upper - (0.75 + half)) < 0.01)
        let narrow = report((0..<400).map { $0 % 4 != 0 }).interval(level: 0.5, resamples: 4000)
        #expect(narrow.lower > interval.lower && narrow.upper < interval.upper)
        #expect(interval.description.hasPrefix("75.0 % (7"))
    }

    @Test("it covers the true share in about 95 of 100 tests")
    func coverage() {
        var rng = RandomGenerator(seed: 9)
        let covered = (0..<200).count { _ in
            let interval = report((0..<100).map { _ in rng.uniform() < 0.7 }).interval(resamples: 300)
            return interval.lower <= 0.7 && 0.7 <= interval.upper
        }
        #expect((178...199).contains(covered))
    }

    @Test("a figure that never changes has an interval of no width, and the seed decides the others")
    func fixedAndSeeded() {
        let all = report([Bool](repeating: true, count: 50)).interval()
        #expect(all.lower == 1 && all.upper == 1)
        let half = report((0..<50).map { $0 % 2 == 0 })
        #expect(half.interval(seed: 1) == half.interval(seed: 1))
        #expect(half.interval(seed: 1) != half.interval(seed: 2))
        #expect(half.interval(of: \.accuracy) == half.interval())
    }

    @Test("an advantage is resampled in pairs: always better by one picture in ten")
    func advantage() {
        let better = report((0..<200).map { $0 % 2 == 0 || $0 % 10 == 1 })
        let worse = report((0..<200).map { $0 % 2 == 0 })
        let advantage = better.advantage(over: worse)
        #expect(abs(advantage.estimate - 0.1) < 1e-12 && advantage.lower > 0.05 && advantage.upper < 0.15)
        #expect(better.advantage(over: better).upper == 0)
    }

    @Test("the threshold is the cheapest of all, by counting the errors at each", arguments: [0.2, 1, 8])
    func threshold(costOfMiss: Double) {
        var rng = RandomGenerator(seed: 4)
        let truth = (0..<80).map { _ in rng.next32() % 3 == 0 }
        let scores = truth.map { Float($0 ? 4 : 2) + Float(rng.next32() % 7) }
        let choice = DecisionThreshold(
            scores: scores, isPositive: truth, costOfFalseAlarm: 1, costOfMiss: costOfMiss)
        func errors(_ threshold: Float) -> (alarms: Int, misses: Int) {
            let said = scores.map { $0 >= threshold }
            return (
                zip(said, truth).count { $0 && !$1 }, zip(said, truth).count { !$0 && $1 }
            )
        }
        func cost(_ threshold: Float) -> Double {
            let (alarms, misses) = errors(threshold)
            return (Double(alarms) + costOfMiss * Double(misses)) / 80
        }
        let cheapest = ([.infinity] + scores).map(cost).min() ?? -1
        #expect(abs(choice.cost - cheapest) < 1e-12 && abs(cost(choice.threshold) - cheapest) < 1e-12)
        #expect(errors(choice.threshold) == (choice.falseAlarms, choice.misses))
    }

    @Test("dear misses lower the threshold, dear alarms raise it to never")
    func extremes() {
        let (scores, truth) = ([0.9, 0.6, 0.4, 0.2] as [Float], [true, false, true, false])
        let anxious = DecisionThreshold(
            scores: scores, isPositive: truth, costOfFalseAlarm: 1, costOfMiss: 100)
        #expect(anxious.threshold == 0.4 && anxious.misses == 0 && anxious.falseAlarms == 1)
        let calm = DecisionThreshold(scores: scores, isPositive: truth, costOfFalseAlarm: 100, costOfMiss: 1)
        #expect(calm.threshold == 0.9 && calm.misses == 1)
        let never = DecisionThreshold(scores: [0.9, 0.1], isPositive: [false, true], costOfFalseAlarm: 9)
        #expect(never.threshold == .infinity && never.cost == 0.5)
        #expect(calm.figure().svg != nil)
    }
}
