import NotebookTesting
import Testing

@Suite("The value of the last expression")
struct ShownValueTests {
    static let shown: [LanguageCase] = [
        LanguageCase("of a variable", "let x = 3\nx", prints: "3"),
        LanguageCase("of an operator", "1 + 2 * 3", prints: "7"),
        LanguageCase(
            "of a call with a trailing closure", "[3, 1, 2].sorted { $0 < $1 }", prints: "[1, 2, 3]"),
        LanguageCase(
            "of a chain over several lines", "(1...4)\n    .map { $0 * $0 }\n    .filter { $0 > 3 }",
            prints: "[4, 9, 16]"),
        LanguageCase("of a ternary", "true ? \"yes\" : \"no\"", prints: "yes"),
        LanguageCase(
            "of an if expression", "let n = 5\nif n > 3 { \"big\" } else { \"small\" }", prints: "big"),
        LanguageCase(
            "of a switch expression", "switch 2 {\ncase 1: \"one\"\ndefault: \"many\"\n}", prints: "many"),
        LanguageCase("of a tuple", "(1, \"a\")", prints: "(1, \"a\")"),
        LanguageCase("of a dictionary", "[\"a\": 1]", prints: "[\"a\": 1]"),
        LanguageCase("of a cast", "3 as Any is Int", prints: "true"),
        LanguageCase("of try", "func f() throws -> Int { 8 }\ntry f()", prints: "8"),
        LanguageCase("of an optional try", "func f() throws -> Int { 8 }\n(try? f()) ?? 0", prints: "8"),
        LanguageCase("of await", "func f() async -> Int { 9 }\nawait f()", prints: "9"),
        LanguageCase("of try await", "func f() async throws -> Int { 9 }\ntry await f() + 1", prints: "10"),
        LanguageCase("before a comment", "4 // four", prints: "4"),
    ]

    @Test("is shown", arguments: shown)
    func isShown(_ language: LanguageCase) throws {
        let notebook = try FinishedNotebook(language.cells)
        #expect(notebook.stdout == language.output)
        #expect(notebook.run.status == .ok)
    }

    @Test("is shown without optimisation too")
    func isShownUnoptimised() throws {
        // Each in a scope of names of its own: the cells of one notebook.
        let notebook = try FinishedNotebook(
            Self.shown.map { "// %%\n\($0.cells)\n" }.joined(), optimization: .none)
        #expect(notebook.run.results.indices.map(notebook.stdout) == Self.shown.map(\.output))
    }

    @Test(
        "is not shown behind a semicolon, of a statement, of an assignment, of Void, or inside a cell",
        arguments: [
            "let x = 3\nx;", "let x = 3", "var x = 3\nx = 4", "var x = 3\nx += 1", "func f() {}\nf()",
            "if true { }", "for i in 0..<1 { _ = i }", "let a = [1]\na.forEach { _ in }", "3\nlet y = 1",
            "var a = [1]\na[0] = 2", "// nothing", "",
        ])
    func isSilent(_ cell: String) throws {
        let notebook = try FinishedNotebook("// %%\n\(cell)\n")
        #expect(notebook.stdout == "")
        #expect(notebook.run.status == .ok)
    }
}
