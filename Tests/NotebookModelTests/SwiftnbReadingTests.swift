import NotebookModel
import Testing

@Suite("Reading .swiftnb")
struct SwiftnbReadingTests {
    @Test("header, titles, types, tags and lines of the design's example")
    func example() throws {
        let marked = MarkedText(
            """
            // ---
            // title: SimCLR on flowers
            // lang: "en"
            // ---

            // %% [markdown]
            ⟦1⟧// # What we do here
            //
            // Text with $\\LaTeX$ math.

            // %% Parameters tags=["parameters", "hide-input"]
            ⟦2⟧var epochs = 5
            var imageSize = 32

            // %% Two views [N, D] of one picture
            ⟦3⟧show(1)
            """)
        let notebook = try Notebook(swiftnb: marked.text)
        #expect(notebook.title == "SimCLR on flowers")
        #expect(notebook.header["lang"] == "en")
        #expect(notebook.cells.map(\.kind) == [.markdown, .code, .code])
        #expect(notebook.cells.map(\.title) == [nil, "Parameters", "Two views [N, D] of one picture"])
        #expect(notebook.cells.map(\.line) == [1, 2, 3].map(marked.line))
        #expect(notebook.cells[0].source == "# What we do here\n\nText with $\\LaTeX$ math.")
        #expect(notebook.cells[1].source == "var epochs = 5\nvar imageSize = 32")
        #expect(notebook.cells[1].has(.parameters) && notebook.cells[1].has(.hideInput))
    }

    @Test(
        "a marker's parts",
        arguments: [
            ("// %%", nil, "code", "{}"),
            ("// %%  A  title ", "A  title", "code", "{}"),
            ("// %% [md] a=1", nil, "markdown", #"{"a": 1}"#),
            ("// %% [markdown] Title behind", "Title behind", "markdown", "{}"),
            (
                "// %% t [raw] a.b-c={\"x\": [1, 2]}  \"odd key\"=null", "t", "raw",
                #"{"a.b-c": {"x": [1, 2]}, "odd key": null}"#
            ),
            (#"// %% title="x = [y]" timeout=2.5"#, "x = [y]", "code", #"{"timeout": 2.5}"#),
            ("// %% if a==b then c = d", "if a==b then c = d", "code", "{}"),
            ("// %% [note] on x", "[note] on x", "code", "{}"),
            (#"// %% "title"="not the title""#, nil, "code", #"{"title": "not the title"}"#),
        ] as [(String, String?, String, String)])
    func marker(line: String, title: String?, kind: String, metadata: String) throws {
        let cell = try #require(try Notebook(swiftnb: line + "\n").cells.first)
        #expect(cell.title == title)
        #expect(cell.kind.rawValue == kind)
        let members = try #require(try JSONValue(parsing: metadata).object)
        #expect(cell.metadata == Metadata(members.map { ($0.key, $0.value) }))
    }

    @Test("Markdown stands in line comments or one block comment")
    func markdownForms() throws {
        let text =
            "// %% [md]\n\n//a\n//  b\n\n// %% [md]\n/*\n# T\n\n x\n*/\n\n// %% [md]\n/* one */\n// %% [md]\n/* a\nb */"
        let cells = try Notebook(swiftnb: text).cells
        #expect(cells.map(\.source) == ["a\n b", "# T\n\n x", "one", "a\nb"])
        #expect(cells.map(\.line) == [3, 8, 14, 16])
    }

    @Test("text before the first marker is a code cell, behind a header too")
    func leadingCode() throws {
        let plain = try Notebook(swiftnb: "\n\nlet x = 1\n\n// %%\nx")
        #expect(plain.cells.map(\.source) == ["let x = 1", "x"])
        #expect(plain.cells.map(\.line) == [3, 6])
        let headed = try Notebook(swiftnb: "// ---\n// a: b\n// ---\nlet x = 1\n")
        #expect(headed.cells.map(\.source) == ["let x = 1"])
        #expect(try Notebook(swiftnb: "").cells.isEmpty)
    }

    @Test("a marker inside a multi-line string begins a cell all the same")
    func markerInString() throws {
        let cells = try Notebook(swiftnb: "// %%\nlet s = \"\"\"\n// %% inside\n\"\"\"\n").cells
        #expect(cells.map(\.source) == ["let s = \"\"\"", "\"\"\""])
        #expect(try Notebook(swiftnb: "// %%\n  // %% indented\n// %%%\n//%%\n// %%x\n").cells.count == 1)
    }

    /// A fixture whose mistake stands at mark 1, and the error it must give.
    struct Mistake: Sendable {
        let text: String
        let error: @Sendable (Int) -> NotebookError

        init(_ text: String, _ error: @escaping @Sendable (Int) -> NotebookError) {
            (self.text, self.error) = (text, error)
        }
    }

    static let mistakes = [
        Mistake("// %%\nx\n⟦1⟧// %% [latex]\n") { .unknownCellType("latex", line: $0) },
        Mistake("// %%\n⟦1⟧// %% a tags=[parameters]\n") {
            .metadataNotJSON(key: "tags", reason: .unexpectedByte(0x70), line: $0)
        },
        Mistake("⟦1⟧// %% a=1 b\n") { .textAfterMetadata("b", line: $0) },
        Mistake("⟦1⟧// %% a=1x\n") { .metadataNotJSON(key: "a", reason: .trailingText, line: $0) },
        Mistake("\n⟦1⟧// ---\n// title: x\n\n// %%\n") { .headerNotClosed(line: $0) },
        Mistake("// ---\n// a: b\n⟦1⟧// nonsense\n// ---\n") { .malformedHeaderLine("nonsense", line: $0) },
        Mistake("// ---\n// a:\n⟦1⟧//   b: c\n// ---\n") { .malformedHeaderLine("b: c", line: $0) },
        Mistake("// %% [md]\n// a\n⟦1⟧b\n") { .textNotCommented(.markdown, line: $0) },
        Mistake("// %% [raw]\n\n⟦1⟧/* a\nb\n\n// %%\n") { .textBlockNotClosed(.raw, line: $0) },
        Mistake("// %% [md]\n⟦1⟧/*/\n") { .textBlockNotClosed(.markdown, line: $0) },
    ]

    @Test("mistakes are reported at their line with what to do", arguments: mistakes)
    func mistake(mistake: Mistake) {
        let marked = MarkedText(mistake.text)
        let error = #expect(throws: NotebookError.self) { try Notebook(swiftnb: marked.text) }
        #expect(error == mistake.error(marked.line(1)))
        #expect(error?.description.hasPrefix("line \(marked.line(1)): ") == true)
        #expect(error?.description.contains("\n") == false)
    }
}
