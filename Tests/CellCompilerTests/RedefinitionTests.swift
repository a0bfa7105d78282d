import CellCompiler
import NotebookTesting
import Testing

@Suite("Declaring again")
struct RedefinitionTests {
    static let redefined: [LanguageCase] = [
        LanguageCase(
            "variables with another type",
            """
            // %%
            var x = 1
            // %%
            var x = "one"
            // %%
            print(x)
            """, prints: "one"),
        LanguageCase(
            "functions; the code of earlier cells keeps calling the old one",
            """
            // %%
            func f() -> Int { 1 }
            func g() -> Int { f() }
            // %%
            func f() -> Int { 2 }
            // %%
            print(f(), g())
            """, prints: "2 1"),
        LanguageCase(
            "types; values of the old type stay alive",
            """
            // %%
            struct Point: CustomStringConvertible { var x = 1; var description: String { "old \\(x)" } }
            let old = Point()
            // %%
            struct Point: CustomStringConvertible { var y = "new"; var description: String { y } }
            // %%
            print(old, Point(y: "newer"), old.x)
            """, prints: "old 1 newer 1"),
        LanguageCase(
            "operators and type aliases",
            """
            // %%
            infix operator <~>
            func <~> (a: Int, b: Int) -> Int { a - b }
            typealias Number = Int
            // %%
            infix operator <~>
            func <~> (a: Int, b: Int) -> Int { a * b }
            typealias Number = Double
            // %%
            print(6 <~> 7, Number(1))
            """, prints: "42 1.0"),
        LanguageCase(
            "the same cell again, with all kinds of declarations",
            """
            // %%
            enum Kind { case a, b }
            class Node { var next: Node? }
            func count() -> Int { 1 }
            var kinds = [Kind.a]
            // %%
            enum Kind { case a, b }
            class Node { var next: Node? }
            func count() -> Int { 1 }
            var kinds = [Kind.a]
            // %%
            kinds.append(.b)
            print(kinds.count, count(), Node().next == nil)
            """, prints: "2 1 true"),
        LanguageCase(
            "functions with the same parameters and another result, or without throws",
            """
            // %%
            func f() -> Int { 1 }
            func g(_ n: Int) throws -> Int { n }
            let kept = f()
            // %%
            func f() -> String { "two" }
            func g(_ n: Int) -> Int { n * 2 }
            // %%
            let text = f()
            print(text, g(4), kept)
            // %%
            func f() -> Bool { true }
            // %%
            let last = f()
            print(last)
            """, prints: "two 8 1\ntrue"),
        LanguageCase(
            "the same cell again, where functions have results of its own types",
            """
            // %%
            enum Kind { case a, b }
            func kind() -> Kind { .a }
            func pick(_ kind: Kind) -> Kind { kind }
            let kinds = [kind()]
            // %%
            enum Kind { case a, b }
            func kind() -> Kind { .a }
            func pick(_ kind: Kind) -> Kind { kind }
            let kinds = [kind()]
            // %%
            let k = kind()
            print(k, pick(.b), kinds + [.b])
            """, prints: "a b [Kind.a, Kind.b]"),
        LanguageCase(
            "members of an extension, with the same and with another result",
            """
            // %%
            extension Int { var half: Int { self / 2 }; func twice() -> Int { self * 2 } }
            // %%
            extension Int { var half: Double { Double(self) / 2 }; func twice() -> String { "\\(self)\\(self)" } }
            // %%
            let h = 3.half
            let t = 3.twice()
            print(h, t)
            """, prints: "1.5 33"),
        LanguageCase(
            "a conformance, for the compiler and for casts at run time, of values made before too",
            """
            // %%
            struct Point { var x = 1 }
            protocol Named { var name: String { get } }
            // %%
            extension Point: CustomStringConvertible, Named {
                var description: String { "old" }
                var name: String { "old name" }
            }
            let p = Point()
            let named: any Named = p
            print(p, p.name)
            // %%
            extension Point: CustomStringConvertible, Named {
                var description: String { "new" }
                var name: String { "new name" }
            }
            // %%
            print(p, Point().description, p.name, named.name, "\\(p as Any)")
            print((p as Any as? any Named)?.name ?? "none")
            """, prints: "old old name\nnew new new name new name new\nnew name"),
        LanguageCase(
            "an operator with another result",
            """
            // %%
            infix operator <+>: AdditionPrecedence
            func <+> (a: Int, b: Int) -> Int { a + b }
            // %%
            func <+> (a: Int, b: Int) -> String { "\\(a) and \\(b)" }
            // %%
            let sum = 1 <+> 2
            print(sum)
            """, prints: "1 and 2"),
    ]

    @Test(
        "replaces what an earlier cell declared", arguments: redefined,
        [CompilerSettings.Optimization.speed, .none])
    func replaces(_ language: LanguageCase, optimization: CompilerSettings.Optimization) throws {
        let notebook = try FinishedNotebook(language.cells, optimization: optimization)
        #expect(notebook.stdout == language.output)
        #expect(notebook.run.status == .ok)
    }
}
