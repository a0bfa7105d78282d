import Foundation
import NotebookModel
import NotebookReport
import Testing

private func tags(_ names: String...) -> [String] { names }

@Suite("Code cells")
struct CodeTests {
    @Test("code is highlighted, numbered by the lines of the notebook file, open, and can be folded")
    func highlighted() throws {
        let source = #"""
            import Foundation
            // A comment: /* not */ nested
            @MainActor func double<T: Numeric>(_ x: T) -> T { x * 2 }

            let text = "a \(1 + 2) <b> & \u{1F337}"; let n = 0x1F + 1.5e-3
            #if DEBUG
            let raw = #"\n "quoted""#
            #endif
            """#
        try expectSnapshot(cell(of: renderReport(SampleRun.run(outputs: [], source: source))), "code")
    }

    @Test(
        "what is copied is the source, letter for letter",
        arguments: [
            "let a = 1\n\n    let b = \"é 🌷 中文\"\n", "\tlet tab = 1", "let x = \"<&>'\"", "a\r\nb\rc",
            "let é = \u{301}", "func f() -> (Int) -> Int { { $0 } }",
        ])
    func copied(source: String) {
        // The copy button joins the text of the lines.
        let page = renderReport(SampleRun.run(outputs: [], source: source))
        let code = (try? part(of: page, from: "<pre class=\"code\"", to: "</pre>")) ?? ""
        let expected = source.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        #expect(PageMarkup(code).text.trimmingSuffix("\n") == expected.trimmingSuffix("\n"))
    }

    @Test("hide-input leaves the code out and keeps the cell's number, title and output")
    func hideInput() throws {
        let run = SampleRun.run(
            outputs: [.stream(.stdout, "shown\n")], source: "secret()", tags: tags("hide-input"))
        let page = renderReport(run)
        #expect(!page.contains("secret"))
        #expect(page.contains("A cell") && page.contains("shown"))
        try expectSnapshot(cell(of: page), "hide-input")
    }

    @Test("the tags fold and fold-output, and JupyterLab's collapsed parts, stand closed with all they hold")
    func folded() throws {
        let output = Output.stream(.stdout, "noise\n")
        for metadata in [
            #"{"tags":["fold","fold-output"]}"#, #"{"jupyter":{"source_hidden":true,"outputs_hidden":true}}"#,
        ] {
            var run = SampleRun.run(outputs: [output], source: "work()")
            let json = try JSONValue(parsing: metadata)
            run.notebook.cells[0].metadata = Metadata((json.object ?? []).map { ($0.key, $0.value) })
            try expectSnapshot(cell(of: renderReport(run)), "folded")
        }
    }

    @Test("hide-output leaves the output out, hide-cell everything")
    func hideOutput() throws {
        let output = Output.stream(.stdout, "noise\n")
        let quiet = renderReport(
            SampleRun.run(outputs: [output], source: "work()", tags: tags("hide-output")))
        #expect(quiet.contains("work") && !quiet.contains("noise"))
        let gone = renderReport(SampleRun.run(outputs: [output], source: "work()", tags: tags("hide-cell")))
        #expect(!(try main(of: gone)).contains("work") && !gone.contains("noise"))
    }

    @Test(
        "a cell that failed shows its code and why, whatever its tags",
        arguments: [
            "hide-input", "hide-output", "hide-cell",
        ])
    func failedIsShown(tag: String) {
        var run = SampleRun.run(
            outputs: [
                .failure(CellFailure(kind: .trap, name: "Index out of range", message: "Index out of range"))
            ],
            source: "work()", tags: [tag])
        run.results[0].state = .failed
        let page = renderReport(run)
        #expect(page.contains("work") && page.contains("Index out of range"))
    }

    @Test("a parameters cell says which values were given")
    func parameters() throws {
        var run = SampleRun.run(outputs: [], source: "var epochs = 5\nvar seed = 1", tags: tags("parameters"))
        run.parameters = [
            .init(name: "epochs", defaultValue: "5", given: "20"), .init(name: "seed", defaultValue: "1"),
        ]
        try expectSnapshot(cell(of: renderReport(run)), "parameters")
    }

    @Test("the compiler's messages stand at the lines they belong to")
    func diagnostics() throws {
        let source = "let a = 1\nlet b: Int = \"two\"\nlet c = undefined\nprint(a)"
        var run = SampleRun.run(outputs: [], source: source)
        let first = run.notebook.cells[0].line
        run.results[0].outputs = [
            .failure(
                CellFailure(
                    kind: .compile, name: "Compile error", message: "2 errors",
                    details: "sample.swiftnb:4: error: cannot convert", line: first + 1, column: 14,
                    diagnostics: [
                        .init(
                            severity: "error", message: "cannot convert value of type 'String' to 'Int'",
                            line: first + 1, column: 14),
                        .init(
                            severity: "error", message: "cannot find 'undefined' in scope", line: first + 2,
                            column: 9),
                        .init(severity: "warning", message: "never used <b>", line: first + 2, column: 5),
                        .init(severity: "note", message: "no line at all"),
                        .init(severity: "note", message: "in another cell", line: 900, column: 1),
                    ]))
        ]
        run.results[0].state = .failed
        let page = renderReport(run)
        #expect(PageMarkup(page).dangers == [])
        try expectSnapshot(cell(of: page), "diagnostics")
    }

    @Test("raw cells are shown as they are")
    func raw() throws {
        let page = renderReport(SampleRun.run([Cell(kind: .raw, source: "<b>raw</b> $x$ **text**")]))
        #expect(try main(of: page).contains("&lt;b&gt;raw&lt;/b&gt; $x$ **text**"))
    }
}

extension String {
    fileprivate func trimmingSuffix(_ suffix: Character) -> String {
        var text = self[...]
        while text.last == suffix { text.removeLast() }
        return String(text)
    }
}
