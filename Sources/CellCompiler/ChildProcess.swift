import Foundation

/// A tool run to its end, with what it printed.
struct ChildProcess {
    /// The exit status; 128 + signal where a signal ended it, as in a shell.
    let status: Int32
    /// Standard output and standard error, in the order written.
    let output: String

    /// Starts a tool, drains what it prints while it runs, and waits for its end.
    ///
    /// It runs in a process group of its own, so that Ctrl-C in a terminal does not fail a compilation.
    static func run(_ tool: URL, _ arguments: [String]) throws(BuildError) -> ChildProcess {
        var ends: [Int32] = [0, 0]
        // A socket pair, because a pipe cannot be closed to other children in one step from Swift.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw notStarted(tool, errno) }
        let (reader, writer) = (ends[0], ends[1])
        defer { close(reader) }
        let (pid, code) = spawn(tool.path, arguments, output: writer)
        close(writer)
        guard code == 0 else { throw notStarted(tool, code) }
        let output = drain(reader)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1 && errno == EINTR {}
        let signal = status & 0x7F
        return ChildProcess(
            status: signal == 0 ? status >> 8 & 0xFF : 128 + signal,
            output: String(decoding: output, as: UTF8.self))
    }

    private static func spawn(_ path: String, _ arguments: [String], output: Int32) -> (pid_t, Int32) {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        posix_spawnattr_setpgroup(&attributes, 0)
        // The mask of the thread that happens to start it is nobody's wish.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
        var argv: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) }
        argv.append(nil)
        defer { argv.forEach { free($0) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, path, &actions, &attributes, argv, environ)
        return (pid, code)
    }

    private static func drain(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 {
                bytes.append(contentsOf: buffer[..<count])
            } else if count == 0 || errno != EINTR {
                return bytes
            }
        }
    }

    private static func notStarted(_ tool: URL, _ code: Int32) -> BuildError {
        .toolNotStarted(path: tool.path, reason: String(cString: strerror(code)))
    }
}
