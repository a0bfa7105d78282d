import Foundation

/// Both logs of a session: `metrics.jsonl`, and event files for TensorBoard in `tensorboard`.
struct TrainingLog {
    /// Where both lie.
    let folder: URL
    private let metrics: MetricLog
    private let events: EventFile

    init(folder: URL) {
        self.folder = folder
        metrics = MetricLog(directory: folder)
        events = EventFile(directory: folder.appendingPathComponent("tensorboard"))
    }

    /// Bytes of the metric log so far; `nil` where it cannot be written.
    var length: UInt64? { metrics.length }

    /// Forgets what an earlier process logged after its last checkpoint: it is about to be measured again.
    ///
    /// - Parameters:
    ///   - step: steps taken by then; those from this one on are forgotten.
    ///   - length: bytes of the metric log at the checkpoint, if they are known.
    func restart(at step: Int, length: UInt64?) {
        if let length { metrics.truncate(to: length) }
        events.restart(at: step)
    }

    /// Appends values; steps and epochs count from the session's beginning.
    func append(_ values: [(name: String, value: Double)], step: Int, epoch: Int) {
        metrics.append(values, step: step, epoch: epoch)
        events.append(values, step: step)
    }
}
