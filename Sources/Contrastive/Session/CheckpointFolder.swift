import Foundation
import Tensors

/// The checkpoints of a session: `training-N/last.safetensors` and `training-N/best.safetensors` for its N-th training.
///
/// Training is worth more than its checkpoints: one that cannot be written is reported, and the one before stays.
struct CheckpointFolder {
    /// `session` in the run's folder.
    let url: URL

    /// The state after the last epoch, or where the training was stopped.
    func last(_ training: Int) -> URL { folder(training).appendingPathComponent("last.safetensors") }
    /// The state after the best epoch.
    func best(_ training: Int) -> URL { folder(training).appendingPathComponent("best.safetensors") }

    /// Whether there is something to go on with.
    func holds(_ training: Int) -> Bool { FileManager.default.fileExists(atPath: last(training).path) }

    private func folder(_ training: Int) -> URL { url.appendingPathComponent("training-\(training)") }

    /// Removes what an earlier run left of this training and later ones.
    func clear(from training: Int) {
        var number = training
        while FileManager.default.fileExists(atPath: folder(number).path) {
            try? FileManager.default.removeItem(at: folder(number))
            number += 1
        }
    }

    /// Writes the state after an epoch; the best one is the same file under a second name.
    ///
    /// - Returns: whether it was written; if not, the reason was told on standard error.
    @discardableResult
    func keep(_ checkpoint: Checkpoint, of training: Int, asBest isBest: Bool) -> Bool {
        do {
            try prepare(training)
            try checkpoint.write(to: last(training))
            if isBest { try link(last(training), as: best(training)) }
            return true
        } catch {
            let kept = holds(training) ? "; the last good one is \(last(training).path)" : ""
            FileHandle.standardError.write(Data("session: \(error); training goes on\(kept)\n".utf8))
            return false
        }
    }

    private func prepare(_ training: Int) throws(CheckpointError) {
        let folder = folder(training)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            // A killed process leaves what it was writing.
            for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
            where name.hasSuffix(DurableFile.ending) {
                try FileManager.default.removeItem(at: folder.appendingPathComponent(name))
            }
        } catch {
            throw .unwritable(path: folder.path, reason: systemReason(of: error))
        }
    }

    /// Gives a file a second name in place of whatever has it, in one step.
    private func link(_ file: URL, as name: URL) throws(CheckpointError) {
        let temporary = name.appendingPathExtension("new")
        unlink(temporary.path)
        var isDone = Foundation.link(file.path, temporary.path) == 0
        if !isDone {  // a file system without second names
            isDone = (try? FileManager.default.copyItem(at: file, to: temporary)) != nil
        }
        guard isDone, rename(temporary.path, name.path) == 0 else {
            throw .unwritable(path: name.path, reason: String(cString: strerror(errno)).lowercased())
        }
    }
}
