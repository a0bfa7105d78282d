import Datasets
import Foundation
import Layers

extension Session {
    /// Trains on views of the training pictures, with a progress bar, and logs every value measured. Called again, it
    /// goes on with the weights it has, over epochs not seen before.
    ///
    /// Where the session has a folder, the state is kept there before the first step, after every epoch and on
    /// interruption (Ctrl-C, SIGTERM, a stopped cell), so that `resume()` can go on; a state that cannot be written is
    /// reported, and training goes on.
    ///
    /// - Returns: what was measured in these epochs.
    /// - Throws: `TrainingError` where the loss or a gradient is not finite, with weights as before that step, or on
    ///   interruption; `CheckpointError` where the training to be resumed does not fit.
    public func train(epochs: Int) throws -> History {
        precondition(epochs > 0, "train: needs at least 1 epoch, got \(epochs)")
        walk = nil
        isAskedToStop.store(false, ordering: .relaxed)
        let left = try unfinishedTraining(epochs: epochs)
        if let left, left.record.isFinished {
            trainingCount += 1
            if checkpoints?.holds(trainingCount + 1) == false {  // nothing to go on with came after it
                openLog()?.restart(at: stepCount, length: left.record.logBytes)
            }
            return left.history
        }
        let run = try TrainingRun(self, epochs: epochs, left: left)
        do {
            let history = try Interruption.handled { try run.finish() }
            trainingCount += 1
            return history
        } catch TrainingError.interrupted(let step, let epoch, let checkpoint) {
            throw TrainingError.interrupted(step: step, epoch: epoch, checkpoint: checkpoint)
        } catch {
            trainingCount += 1
            throw error
        }
    }

    /// Takes one step on the next batch, at the optimiser's own learning rate: a course needs an end, which single
    /// steps do not have. Nothing is saved; see `save(to:)`.
    @discardableResult
    public func step() throws -> StepMetrics {
        let steps = try singleSteps()
        let batch = steps.nextBatch()
        let metrics = try steps.take(batch, step: stepCount, epoch: epoch)
        openLog()?.append(metrics.named, step: stepCount, epoch: epoch)
        stepCount += 1
        self.batch += 1
        if self.batch == steps.loader.count { (epoch, self.batch) = (epoch + 1, 0) }
        return metrics
    }

    private func singleSteps() throws -> SingleSteps {
        let (settings, network) = (settings, ObjectIdentifier(method ?? model as any Layer))
        if let walk, walk.settings == settings, walk.network == network { return walk }
        let steps = try SingleSteps(self, settings: settings, network: network)
        walk = steps
        return steps
    }

    /// The training of this number that an earlier process left, with its state taken over.
    private func unfinishedTraining(epochs: Int) throws(CheckpointError) -> TrainingRun.Left? {
        let number = trainingCount + 1
        guard isResuming, let checkpoints, checkpoints.holds(number) else { return nil }
        let file = checkpoints.last(number)
        let checkpoint = try Checkpoint(contentsOf: file)
        guard let record = checkpoint.record.training, let rows = checkpoint.tensors["history"],
            let history = History(
                rows: rows, chance: record.chance, floor: record.floor, measurements: record.measurements)
        else { throw .damaged(path: file.path, reason: "it lacks the course of the training") }
        try requireSettings(of: checkpoint.record, file: file)
        guard record.epochs == epochs else {
            throw .otherSetting(path: file.path, name: "epochs", saved: "\(record.epochs)", now: "\(epochs)")
        }
        try restore(checkpoint, from: file)
        return TrainingRun.Left(record: record, history: history)
    }
}

/// Single steps under unchanged settings.
final class SingleSteps {
    let settings: [String: String]
    let network: ObjectIdentifier
    let loader: ViewLoader
    private let trainer: Trainer
    private var batches: ViewLoader.Iterator
    private var nextEpoch: Int

    init(_ session: Session, settings: [String: String], network: ObjectIdentifier) throws {
        (self.settings, self.network) = (settings, network)
        loader = try ViewLoader(
            session.training, pipelines: session.pipelines, batchSize: session.batchSize, seed: session.seed)
        let method = session.trained
        session.attachOptimizer(to: method)
        trainer = Trainer(method: method, optimizer: session.optimizer)
        (trainer.gradientLimit, trainer.parts) = (session.gradientLimit, session.batchParts)
        // A batch that the session has begun to count may lie beyond a smaller epoch.
        session.batch = min(session.batch, loader.count - 1)
        batches = loader.batches(of: session.epoch, from: session.batch)
        nextEpoch = session.epoch + 1
    }

    func nextBatch() -> ViewBatch {
        while true {  // an epoch has at least one batch
            if let batch = batches.next() { return batch }
            batches = loader.batches(of: nextEpoch)
            nextEpoch += 1
        }
    }

    func take(_ batch: ViewBatch, step: Int, epoch: Int) throws -> StepMetrics {
        (trainer.position.step, trainer.position.epoch) = (step, epoch)
        trainer.model.train()
        return try trainer.step(batch.views, labels: batch.labels, of: .max)
    }
}
