import Foundation
import Layers
import Tensors

extension Session {
    /// Goes on where an earlier process left its training, or its last checkpoint.
    ///
    /// Call it once, after the parts have been set and before `train(epochs:)`. Each `train(epochs:)` that follows
    /// then does what it would have done had nothing happened: one that had ended returns its history at once, with
    /// weights and optimiser as it left them; one that had been interrupted takes the steps it lacks, with losses and
    /// weights equal to the last bit. All settings must be those of the interrupted training.
    ///
    /// - Returns: whether there is anything to go on with; if not, training begins afresh.
    /// - Throws: `CheckpointError`, which names the file, where one is damaged or does not fit.
    @discardableResult
    public func resume() throws(CheckpointError) -> Bool {
        guard let checkpoints, checkpoints.holds(trainingCount + 1) else { return false }
        let file = checkpoints.last(trainingCount + 1)
        try restore(Checkpoint(contentsOf: file), from: file)
        isResuming = true
        return true
    }

    /// Writes weights, optimiser and position into one file, there whole or not at all.
    public func save(to url: URL) throws(CheckpointError) {
        try checkpoint(of: nil, history: nil).write(to: url)
    }

    /// Takes weights, optimiser and position from a file that `save(to:)` or training wrote.
    ///
    /// Unlike `resume()` it does not mind other settings: the next `train(epochs:)` is a new training with these weights,
    /// over epochs that they have not seen. Nothing is changed where the file does not fit.
    public func load(from url: URL) throws(CheckpointError) {
        try restore(Checkpoint(contentsOf: url), from: url)
    }

    /// The state of this moment.
    func checkpoint(of training: TrainingRecord?, history: History?) -> Checkpoint {
        let method = trained
        attachOptimizer(to: method)
        let optimizerState = optimizer.state
        var tensors: [String: Tensor] = [:]
        for (name, tensor) in method.stateDictionary() { tensors["model.\(name)"] = tensor }
        for (name, tensor) in optimizerState.moments { tensors["optimizer.\(name)"] = tensor }
        if let history { tensors["history"] = history.rows }
        return Checkpoint(
            tensors: tensors,
            record: CheckpointRecord(
                epoch: epoch, batch: batch, step: stepCount, optimizerStep: optimizerState.step,
                settings: settings, training: training))
    }

    /// Takes over a state, all of it or nothing.
    func restore(_ checkpoint: Checkpoint, from url: URL) throws(CheckpointError) {
        let method = trained
        attachOptimizer(to: method)
        let before = optimizer.state
        do {
            try optimizer.load(
                OptimizerState(
                    step: checkpoint.record.optimizerStep,
                    moments: checkpoint.tensors(under: "optimizer.")))
            try method.load(checkpoint.tensors(under: "model."))
        } catch {
            try? optimizer.load(before)
            throw .doesNotFit(path: url.path, reason: "\(error)")
        }
        let record = checkpoint.record
        (epoch, batch, stepCount, walk) = (record.epoch, record.batch, record.step, nil)
    }

    /// What a training depends on, in words.
    package var settings: [String: String] {
        var settings = [
            "the dataset": dataset.summary,
            "the test pictures": testSet?.summary ?? "a share of \(testFraction)",
            "the views": pipelines.map(\.description).joined(separator: "\n"),
            "the batch size": "\(batchSize)",
            "the method": method.map { "\(type(of: $0))" } ?? "SimCLR under \(loss)",
            "the optimizer": "\(optimizer)", "the schedule": "\(schedule)", "the seed": "\(seed)",
        ]
        if let gradientLimit { settings["the gradient limit"] = "\(gradientLimit)" }
        if batchParts > 1 { settings["the parts of a batch"] = "\(batchParts)" }
        return settings
    }

    /// Throws where the training that a checkpoint belongs to had other settings.
    func requireSettings(of record: CheckpointRecord, file: URL) throws(CheckpointError) {
        let present = settings
        for name in Set(present.keys).union(record.settings.keys).sorted() {
            let (saved, now) = (record.settings[name] ?? "not set", present[name] ?? "not set")
            guard saved != now else { continue }
            throw .otherSetting(path: file.path, name: name, saved: oneLine(saved), now: oneLine(now))
        }
    }

    private func oneLine(_ text: String) -> String {
        text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: ", ")
    }

    /// Hands the optimiser the parameters of what is trained, unless it has them already.
    func attachOptimizer(to method: any Method) {
        let parameters = method.parameters
        let isAttached =
            optimizer.parameters.count == parameters.count
            && zip(optimizer.parameters, parameters).allSatisfy { $0 === $1 }
        if !isAttached { optimizer.attach(to: parameters) }
    }
}
