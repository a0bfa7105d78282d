import Foundation
import Testing

@Suite("The design note")
struct DesignNoteTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    @Test("names a test for every promise, and every test that it names exists")
    func everyTestExists() throws {
        let note = try String(
            contentsOf: Self.root.appendingPathComponent(
                "Sources/NotebookRunner/NotebookRunner.docc/HowACellRuns.md"), encoding: .utf8)
        let rows = note.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.hasPrefix("| **") }
            .dropFirst()
        #expect(rows.count > 30)
        let tests = try sources()
        for row in rows {
            var suite = ""
            let names = row.split(separator: "|").last.map { $0.split(separator: "`") } ?? []
            #expect(names.count > 1, "no test: \(row)")
            for name in names where name.contains(".") && !name.contains(" ") {
                let parts = name.split(separator: ".", omittingEmptySubsequences: false)
                if !parts[0].isEmpty { suite = String(parts[0]) }
                let found = tests.contains {
                    $0.contains("struct \(suite) {") && $0.contains("func \(parts[1])(")
                }
                #expect(found, "\(suite).\(parts[1])")
            }
        }
    }

    private func sources() throws -> [String] {
        let folder = Self.root.appendingPathComponent("Tests").path
        return try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8) }
    }
}
