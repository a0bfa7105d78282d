import Foundation
import NotebookModel
import Testing

@Suite("Jupyter notebooks")
struct JupyterTests {
    static let foreign = #"""
        {"nbformat": 4, "nbformat_minor": 2, "metadata": {
          "kernelspec": {"name": "python3", "display_name": "Python 3"}, "title": "5", "authors": [{"name": "A: B"}],
          "odd key": 1.50, "empty": "", "language_info": {"name": "python"}},
         "cells": [
          {"cell_type": "markdown", "id": "aa-1", "metadata": {"tags": ["x"], "title": "T [raw] a=1"},
           "attachments": {"p.png": {"image/png": "AAAA"}}, "source": ["# A\n", "\n", "%% b\n", "// %% c\n"]},
          {"cell_type": "code", "metadata": {"collapsed": true, "jupyter": {"source_hidden": true}, "id": 7},
           "execution_count": 3, "outputs": [{"output_type": "stream", "name": "stdout", "text": "1"}],
           "source": "\n\nx\n\n"},
          {"cell_type": "code", "metadata": {}, "execution_count": null, "outputs": [], "source": []},
          {"cell_type": "raw", "metadata": {"format": "text/latex", "title": 3}, "source": "\\alpha\n\n"}
         ]}
        """#

    /// The file without what a conversion may drop: outputs and counts; sources as one string.
    private func content(_ text: String) throws -> JSONValue {
        let json = try JSONValue(parsing: text)
        let cells = try #require(json["cells"]?.array).enumerated().map { index, cell in
            let lines = cell["source"]?.array?.compactMap(\.string)
            return [
                "type": cell["cell_type"] ?? .null, "metadata": sorted(cell["metadata"] ?? .null),
                "attachments": cell["attachments"] ?? .null, "id": cell["id"] ?? .string("cell-\(index + 1)"),
                "source": .string(lines?.joined() ?? cell["source"]?.string ?? ""),
            ] as JSONValue
        }
        return ["metadata": sorted(json["metadata"] ?? .null), "cells": .array(cells)]
    }

    private func sorted(_ value: JSONValue) -> JSONValue {
        .object((value.object ?? []).sorted { $0.key < $1.key })
    }

    @Test(".ipynb → .swiftnb → .ipynb keeps every cell, type, tag, metadata key and identifier")
    func roundTrip() throws {
        let notebook = try Notebook(ipynb: Self.foreign)
        let back = try Notebook(swiftnb: notebook.swiftnb).ipynb
        #expect(try content(back) == content(Self.foreign))
        #expect(back == notebook.ipynb)
    }

    @Test(".swiftnb → .ipynb → .swiftnb keeps everything but spacing", arguments: SwiftnbWritingTests.corpus)
    func otherWay(text: String) throws {
        let notebook = try Notebook(swiftnb: text)
        let again = try Notebook(ipynb: notebook.ipynb)
        #expect(again.header.entries.map(\.key) == notebook.header.entries.map(\.key))
        #expect(again.header.entries.map(\.value) == notebook.header.entries.map(\.value))
        #expect(
            again.cells.map(SwiftnbWritingTests.retyped) == notebook.cells.map(SwiftnbWritingTests.retyped))
    }

    @Test("what is written has the keys that nbformat 4.5 requires and no others")
    func validity() throws {
        try checkValidity(of: Notebook(ipynb: Self.foreign).ipynb)
        for text in SwiftnbWritingTests.corpus { try checkValidity(of: Notebook(swiftnb: text).ipynb) }
        try checkValidity(of: RunTests.executed().ipynb)
    }

    @Test("identifiers are the same every time and each only once")
    func identifiers() throws {
        var notebook = try Notebook(swiftnb: "// %%\na\n\n// %% id=\"cell-1\"\nb\n\n// %% id=\"cell-1\"\nc\n")
        let ids = try #require(try JSONValue(parsing: notebook.ipynb)["cells"]?.array).map {
            $0["id"]?.string
        }
        #expect(ids == ["cell-1-copy", "cell-1", "cell-1-copy-copy"])
        notebook.cells.removeLast(2)
        #expect(notebook.ipynb.contains(#""id": "cell-1""#))
    }

    @Test(
        "what is no notebook is refused",
        arguments: [
            ("[", NotebookError.notJSON(JSONError(.unexpectedEnd, offset: 1))),
            ("{}", .notJupyter("the key nbformat is missing")),
            (#"{"nbformat": 3}"#, .unsupportedJupyterVersion(3)),
            (#"{"nbformat": 4}"#, .notJupyter("the list cells is missing")),
            (#"{"nbformat": 4, "cells": [{"source": ""}]}"#, .notJupyter("cell 1 has no known cell_type")),
            (
                #"{"nbformat": 4, "cells": [{"cell_type": "raw", "source": [1]}]}"#,
                .notJupyter("cell 1 has no source")
            ),
        ])
    func refused(text: String, error: NotebookError) {
        #expect(throws: error) { try Notebook(ipynb: text) }
    }

    /// The requirements of the official schema that concern what we write.
    private func checkValidity(of text: String) throws {
        let file = try JSONValue(parsing: text)
        #expect(keys(file) == ["cells", "metadata", "nbformat", "nbformat_minor"])
        #expect(file["nbformat"]?.int == 4 && file["nbformat_minor"]?.int == 5)
        var ids: Set<String> = []
        for cell in try #require(file["cells"]?.array) {
            let id = try #require(cell["id"]?.string)
            #expect(id.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil && ids.insert(id).inserted)
            #expect(
                cell["metadata"]?.object != nil
                    && cell["source"]?.array?.allSatisfy { $0.string != nil } == true)
            let common: Set = ["cell_type", "id", "metadata", "source"]
            guard cell["cell_type"]?.string == "code" else {
                #expect(keys(cell).subtracting(["attachments"]) == common)
                continue
            }
            #expect(keys(cell) == common.union(["execution_count", "outputs"]))
            for output in try #require(cell["outputs"]?.array) { try checkValidity(ofOutput: output) }
        }
    }

    private func checkValidity(ofOutput output: JSONValue) throws {
        let type = try #require(output["output_type"]?.string)
        let required: [String: Set<String>] = [
            "stream": ["name", "output_type", "text"], "display_data": ["data", "metadata", "output_type"],
            "execute_result": ["data", "execution_count", "metadata", "output_type"],
            "error": ["ename", "evalue", "output_type", "traceback"],
        ]
        #expect(keys(output) == required[type])
    }

    private func keys(_ value: JSONValue) -> Set<String> { Set(value.object?.map(\.key) ?? []) }
}
