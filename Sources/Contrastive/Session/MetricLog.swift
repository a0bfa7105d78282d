import Foundation
import Tensors

/// Measured values as JSON lines: `{"step":3,"epoch":0,"name":"loss","value":4.7,"time":1700000000.1}`.
///
/// Training is worth more than its log: a log that cannot be written says so once and gives up.
public final class MetricLog {
    /// The file, `metrics.jsonl` in the run's folder.
    public let url: URL
    private var file: FileHandle?

    /// Opens the log for appending in `directory`, which is made where it is missing.
    public init(directory: URL) {
        url = directory.appendingPathComponent("metrics.jsonl")
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            if !FileManager.default.fileExists(atPath: url.path) { try Data().write(to: url) }
            file = try FileHandle(forWritingTo: url)
        } catch {
            giveUp(error)
        }
    }

    deinit { try? file?.close() }

    /// The log of the run that this process belongs to (`SWIFTNB_OUTPUT`); none outside a run.
    public static func ofRun() -> MetricLog? { Session.runFolder.map(MetricLog.init) }

    /// Appends every value of a step.
    public func append(_ metrics: StepMetrics) {
        append(metrics.named, step: metrics.step, epoch: metrics.epoch)
    }

    /// Appends values under their names; ones that are not numbers become `null`.
    public func append(_ values: [(name: String, value: Double)], step: Int, epoch: Int) {
        guard let file, !values.isEmpty else { return }
        let time = String(format: "%.3f", Date().timeIntervalSince1970)
        let lines = values.map { name, value in
            let number = value.isFinite ? "\(value)" : "null"
            return
                #"{"step":\#(step),"epoch":\#(epoch),"name":"\#(name)","value":\#(number),"time":\#(time)}"#
        }
        do {
            try file.seekToEnd()  // other sessions of the run write here too
            try file.write(contentsOf: Data((lines.joined(separator: "\n") + "\n").utf8))
        } catch {
            giveUp(error)
        }
    }

    /// Bytes in the file; `nil` where it cannot be written.
    var length: UInt64? { try? file?.seekToEnd() }

    /// Cuts the file off after that many bytes, in one step; one that is not longer stays as it is.
    func truncate(to length: UInt64) {
        guard let file, let present = self.length, length < present else { return }
        do {
            try file.truncate(atOffset: length)
        } catch {
            giveUp(error)
        }
    }

    private func giveUp(_ error: any Error) {
        file = nil
        let text =
            "metrics: cannot write \(url.path): \(systemReason(of: error)); training goes on without\n"
        FileHandle.standardError.write(Data(text.utf8))
    }
}
