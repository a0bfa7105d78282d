import Foundation
import Synchronization

/// A folder of one builder's own for what is not whole yet; gone with the builder.
///
/// Several runs share one cache: each compiles here and moves in what is finished.
final class ScratchFolder: Sendable {
    private static let count = Atomic<Int>(0)
    private let url: URL

    /// Makes the folder `PID-NUMBER` below `parent`, and removes those of processes that are gone.
    init(below parent: URL) throws(BuildError) {
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        url = parent.appendingPathComponent("\(getpid())-\(number)")
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw .cacheUnwritable(path: parent.path, reason: reasonNotWritable(parent.path, error))
        }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: parent.path)) ?? [] {
            guard let pid = name.split(separator: "-").first.flatMap({ pid_t($0) }), kill(pid, 0) != 0 else {
                continue
            }
            try? FileManager.default.removeItem(at: parent.appendingPathComponent(name))
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// A file in it.
    func file(_ name: String) -> URL { url.appendingPathComponent(name) }
}
