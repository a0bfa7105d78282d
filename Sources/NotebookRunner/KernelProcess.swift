import Foundation

/// The child process that runs cells, with its four channels: commands in, events and two streams out.
struct KernelProcess: ~Copyable {
    let pid: pid_t
    /// Writes commands.
    private let commands: Int32
    /// Yields events, one JSON object a line.
    let events: Int32
    /// The kernel's standard output.
    let output: Int32
    /// The kernel's standard error.
    let errors: Int32

    /// Starts a kernel.
    init(executable: URL, environment: [String: String]) throws(RunError) {
        guard FileManager.default.isExecutableFile(atPath: executable.path) else {
            throw .kernelMissing(path: executable.path)
        }
        let pipes = (0..<4).map { _ in Self.pipe() }
        let childEnds = [pipes[0].read, pipes[1].write, pipes[2].write, pipes[3].write]
        let ownEnds = [pipes[0].write, pipes[1].read, pipes[2].read, pipes[3].read]
        let (pid, code) = Self.spawn(executable.path, environment: environment, ends: childEnds)
        childEnds.forEach { _ = close($0) }
        guard code == 0 else {
            ownEnds.forEach { _ = close($0) }
            throw .kernelNotStarted(path: executable.path, reason: String(cString: strerror(code)))
        }
        self.pid = pid
        (commands, output, errors, events) = (ownEnds[0], ownEnds[1], ownEnds[2], ownEnds[3])
        for descriptor in [output, errors, events] {
            _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        }
    }

    /// Both ends lie above the numbers that the child uses, so that no duplication overwrites another end.
    private static func pipe() -> (read: Int32, write: Int32) {
        var ends: [Int32] = [-1, -1]
        guard Foundation.pipe(&ends) == 0 else { return (-1, -1) }
        let moved = ends.map { fcntl($0, F_DUPFD_CLOEXEC, 20) }
        ends.forEach { _ = close($0) }
        return (moved[0], moved[1])
    }

    private static func spawn(
        _ path: String, environment: [String: String], ends: [Int32]
    ) -> (pid_t, Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        for (target, end) in [(Int32(3), ends[0]), (1, ends[1]), (2, ends[2]), (4, ends[3])] {
            posix_spawn_file_actions_adddup2(&actions, end, target)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A session of its own: Ctrl-C in the terminal reaches the runner, which decides.
        // The mask of the thread that happens to start it is nobody's wish.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        let setSession: Int32 = 0x80  // glibc's POSIX_SPAWN_SETSID, which Swift does not import
        posix_spawnattr_setflags(&attributes, Int16(setSession | POSIX_SPAWN_SETSIGMASK))
        var argv: [UnsafeMutablePointer<CChar>?] = [strdup(path), nil]
        var envp: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { (argv + envp).forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, &argv, &envp)
        return (pid, code)
    }

    /// Sends one command; false where the kernel is gone.
    func send(_ command: [String: Any]) -> Bool {
        guard
            var line = try? JSONSerialization.data(
                withJSONObject: command, options: [.withoutEscapingSlashes])
        else { return false }
        line.append(0x0A)
        return line.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = write(commands, rest.baseAddress, rest.count)
                if count < 0 && errno == EINTR { continue }
                if count <= 0 { return false }
                rest = rest.dropFirst(count)
            }
            return true
        }
    }

    /// Ends the kernel and everything it started that is still in its session. Call before `wait`.
    func killAll() {
        for _ in 0..<10 {
            let members = Self.processes(inSession: pid)
            guard !members.isEmpty else { return }
            for member in members { kill(member, SIGKILL) }
            usleep(1000)
        }
    }

    /// Processes that are alive: a dead one waits in `/proc` for its parent.
    private static func processes(inSession session: pid_t) -> [pid_t] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { process in
            guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { return false }
            let fields = stat[stat.index(after: end)...].split(separator: " ")  // state ppid pgrp session
            return fields.count > 3 && pid_t(fields[3]) == session && fields[0] != "Z"
        }
    }

    /// Waits for the end and says how it came: the exit status, or the signal.
    func wait() -> Ending {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
        let signal = status & 0x7F
        return signal == 0 ? .exited(status >> 8 & 0xFF) : .signalled(signal)
    }

    /// How a process ends.
    enum Ending: Equatable {
        case exited(Int32)
        case signalled(Int32)
    }

    deinit {
        for descriptor in [commands, events, output, errors] { close(descriptor) }
    }
}

extension UnsafeRawBufferPointer.SubSequence {
    fileprivate var baseAddress: UnsafeRawPointer? { base.baseAddress.map { $0 + startIndex } }
}
