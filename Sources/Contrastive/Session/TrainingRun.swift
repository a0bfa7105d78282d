import Datasets
import Display
import Foundation
import Layers

/// One call of `Session.train(epochs:)` at work.
final class TrainingRun {
    /// What an earlier process left of it.
    struct Left {
        let record: TrainingRecord
        let history: History
    }

    private let session: Session
    private let loader: ViewLoader
    private let trainer: Trainer
    private let checkpoints: CheckpointFolder?
    private let log: TrainingLog?
    private let monitor: SessionMonitor?
    private let requestsBefore: Int
    private let isContinued: Bool
    private var record: TrainingRecord
    private var history: History
    private var warned: Set<TrainingWarning.Kind> = []

    /// Prepares the steps that are left.
    init(_ session: Session, epochs: Int, left: Left?) throws {
        self.session = session
        if left == nil && session.batch > 0 { (session.epoch, session.batch) = (session.epoch + 1, 0) }
        loader = try ViewLoader(
            session.training, pipelines: session.pipelines, batchSize: session.batchSize, seed: session.seed)
        let method = session.trained
        session.attachOptimizer(to: method)
        trainer = Trainer(method: method, optimizer: session.optimizer, schedule: session.schedule)
        (trainer.gradientLimit, trainer.parts) = (session.gradientLimit, session.batchParts)
        (checkpoints, log, monitor) = (session.checkpoints, session.openLog(), session.monitor)
        requestsBefore = Interruption.requests.load(ordering: .relaxed)
        isContinued = left != nil
        let (batch, views) = (session.batchSize, session.pipelines.count)
        let (chance, floor) = (
            method.chance(batchSize: batch, views: views), method.floor(batchSize: batch, views: views)
        )
        record =
            left?.record
            ?? TrainingRecord(
                number: session.trainingCount + 1, epochs: epochs, chance: chance, floor: floor)
        history = left?.history ?? History(chance: chance, floor: floor)
        trainer.position = record.position
    }

    /// Takes the steps.
    func finish() throws -> History {
        begin()
        let bar = ProgressBar("training", total: record.epochs * loader.count)
        bar.update(done: trainer.position.step)
        defer { bar.finish(detail: history.epochLoss.last.map { String(format: "loss %.3f", $0) }) }
        while trainer.position.epoch < record.epochs {
            var batches = loader.batches(of: session.epoch, from: session.batch)
            while let batch = try batches.nextOrThrow() {
                trainer.model.train()
                bar.advance(detail: detail(of: try step(batch)))
                try endIfInterrupted()
                if isStopped { break }
            }
            if session.batch == loader.count { try endEpoch() }
            if isStopped { break }
        }
        if !record.isFinished {
            record.isFinished = true
            keep(asBest: false)
        }
        return history
    }

    private var isStopped: Bool { session.isAskedToStop.load(ordering: .relaxed) }

    /// The first checkpoint shows at once whether there is room for them.
    private func begin() {
        if isContinued {
            log?.restart(at: session.stepCount, length: record.logBytes)
            if isBestEpoch { keep(asBest: true) }  // the name may not have been given before the end
        } else {
            checkpoints?.clear(from: record.number)
            keep(asBest: false)
        }
    }

    private func step(_ batch: ViewBatch) throws -> StepMetrics {
        let metrics = try trainer.step(
            batch.views, labels: batch.labels, of: record.epochs * loader.count)
        history.append(metrics)
        log?.append(metrics.named, step: session.stepCount, epoch: session.epoch)
        session.stepCount += 1
        session.batch += 1
        return metrics
    }

    private func endEpoch() throws {
        trainer.position.epoch += 1
        (session.epoch, session.batch) = (session.epoch + 1, 0)
        var judged = ("loss", Double(history.epochLoss.last ?? .nan))
        if let monitor, isMeasured(by: monitor) {
            let values = try monitor.measure(session)
            history.append(values, afterEpoch: trainer.position.epoch)
            log?.append(values, step: session.stepCount - 1, epoch: session.epoch - 1)
            if let first = values.first { judged = (first.name, first.value) }
        } else if monitor != nil {
            judged.1 = .nan  // only measured epochs can be the best
        }
        let candidate = BestEpoch(epoch: session.epoch - 1, name: judged.0, value: judged.1)
        if judged.1.isFinite && candidate.beats(record.best) { record.best = candidate }
        record.isFinished = trainer.position.epoch == record.epochs
        keep(asBest: isBestEpoch)
        for warning in history.warnings where warned.insert(warning.kind).inserted { print(warning) }
    }

    private func isMeasured(by monitor: SessionMonitor) -> Bool {
        trainer.position.epoch % monitor.interval == 0 || trainer.position.epoch == record.epochs
    }

    /// Whether the epoch that has just ended is the best.
    private var isBestEpoch: Bool { session.batch == 0 && record.best?.epoch == session.epoch - 1 }

    private func endIfInterrupted() throws {
        guard Interruption.requests.load(ordering: .relaxed) != requestsBefore else { return }
        let isKept = keep(asBest: false)
        let file = isKept ? checkpoints?.last(record.number).path : nil
        throw TrainingError.interrupted(
            step: trainer.position.step - 1, epoch: trainer.position.epoch, checkpoint: file)
    }

    /// Writes the state, if the session has a place for it.
    @discardableResult
    private func keep(asBest isBest: Bool) -> Bool {
        guard let checkpoints else { return false }
        record.position = trainer.position
        record.measurements = history.measurements
        record.logBytes = log?.length
        return checkpoints.keep(
            session.checkpoint(of: record, history: history), of: record.number, asBest: isBest)
    }

    private func detail(of metrics: StepMetrics) -> String {
        String(
            format: "epoch %d/%d  loss %.3f (chance %.2f, floor %.2f)  top-1 %.0f %%",
            metrics.epoch + 1, record.epochs, metrics.loss, record.chance, record.floor,
            100 * metrics.batch.top1)
    }
}
