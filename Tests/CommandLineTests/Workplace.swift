import Foundation
import NotebookTesting

/// A folder of its own in which a test runs the built `swiftnb`.
struct Workplace {
    let folder: URL

    init() throws { folder = try TestBench.newFolder() }

    /// What a finished process left.
    struct Result {
        let status: Int32
        let stdout: String
        let stderr: String

        /// What stands on standard error, line by line.
        var complaints: [String] { stderr.split(separator: "\n").map(String.init) }
    }

    /// Writes a file below the folder.
    func write(_ text: String, to name: String) throws { try write(Data(text.utf8), to: name) }

    /// Writes a file below the folder.
    func write(_ data: Data, to name: String) throws {
        let file = folder.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    /// The text of a file below the folder.
    func read(_ name: String) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent(name).path)
    }

    /// The files directly in a folder, each with its inode: a file written anew has another.
    func files(below name: String) throws -> [String: Int] {
        let folder = folder.appendingPathComponent(name).path
        var found: [String: Int] = [:]
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
            found[name] = attributes[.systemFileNumber] as? Int
        }
        return found
    }

    /// The record that a run left in `outputs/NAME`.
    func record(_ name: String) throws -> [String: Any] {
        let data = try Data(contentsOf: folder.appendingPathComponent("outputs/\(name)/run.json"))
        return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
    }

    /// The states of the cells in a run's record.
    func states(_ name: String) throws -> [String] {
        (try record(name)["cells"] as? [[String: Any]] ?? []).compactMap { $0["state"] as? String }
    }

    /// Runs `swiftnb` to its end.
    func swiftnb(_ arguments: String..., environment: [String: String] = [:]) throws -> Result {
        try start(arguments, environment: environment).finish()
    }

    /// Runs `swiftnb` to its end in a terminal of 80 columns; answers all that appears there.
    func swiftnbInTerminal(_ arguments: String...) throws -> String {
        let terminal = try Terminal(columns: 80)
        let running = try Running(arguments, in: folder, environment: [:], output: terminal.inside)
        try terminal.inside.close()
        let shown = terminal.readAll()
        _ = running.finish()
        return shown
    }

    /// Starts `swiftnb` without waiting.
    func start(_ arguments: [String], environment: [String: String] = [:]) throws -> Running {
        try Running(arguments, in: folder, environment: environment)
    }
}

/// A running `swiftnb` whose streams are drained while it runs.
final class Running: @unchecked Sendable {
    private let process = Process()
    private let group = DispatchGroup()
    // Each is written by one block and read after the group has ended.
    private var stdout = Data()
    private var stderr = Data()

    /// - Parameter output: takes standard output, instead of a pipe.
    init(
        _ arguments: [String], in folder: URL, environment: [String: String], output: FileHandle? = nil
    ) throws {
        process.executableURL = TestBench.products.appendingPathComponent("swiftnb")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var all = ProcessInfo.processInfo.environment
        all["XDG_CACHE_HOME"] = TestBench.cache.deletingLastPathComponent().path
        all.merge(environment) { $1 }
        process.environment = all
        let (pipe, errors) = (Pipe(), Pipe())
        process.standardOutput = output ?? pipe
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        if output == nil { Thread.drain(pipe, in: group) { self.stdout = $0 } }
        Thread.drain(errors, in: group) { self.stderr = $0 }
    }

    var pid: pid_t { process.processIdentifier }

    func send(_ signal: Int32) { kill(pid, signal) }

    func finish() -> Workplace.Result {
        group.wait()
        process.waitUntilExit()
        let status = process.terminationStatus
        return Workplace.Result(
            status: process.terminationReason == .uncaughtSignal ? 128 + status : status,
            stdout: String(decoding: stdout, as: UTF8.self), stderr: String(decoding: stderr, as: UTF8.self))
    }
}

extension Thread {
    fileprivate static func drain(
        _ pipe: Pipe, in group: DispatchGroup, _ take: @escaping @Sendable (Data) -> Void
    ) {
        group.enter()
        detachNewThread {
            take(pipe.fileHandleForReading.readDataToEndOfFile())
            group.leave()
        }
    }
}
