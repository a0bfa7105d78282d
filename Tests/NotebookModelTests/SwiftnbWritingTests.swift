import NotebookModel
import Testing

@Suite("Writing .swiftnb")
struct SwiftnbWritingTests {
    /// Files with every oddity of spacing, line ends and text that a hand or an editor leaves.
    static let corpus: [String] = [
        "", "\n", "let x = 1", "let x = 1\n\n\n", "// %%", "// %%\n", "// %%\n\n", "// %%\n// %%\n// %%",
        "// %%\nx\n\n// %%\ny\n\n\n// %%   spaced   title  [md]  a=1   b = 2\n//c\n".replacing(
            "   b = 2", with: ""),
        "// %% a\r\nlet s = 1\r\n\r\n// %% [md]\r\n// x\r\n//\r\n// y", "// %%\nx\r\ny\n\n// %%\r\nz\r\n",
        "\u{FEFF}// %%\nx\n", "\u{FEFF}// ---\n// a: b\n// ---\n\n// %%\nx\n", "\u{FEFF}x",
        "// %%\n\u{FEFF}\n",
        "\n \n// ---\n//a: 'it''s'\n// b:  \"q\\u0041\" \n//\n\n// # comment\n// ---  \n\n\n// %%\nx\n",
        "// ---\n// ---\nlet x = 1\n// %%\n",
        "// %% [md]\n/*\n// %%\n*/\n".replacing("// %%\n*/", with: "t\n*/"),
        "// %% [raw]\n/* one */   \n\n", "// %% [md]\n//\n//\n\n\n",
        "// %% [md]\n\n  // indented\n\t// tab\n",
        "// %% 花の e\u{301}tude 🌸\nlet é = \"e\u{301}\"\n\0\n", "// %%\t\nx\n// %% \u{85}\u{2028}\ny\n",
        "// %%\n\n\n\nx\n   \n\n\n", "#!/usr/bin/env swiftnb\n// %%\n",
    ]

    @Test("reading and writing gives the same bytes", arguments: corpus)
    func sameBytes(text: String) throws {
        let written = try Notebook(swiftnb: text).swiftnb
        #expect(Array(written.utf8) == Array(text.utf8))
    }

    @Test("what is written without its spacing reads the same", arguments: corpus)
    func canonical(text: String) throws {
        let notebook = try Notebook(swiftnb: text)
        let bare = Notebook(header: notebook.header, cells: notebook.cells.map(Self.retyped))
        let again = try Notebook(swiftnb: bare.swiftnb)
        #expect(again.header == notebook.header)
        #expect(again.cells.map(Self.retyped) == bare.cells)
    }

    /// The cell as if made by a program: without memory of a file or its lines.
    static func retyped(_ cell: Cell) -> Cell {
        var copy = Cell(kind: cell.kind, title: cell.title, metadata: cell.metadata, source: cell.source)
        (copy.id, copy.attachments) = (cell.id, cell.attachments)
        return copy
    }

    @Test("an edit changes its own cell only", arguments: ["\n", "\r\n"])
    func edit(newline: String) throws {
        let file = "// ---\n// a:   b\n// ---\n// %%  A\nx\n// %% [md]\n/* old */\n\n\n// %% Z\ny"
        var notebook = try Notebook(swiftnb: file.replacing("\n", with: newline))
        notebook.cells[1].source = "new\n\n%% x"
        let expected = file.replacing(
            "// %% [md]\n/* old */\n\n\n", with: "// %% [markdown]\n// new\n//\n//%% x\n\n")
        #expect(try notebook.swiftnb == expected.replacing("\n", with: newline))
        notebook.header.entries[0].value = "[x"
        #expect(
            try notebook.swiftnb.hasPrefix(
                "// ---\(newline)// a: \"[x\"\(newline)// ---\(newline)\(newline)// %%"))
    }

    @Test("cells may be added, removed and moved: the others stay as written")
    func rearrange() throws {
        let text = "let first = 1\n// %%  odd\nx\n\n\n// %%  last\ny\n\n"
        var notebook = try Notebook(swiftnb: text)
        notebook.cells.append(Cell(kind: .code, title: "new", source: "z"))
        #expect(try notebook.swiftnb == text + "\n// %% new\nz\n")
        notebook.cells.swapAt(0, 2)
        #expect(
            try notebook.swiftnb
                == "// %%  last\ny\n\n\n// %%  odd\nx\n\n\n// %%\nlet first = 1\n\n// %% new\nz\n")
        notebook.cells.removeLast(2)
        let kept = try Notebook(swiftnb: notebook.swiftnb)
        #expect(kept.cells.map(\.source) == notebook.cells.map(\.source))
    }

    @Test("a change that only Unicode calls equal is a change")
    func canonicalEquivalence() throws {
        var notebook = try Notebook(swiftnb: "// %%\n\"\u{E9}\"\n")
        notebook.cells[0].source = "\"e\u{301}\""
        #expect(try notebook.swiftnb.utf8.elementsEqual("// %%\n\"e\u{301}\"\n".utf8))
    }

    @Test(
        "any title, key and value finds its way through a marker",
        arguments: [
            "", "a", " a ", "x=1", "[md]", "a [raw]", "\"q\" = [", "a\nb", "日本", "-", "// %%", "title=\"x\"",
        ])
    func awkwardMarkers(text: String) throws {
        var cell = Cell(
            kind: .raw, title: text, metadata: Metadata([(text, .string(text)), ("id", 1)]), source: text)
        cell.id = text
        let again = try #require(try Notebook(swiftnb: Notebook(cells: [cell]).swiftnb).cells.first)
        #expect(Self.retyped(again) == cell)
    }

    @Test("a source that would begin a new cell is refused, not changed")
    func markerInSource() {
        let notebook = Notebook(cells: [
            Cell(kind: .code, source: "x"), Cell(kind: .code, source: "y\n// %% z"),
        ])
        #expect(throws: NotebookError.sourceHoldsMarker(cell: 1)) { try notebook.swiftnb }
    }
}
