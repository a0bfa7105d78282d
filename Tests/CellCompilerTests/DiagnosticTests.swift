import CellCompiler
import NotebookModel
import NotebookTesting
import Testing

@Suite("What the compiler says")
struct DiagnosticTests {
    /// Compiles the code cells of a notebook and answers the first failure.
    private func failure(of text: String) throws -> CellFailure? {
        let builder = try CellBuilder(settings: TestBench.compilerSettings())
        for (index, cell) in try Notebook(swiftnb: text).cells.enumerated() where cell.kind == .code {
            let source = CellSource(
                text: cell.source, file: "test.swiftnb", firstLine: cell.line, index: index)
            if case .refused(let failure) = try builder.compile(source) { return failure }
        }
        return nil
    }

    /// Cells with one mistake each, at the mark.
    static let mistakes: [(cells: String, message: String)] = [
        ("let a = 1\n⟦1⟧b", "cannot find 'b' in scope"),
        ("let a: Int = ⟦1⟧\"x\"", "cannot convert value of type 'String' to specified type 'Int'"),
        ("let a = \"ä€\" + ⟦1⟧missing", "cannot find 'missing' in scope"),
        (
            "func f() async throws -> Int { 1 }\nlet n = try await f() + ⟦1⟧missing",
            "cannot find 'missing' in scope"
        ),
        ("private let a = ⟦1⟧missing", "cannot find 'missing' in scope"),
        ("import ⟦1⟧NoSuchModule", "no such module 'NoSuchModule'"),
        ("struct S { let a: Int }\nS(⟦1⟧)", "missing argument for parameter 'a' in call"),
        ("let a = [1, 2⟦1⟧\n", "expected ']' in container literal expression"),
        ("print([1],\n  separator: \"x\"⟦1⟧\n\n", "expected ')' in expression list"),
        ("func f() -> Int {\n    1⟦1⟧", "expected '}' at end of brace statement"),
        ("enum E { case a, b }\nlet e = E.a\n⟦1⟧switch e { case .a: print(1) }", "switch must be exhaustive"),
        ("await ⟦1⟧missing()", "cannot find 'missing' in scope"),
        ("if true { 1 } else { ⟦1⟧missing }", "cannot find 'missing' in scope"),
    ]

    @Test("stands at the notebook's line and column", arguments: mistakes)
    func place(cells: String, message: String) throws {
        let marked = MarkedText("// ---\n// title: T\n// ---\n\n// %%\nlet first = 1\n\n// %%\n\(cells)\n")
        let failure = try #require(try failure(of: marked.text))
        #expect(failure.kind == .compile)
        #expect(failure.message == message)
        #expect(failure.line == marked.line(1))
        #expect(failure.column == marked.column(1))
        let header = "test.swiftnb:\(marked.line(1)):\(marked.column(1)): error: \(message)"
        #expect(failure.details.hasPrefix(header) || failure.details.contains("\n" + header))
    }

    @Test("shows nothing that was generated", arguments: mistakes)
    func nothingGenerated(cells: String, message: String) throws {
        let failure = try #require(try failure(of: MarkedText("// %%\n\(cells)\n").text))
        let said = failure.details + failure.message + failure.diagnostics.map(\.message).joined()
        for word in ["__display", "__await", "@_exported", "sourceLocation", "Cell0", "/cells/", ".swift:"] {
            #expect(!said.contains(word), "\(word) in: \(said)")
        }
    }

    @Test("the caret of an excerpt stands under the mistake, in a line with text of ours too")
    func caret() throws {
        let failure = try #require(try failure(of: "// %%\nprint(\"a\", missing, 3)\n"))
        let lines = failure.details.split(separator: "\n").map(String.init)
        #expect(lines.count == 3)
        #expect(lines[1] == "print(\"a\", missing, 3)")
        #expect(lines[2] == "           ^~~~~~~")
    }

    @Test("all errors of a cell are there, in order")
    func allErrors() throws {
        let marked = MarkedText("// %%\nlet a = ⟦1⟧one\nlet b = ⟦2⟧two\nlet c = ⟦3⟧three\n")
        let failure = try #require(try failure(of: marked.text))
        let errors = failure.diagnostics.filter { $0.severity == "error" }
        #expect(errors.map(\.line) == [1, 2, 3].map { marked.line($0) })
        #expect(errors.map(\.column) == [1, 2, 3].map { marked.column($0) })
    }

