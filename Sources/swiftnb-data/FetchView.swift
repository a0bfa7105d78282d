import Datasets
import Foundation

/// Shows on standard error how far a fetch has come: one line that changes on a terminal, else a line every tenth.
final class FetchView {
    private let archive: DatasetArchive
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let start = ContinuousClock.now
    private var first: Int?
    private var lastTenth = -1
    private var hasLine = false

    init(_ archive: DatasetArchive, isQuiet: Bool) { (self.archive, self.isQuiet) = (archive, isQuiet) }

    func show(_ stage: DatasetArchive.Stage) {
        guard !isQuiet else { return }
        switch stage {
        case .received(let bytes):
            if first == nil { first = bytes }
            let tenth = min(10, 10 * bytes / max(archive.bytes, 1))
            if isTerminal {
                write("\r\u{1B}[K\(line(bytes))")
                hasLine = true
            } else if tenth > lastTenth {
                write("\(line(bytes))\n")
            }
            lastTenth = max(lastTenth, tenth)
        case .unpacking:
            end()
            write("\(archive.name): SHA-256 is right, unpacking\n")
        }
    }

    /// Leaves the line that changes.
    func end() {
        if hasLine { write("\n") }
        hasLine = false
    }

    private func line(_ bytes: Int) -> String {
        let seconds = max((ContinuousClock.now - start) / .seconds(1), 0.1)
        let rate = Double(bytes - (first ?? 0)) / seconds / 1e6
        let share = 100 * bytes / max(archive.bytes, 1)
        let sizes = "\(Self.megabytes(bytes)) of \(Self.megabytes(archive.bytes))"
        return "\(archive.name): \(share) %, \(sizes)" + String(format: ", %.1f MB/s", rate)
    }

    private func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }

    static func megabytes(_ bytes: Int) -> String { String(format: "%.1f MB", Double(bytes) / 1e6) }
}
