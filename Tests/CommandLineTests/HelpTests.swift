import Foundation
import Testing

@Suite("Help")
struct HelpTests {
    static let commands = [
        "run", "check", "convert", "render", "diff", "data", "new", "class", "bench", "doctor",
    ]
    private static let snapshots = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots")

    /// Compares a text with its snapshot; `RECORD_SNAPSHOTS=1` rewrites the snapshot, and fails so that somebody
    /// reads it.
    private func compare(_ text: String, with name: String) throws {
        let file = Self.snapshots.appendingPathComponent(name)
        if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
            try Data(text.utf8).write(to: file)
            Issue.record("recorded \(name): read it, then run again without RECORD_SNAPSHOTS")
            return
        }
        #expect(text == (try? String(contentsOf: file, encoding: .utf8)), "differs from Snapshots/\(name)")
    }

    @Test("swiftnb --help says what there is, word for word")
    func overview() throws {
        let result = try Workplace().swiftnb("--help")
        #expect(result.status == 0 && result.stderr == "")
        try compare(result.stdout, with: "help.txt")
    }

    @Test(
        "every command explains itself, word for word",
        arguments: HelpTests.commands)
    func command(name: String) throws {
        let result = try Workplace().swiftnb(name, "--help")
        #expect(result.status == 0 && result.stderr == "")
        try compare(result.stdout, with: "help-\(name).txt")
        #expect(try Workplace().swiftnb(name, "-h").stdout == result.stdout)
    }

    @Test("help names every command, and no line is wider than 110 columns")
    func complete() throws {
        let overview = try Workplace().swiftnb("--help").stdout
        for line in overview.split(separator: "\n") { #expect(line.count <= 110) }
        for name in HelpTests.commands {
            #expect(overview.contains("\n  \(name) "))
        }
    }

    @Test("--version is one line")
    func version() throws {
        let result = try Workplace().swiftnb("--version")
        #expect(result.status == 0)
        #expect(result.stdout.wholeMatch(of: /swiftnb \d+\.\d+\.\d+\n/) != nil)
    }
}
