import ContrastiveLearning
import Foundation

/// What every operation costs, against what this machine can do.
struct ProfileTable {
    /// Of every operation its fastest repeat: the others say what else the machine was doing.
    private let entries: [WorkProfile.Entry]
    /// Floating-point operations a second of a large matrix product on all threads.
    private let limit: Double

    /// Runs `body` several times.
    init(repeats: Int, of body: () throws -> Void) rethrows {
        limit = Self.matrixProductSpeed()
        var fastest: [String: WorkProfile.Entry] = [:]
        for _ in 0..<repeats {
            for entry in try WorkProfile.taken(of: body) {
                if entry.seconds < fastest[entry.name]?.seconds ?? .infinity { fastest[entry.name] = entry }
            }
        }
        entries = fastest.values.sorted { $0.seconds > $1.seconds }
    }

    private static func matrixProductSpeed() -> Double {
        let size = 1536
        let (a, b) = (Tensor.ones([size, size]), Tensor.ones([size, size]))
        let times = (0..<7).map { _ in
            let start = ContinuousClock.now
            _ = matmul(a, b)
            return (ContinuousClock.now - start) / .seconds(1)
        }
        return 2 * pow(Double(size), 3) / (times.min() ?? 1)
    }

    /// Writes the table to standard error. Operations below a thousandth of the whole are left out.
    func show() {
        let total = entries.reduce(0) { $0 + $1.seconds }
        var lines = ["     ms   share   GFLOP/s  of limit  operation"]
        for entry in entries where entry.seconds > 0.001 * total {
            let rate = entry.operations / entry.seconds
            let speed = rate > 0 ? String(format: "%8.0f  %6.0f %%", rate * 1e-9, 100 * rate / limit) : ""
            let blank = speed.padding(toLength: 18, withPad: " ", startingAt: 0)
            lines.append(
                String(format: "%7.2f  %5.1f %%", entry.seconds * 1e3, 100 * entry.seconds / total)
                    + "  \(blank)  \(entry.calls)× \(entry.name)")
        }
        let needed = entries.reduce(0) { $0 + $1.operations }
        lines.append(
            String(
                format: "%7.2f ms in all; %.1f GFLOP needed; limit %.0f GFLOP/s (matrix product)",
                total * 1e3, needed * 1e-9, limit * 1e-9))
        FileHandle.standardError.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    }
}
