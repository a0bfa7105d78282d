import Foundation

/// Watches a process and all that descend from it, and ends them when together they take too much.
///
/// A limit that each process has by itself does not bound many of them together.
final class ProcessTreeWatch: @unchecked Sendable {
    private let root: pid_t
    private let deadline: Date
    private let memoryMiB: Int
    private let processes: Int
    private let lock = NSLock()
    private var isOver = false
    private var reason: String?
    private let finished = DispatchSemaphore(value: 0)

    init(root: pid_t, seconds: Double, memoryMiB: Int, processes: Int) {
        self.root = root
        deadline = Date(timeIntervalSinceNow: seconds)
        self.memoryMiB = memoryMiB
        self.processes = processes
    }

    /// Looks several times a second, on a thread of its own.
    func begin() {
        Thread { [self] in
            while !lock.withLock({ isOver }) {
                if let excess {
                    lock.withLock { reason = excess }
                    kill(root, SIGKILL)
                    break
                }
                usleep(100_000)
            }
            finished.signal()
        }.start()
    }

    /// Ends the watch; answers why it ended the processes, if it did.
    func end() -> String? {
        lock.withLock { isOver = true }
        finished.wait()
        return reason
    }

    private var excess: String? {
        if Date() > deadline { return "took too long" }
        let members = Self.tree(below: root)
        if members.count > processes { return "started too many processes" }
        let pages = members.reduce(0) { $0 + Self.residentPages(of: $1) }
        if pages * Int(getpagesize()) > memoryMiB << 20 { return "took too much memory" }
        return nil
    }

    private static func tree(below root: pid_t) -> [pid_t] {
        var children: [pid_t: [pid_t]] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? [] {
            guard let process = pid_t(name), let parent = parent(of: process) else { continue }
            children[parent, default: []].append(process)
        }
        var found = [root]
        var next = 0
        while next < found.count {
            found += children[found[next]] ?? []
            next += 1
        }
        return found
    }

    private static func parent(of process: pid_t) -> pid_t? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let end = stat.lastIndex(of: ")")
        else { return nil }
        let fields = stat[stat.index(after: end)...].split(separator: " ")  // state, parent, …
        return fields.count > 1 ? pid_t(fields[1]) : nil
    }

    private static func residentPages(of process: pid_t) -> Int {
        let statm = try? String(contentsOfFile: "/proc/\(process)/statm", encoding: .utf8)
        let fields = statm?.split(separator: " ") ?? []
        return fields.count > 1 ? Int(fields[1]) ?? 0 : 0
    }
}
