import Foundation

/// A program of the system at work for us: `curl`, `sha256sum`, `tar`.
package final class Tool {
    private let process = Process()
    private let output = Pipe()
    private let errors = Pipe()
    private let name: String

    /// Starts it; it is found by the search path.
    init(_ name: String, _ arguments: [String]) throws(DownloadError) {
        self.name = name
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        do { try process.run() } catch {
            throw .noProgram(name: name, reason: error.localizedDescription)
        }
    }

    /// Whether it has not ended.
    var isRunning: Bool { process.isRunning }

    /// Asks it to end.
    func stop() { process.terminate() }

    /// What a tool left.
    package struct Result {
        /// 0 where all went well.
        package let status: Int32
        /// What it printed.
        package let output: String
        /// The last line on standard error.
        package let complaint: String
    }

    /// Waits for its end. What it prints must fit into a pipe: these tools print a line or two.
    func finish() throws(DownloadError) -> Result {
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let said = String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let complaint = said.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        // What `env` says of a program that is not there.
        guard process.terminationStatus != 127 else { throw .noProgram(name: name, reason: "it is missing") }
        return Result(status: process.terminationStatus, output: text, complaint: complaint)
    }

    /// Runs it to its end.
    package static func run(_ name: String, _ arguments: [String]) throws(DownloadError) -> Result {
        try Tool(name, arguments).finish()
    }
}

/// SHA-256 of a file, 64 hexadecimal digits.
package func sha256(of file: URL) throws(DownloadError) -> String {
    let result = try Tool.run("sha256sum", ["--", file.path])
    // A name with odd characters gets a backslash before its line.
    let digits = result.output.drop { $0 == "\\" }.prefix(64)
    guard result.status == 0, digits.count == 64 else {
        throw .notUnpacked(path: file.path, reason: result.complaint)
    }
    return String(digits)
}
