import Layers
import Tensors
import Testing

@Suite("Learning-rate schedules")
struct ScheduleTests {
    @Test(
        "rates follow PyTorch's schedulers",
        arguments: [
            ("cosine", CosineAnnealing(minimum: 0.001, period: 20) as any LearningRateSchedule),
            ("cosine_restarts", WarmRestarts(period: 7, growth: 2, minimum: 0.001)),
            ("step_lr", StepRate(period: 6, factor: 0.3)),
            ("warmup_cosine", CosineAnnealing(warmup: 10, minimum: 0.001)),
        ])
    func golden(name: String, schedule: any LearningRateSchedule) throws {
        let expected = try #require(try LayersTests.golden("optim")[name])
        let rates = (0..<expected.count).map { schedule.rate(base: 0.1, step: $0, of: expected.count) }
        expectClose(Tensor(rates, shape: expected.shape), expected, within: 1e-5)
    }

    @Test("a constant rate is the base")
    func constant() {
        #expect(ConstantRate().rate(base: 0.3, step: 99, of: 100) == 0.3)
    }

    @Test("a warm-up as long as the training never divides by zero")
    func allWarmup() {
        let schedule = CosineAnnealing(warmup: 5)
        #expect((0...5).allSatisfy { schedule.rate(base: 1, step: $0, of: 5).isFinite })
    }
}
