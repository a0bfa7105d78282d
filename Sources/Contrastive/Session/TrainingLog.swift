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

    /// Bytes of the metric log so far.
    var length: UInt64 { metrics.length }

    /// Forgets what was logged after that many bytes: it is about to be measured again.
    func truncate(to length: UInt64) { metrics.truncate(to: length) }

    /// Appends values; steps and epochs count from the session's beginning.
    func append(_ values: [(name: String, value: Double)], step: Int, epoch: Int) {
        metrics.append(values, step: step, epoch: epoch)
        events.append(values, step: step)
    }
}
