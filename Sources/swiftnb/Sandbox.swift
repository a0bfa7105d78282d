import CellCompiler
import Foundation
import NotebookModel
import Synchronization

/// Runs a stranger's notebook where it can harm nothing: no network, no files but its own, and limits on time,
/// memory, disk and processes.
///
/// bubblewrap gives the run name spaces of its own and a file system in memory. The record of the run is the only
/// thing that comes out.
struct Sandbox {
    /// What a submission may take.
    struct Limits {
        var cellSeconds = 60
        var totalSeconds = 600
        var memoryMiB = 2048
        var diskMiB = 512
        /// Threads count as processes.
        let processes = 512
    }

    /// Why there is no record of a run.
    struct Trouble: Error { let reason: String }

    private let bubblewrap: URL
    private let toolchain: Toolchain
    private let limits: Limits
    /// The longest record that is taken, bytes.
    private let recordLimit = 64 << 20

    /// Throws where bubblewrap is missing.
    init(toolchain: Toolchain, limits: Limits) throws(SandboxError) {
        guard let found = Self.program else { throw .bubblewrapMissing }
        bubblewrap = found
        self.toolchain = toolchain
        self.limits = limits
    }

    /// Runs the notebook and reads the record of the run.
    func run(_ notebook: Notebook, parameters: [(name: String, value: String)]) throws -> NotebookRun {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent(
            "swiftnb-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: scratch, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        defer { try? FileManager.default.removeItem(at: scratch) }
        let file = scratch.appendingPathComponent("submission.swiftnb")
        try Data(notebook.swiftnb.utf8).write(to: file)
        let process = Process()
        let words = command(running: file, parameters: parameters)
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let watch = ProcessTreeWatch(
            root: process.processIdentifier, seconds: Double(limits.totalSeconds + 60),
            memoryMiB: limits.memoryMiB + limits.diskMiB + 1024, processes: limits.processes)
        watch.begin()
        let record = read(pipe.fileHandleForReading, orKill: process.processIdentifier)
        process.waitUntilExit()
        if let reason = watch.end() { throw Trouble(reason: reason) }
        guard let record, let run = try? NotebookRun(saved: record) else {
            let words = String(decoding: (record ?? Data()).prefix(300), as: UTF8.self)
            throw Trouble(reason: "the run left no record" + (words.isEmpty ? "" : ": \(words)"))
        }
        return run
    }

    /// Everything up to the end; `nil`, and the end of the process, where it is too much.
    private func read(_ handle: FileHandle, orKill process: pid_t) -> Data? {
        var data = Data()
        while let part = try? handle.read(upToCount: 1 << 16), !part.isEmpty {
            data.append(part)
            guard data.count <= recordLimit else {
                kill(process, SIGKILL)
                return nil
            }
        }
        return data
    }

    // MARK: The command line

    private func command(running file: URL, parameters: [(name: String, value: String)]) -> [String] {
        let inside = "/submission/submission.swiftnb"
        let script = #""$@" >/tmp/log 2>&1; cat /tmp/out/saved-run.json 2>/dev/null || tail -n 1 /tmp/log"#
        let swiftnb = Installation.folder.appendingPathComponent("swiftnb").path
        let given = parameters.flatMap { ["-p", $0.name, $0.value] }
        let run =
            [
                swiftnb, "run", inside, "-o", "/tmp/out", "--keep-going", "--quiet",
                "--timeout", "\(limits.cellSeconds)", "--total-timeout", "\(limits.totalSeconds)",
                "--memory", "\(limits.memoryMiB)",
            ] + given
        let folders = parameters.map(\.value).filter {
            $0.hasPrefix("/") && FileManager.default.fileExists(atPath: $0)
        }
        let (walls, user) = Self.separation
        return [bubblewrap.path] + walls + fileSystem(with: file, at: inside, folders: folders)
            + user + ["prlimit", "--nproc=\(limits.processes)", "--core=0", "--"]
            + ["sh", "-c", script, "sh"] + run
    }

    /// How the run is parted from the rest of the machine.
    ///
    /// Root is above the limit on processes, so a run that root starts gets a user of its own, without a name; the
    /// limit counts per user. Anyone else's run gets a user name space.
    private static var separation: (walls: [String], user: [String]) {
        guard getuid() == 0 else { return (["--unshare-all"], []) }
        let user = "\(nextUser())"
        let walls =
            ["ipc", "pid", "net", "uts", "cgroup-try"].map { "--unshare-\($0)" }
            + ["--cap-drop", "ALL", "--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"]
        return (
            walls,
            ["setpriv", "--reuid=\(user)", "--regid=\(user)", "--clear-groups", "--no-new-privs", "--"]
        )
    }

    /// One of the identifiers that Linux systems leave to short-lived users.
    private static func nextUser() -> Int {
        let (first, count) = (61184, 4336)
        return lastUser.withLock { last in
            last = (last + 1) % count
            return first + last
        }
    }

    private static let lastUser = Mutex(Int(getpid()) % 4336)

    /// What there is to read, and a place in memory to write.
    private func fileSystem(with file: URL, at inside: String, folders: [String]) -> [String] {
        var shown = ["/usr", toolchain.root.path, Installation.folder.path]
        if let sources = Installation.sources { shown.append(sources.path) }
        shown += folders
        let basis = [
            "--die-with-parent", "--new-session", "--clearenv",
            "--setenv", "PATH", "\(toolchain.root.path)/bin:/usr/bin:/bin", "--setenv", "HOME", "/tmp",
            "--setenv", "XDG_CACHE_HOME", "/tmp/cache", "--setenv", "LANG", "C.UTF-8",
            "--proc", "/proc", "--dev", "/dev", "--perms", "1777", "--size", "\(limits.diskMiB << 20)",
            "--tmpfs", "/tmp", "--chdir", "/tmp",
        ]
        let parents = Set((shown + [inside]).flatMap(Self.ancestors) + ["/etc"]).sorted()
        let etc = ["alternatives", "fonts", "ld.so.cache", "localtime", "passwd"].map { "/etc/\($0)" }
        let links = ["/bin", "/lib", "/lib64", "/sbin"].flatMap { ["--symlink", "usr\($0)", $0] }
        return basis + parents.flatMap { ["--perms", "0755", "--dir", $0] }
            + shown.flatMap { ["--ro-bind", $0, $0] } + etc.flatMap { ["--ro-bind-try", $0, $0] }
            + links + ["--ro-bind", file.path, inside]
    }

    /// The folders above a path, without those that stand by themselves.
    private static func ancestors(of path: String) -> [String] {
        var place = URL(fileURLWithPath: path).deletingLastPathComponent()
        var found: [String] = []
        while place.path != "/" {
            if place.path != "/tmp" { found.append(place.path) }
            place.deleteLastPathComponent()
        }
        return found
    }
}

extension Sandbox {
    /// The program that makes the walls; `nil` where it is not installed.
    static var program: URL? { SearchPath.program("bwrap") }

    /// Why `bubblewrap` cannot make the walls on this machine; `nil` where it can.
    static func trouble(with bubblewrap: URL) -> String? {
        let (walls, user) = separation
        let process = Process()
        process.executableURL = bubblewrap
        process.arguments =
            walls + ["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev"] + user
            + ["prlimit", "--core=0", "--", "true"]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        let pipe = Pipe()
        process.standardError = pipe
        do { try process.run() } catch { return "it does not start" }
        let said = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus != 0 else { return nil }
        return said.split(whereSeparator: \.isNewline).last.map { String($0) }
            ?? "status \(process.terminationStatus)"
    }
}

/// Why there is no sandbox.
enum SandboxError: Error, CustomStringConvertible {
    /// The program that makes it is not installed.
    case bubblewrapMissing

    var description: String {
        "bubblewrap is missing: class grade runs submissions in its sandbox; apt-get install bubblewrap"
    }
}
