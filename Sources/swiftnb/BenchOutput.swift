import Foundation

/// How a measurement is told.
enum BenchOutput {
    /// There is nothing to tell.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// One line of JSON.
    static func line(_ measurement: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(measurement), as: UTF8.self)
    }
}

/// A folder for one measurement, with a compile cache of its own; gone with it.
final class TemporaryPlace {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("swiftnb-bench-\(getpid())")

    init() throws(FileError) {
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw .unwritable(path: folder.path, reason: "\(error)")
        }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Writes a file and answers its path.
    func write(_ text: String, to name: String) throws -> String {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file.path
    }

    /// Runs a program in the folder and hands on what it prints, line by line, as it comes.
    func run(
        _ program: URL, _ arguments: [String], environment: [String: String]? = nil,
        take: (Substring) -> Void
    ) throws {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = (environment ?? ProcessInfo.processInfo.environment).merging(
            ["XDG_CACHE_HOME": folder.path]
        ) { $1 }
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        var rest = ""
        while case let data = pipe.fileHandleForReading.availableData, !data.isEmpty {
            rest += String(decoding: data, as: UTF8.self)
            while let end = rest.firstIndex(of: "\n") {
                take(rest[..<end])
                rest = String(rest[rest.index(after: end)...])
            }
        }
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw BenchOutput.Failure(description: "bench: \(program.lastPathComponent) failed; see above")
        }
    }
}
