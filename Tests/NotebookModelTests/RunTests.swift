import Foundation
import NotebookModel
import Testing

@Suite("What a run leaves")
struct RunTests {
    /// A run with every kind of output.
    static func executed() throws -> NotebookRun {
        let text =
            "// ---\n// title: T\n// ---\n// %% [md]\n// m\n// %% One\n1\n// %% Two\nx\n// %% tags=[\"skip\"]\ny\n"
        let notebook = try Notebook(swiftnb: text)
        var run = NotebookRun(
            notebook: notebook, fileName: "t.swiftnb", sha256: SHA256.hash(text.utf8),
            started: Date(timeIntervalSince1970: 1_700_000_000.25), seed: .max)
        run.results[0].state = .ok
        run.results[0].seconds = 0.1 + 0.2
        run.results[0].outputs = [
            .stream(.stdout, "a\nb\0"), .omitted(.stderr, bytes: 9, file: "cell-1.txt"),
            .display(DisplayBundle(content: ["text/plain": Data("1".utf8)], isValue: true)),
            .display(
                DisplayBundle(
                    content: ["image/png": Data([0xFF, 0]), "application/json": Data(#"{"a":1.0}"#.utf8)],
                    title: "P", alternativeText: "a picture")),
            .progress(ProgressLine(id: 1, label: "train", done: 3, total: 5, detail: "loss 2", seconds: 1)),
        ]
        run.results[1].state = .failed
        run.results[1].outputs = [
            .failure(
                CellFailure(
                    kind: .compile, name: "CompileError", message: "cannot find 'x' in scope",
                    details: "x\n^",
                    line: 8, column: 1,
                    diagnostics: [.init(severity: "error", message: "m", line: 8, column: 1)],
                    frames: [.init(function: "f()", file: "t.swiftnb", line: 8)]))
        ]
        run.results[2].state = .skipped
        run.status = .failed
        run.parameters = [RunParameter(name: "epochs", defaultValue: "5", given: "3")]
        run.versions = [.init(key: "Swift", value: "6.3")]
        return run
    }

    @Test("a saved run comes back equal, its file's spacing included")
    func saved() throws {
        let run = try Self.executed()
        let again = try NotebookRun(saved: run.saved())
        #expect(again == run)
        #expect(try again.notebook.swiftnb == run.notebook.swiftnb)
    }

    @Test("run.json has the design's fields")
    func record() throws {
        let record = try JSONValue(parsing: Self.executed().record)
        #expect(record["status"] == "failed" && record["seed"] == .number("18446744073709551615"))
        #expect(record["started"] == "2023-11-14T22:13:20Z" && record["versions"] == ["Swift": "6.3"])
        #expect(record["parameters"] == [["name": "epochs", "default": "5", "given": "3"]])
        let cells = try #require(record["cells"]?.array)
        #expect(cells.map { $0["state"]?.string } == ["ok", "failed", "skipped"])
        #expect(cells.map { $0["index"]?.int } == [1, 2, 3] && cells.map { $0["line"]?.int } == [7, 9, 11])
        #expect(cells[0]["title"] == "One" && cells[0]["error"] == .null && cells[2]["title"] == .null)
        #expect(
            cells[1]["error"]?["message"] == "cannot find 'x' in scope" && cells[1]["error"]?["line"] == 8)
    }

    @Test("the executed notebook carries its outputs in Jupyter's forms")
    func executedNotebook() throws {
        let cells = try #require(try JSONValue(parsing: Self.executed().ipynb)["cells"]?.array)
        let outputs = try #require(cells[1]["outputs"]?.array)
        #expect(
            outputs.map { $0["output_type"]?.string } == [
                "stream", "stream", "execute_result", "display_data", "stream",
            ])
        #expect(outputs[0]["text"] == ["a\n", "b\0"] && outputs[1]["name"] == "stderr")
        #expect(outputs[2]["data"] == ["text/plain": ["1"]] && outputs[2]["execution_count"] == 1)
        #expect(outputs[3]["data"]?["image/png"] == "/wA=")
        #expect(outputs[3]["data"]?["application/json"] == ["a": .number("1.0")])
        #expect(outputs[3]["metadata"] == ["title": "P", "alt": "a picture"])
        let error = try #require(cells[2]["outputs"]?.array?.first)
        #expect(error["ename"] == "CompileError" && error["traceback"]?.array?.count == 4)
        #expect(
            cells[2]["metadata"]?["swiftnb"]?["state"] == "failed" && cells[3]["execution_count"] == .null)
        let again = try Notebook(ipynb: Self.executed().ipynb)
        #expect(again.cells.map(\.metadata) == (try Self.executed().notebook.cells.map(\.metadata)))
    }

    @Test("a file that cannot be read says why")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("notebooks-\(getpid())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("a.swiftnb")
        #expect(throws: NotebookError.unreadable(path: file.path, reason: "no such file")) {
            try Notebook(contentsOf: file)
        }
        #expect(throws: NotebookError.unreadable(path: folder.path, reason: "it is a folder")) {
            try Notebook(contentsOf: folder)
        }
        try Data([0x61, 0x0A, 0xFF]).write(to: file)
        #expect(throws: NotebookError.notUTF8(line: 2)) { try Notebook(contentsOf: file) }
        let notebook = try Self.executed().notebook
        try Data(notebook.ipynb.utf8).write(to: folder.appendingPathComponent("b.ipynb"))
        #expect(try Notebook(contentsOf: folder.appendingPathComponent("b.ipynb")).cells.count == 4)
    }
}