    @Test("notes and fix-its are kept")
    func notes() throws {
        let marked = MarkedText(
            "// %%\nlet ⟦1⟧fixed = 1\n// %%\nfunc f(_ ⟦2⟧n: Int) {}\nf(\"x\")\nlet k = 3\nk = 4\n")
        let failure = try #require(try failure(of: marked.text))
        #expect(
            failure.diagnostics.contains {
                $0.severity == "note" && $0.message.contains("change 'let' to 'var'")
            })
        #expect(failure.details.contains("var"))
    }

    @Test("a refused cell leaves no trace: what it declared is unknown, what was before is there")
    func refusedLeavesChain() throws {
        let builder = try CellBuilder(settings: TestBench.compilerSettings())
        func compile(_ text: String, _ index: Int) throws -> CompileOutcome {
            try builder.compile(CellSource(text: text, file: "t.swiftnb", firstLine: 1, index: index))
        }
        _ = try compile("let before = 1", 0)
        guard case .refused = try compile("let inside = 2; nonsense()", 1),
            case .refused = try compile("inside", 2), case .compiled = try compile("before", 3)
        else {
            Issue.record("the chain is not as it was")
            return
        }
    }

    @Test("warnings of a cell that compiles are kept, at their places")
    func warnings() throws {
        let builder = try CellBuilder(settings: TestBench.compilerSettings())
        let text = "func f() -> Int { 1 }\nf(); f()\n"
        let source = CellSource(text: text, file: "t.swiftnb", firstLine: 5, index: 0)
        guard case .compiled(let cell) = try builder.compile(source) else {
            Issue.record("it does not compile")
            return
        }
        #expect(cell.warnings.map(\.line) == [6])
        #expect(cell.warnings.map(\.column) == [1])
        #expect(cell.warnings.first?.message.hasPrefix("result of call to 'f()' is unused") == true)
    }

    /// Good Swift that cannot work in a cell, and the words of the way round.
    static let limits: [(cells: String, message: String, advice: String)] = [
        (
            "@propertyWrapper struct Kept { var wrappedValue: Int }\n// %%\n⟦1⟧@Kept var x = 3",
            "property wrappers are not yet supported in top-level code",
            "put the variable into a struct or class, or use the wrapper as a value"
        ),
        ("⟦1⟧lazy var x = 3", "'lazy' cannot be used on an already-lazy global", "leave `lazy` out"),
        (
            "let some: Int? = 3\nguard let sure = some else { fatalError() }\nprint(sure)\n// %%\nprint(⟦1⟧sure)",
            "cannot find 'sure' in scope", "keep the value in a variable of its own: `let kept = sure`"
        ),
        (
            "⟦1⟧@main struct App { static func main() {} }",
            "'main' attribute cannot be used in a module that contains top-level code", "leave `@main` out"
        ),
        ("⟦1⟧return", "return invalid outside of a func", "put what can be left early into a function"),
    ]

    @Test(
        "about what cannot work in a cell is followed by one sentence with the way round",
        arguments: limits)
    func impossible(cells: String, message: String, advice: String) throws {
        let marked = MarkedText("// %%\n\(cells)\n")
        let failure = try #require(try failure(of: marked.text))
        #expect(failure.message == message)
        #expect(failure.line == marked.line(1))
        #expect(failure.diagnostics.contains { $0.severity == "note" && $0.message.contains(advice) })
        #expect(failure.details.contains("note: ") && failure.details.contains(advice))
        #expect(!failure.details.contains("@_exported"))
    }

    @Test("about candidates of earlier cells names no module of ours")
    func candidates() throws {
        let failure = try #require(
            try failure(
                of: """
                    // %%
                    func twice(_ n: Int) -> Int { n }
                    // %%
                    func twice(_ s: String) -> String { s }
                    // %%
                    let x = twice(1.5)
                    """))
        #expect(failure.diagnostics.contains { $0.severity == "note" })
        let said = failure.details + failure.diagnostics.map(\.message).joined()
        #expect(said.firstMatch(of: /Cell[0-9a-f]{8}/) == nil, "\(said)")
    }

    @Test("`async let` at top level is refused by one sentence with the way round")
    func asyncLet() throws {
        let marked = MarkedText("// %%\nfunc f() async -> Int { 1 }\n⟦1⟧async let a = f()\nprint(await a)\n")
        let failure = try #require(try failure(of: marked.text))
        #expect(failure.line == marked.line(1))
        #expect(failure.message.hasPrefix("`async let` does not work at the top level of a cell; use"))
    }
}
