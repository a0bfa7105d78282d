import CellCompiler
import NotebookTesting
import Testing

@Suite("At the top level of a cell")
struct TopLevelAsyncTests {
    static let suspending: [LanguageCase] = [
        LanguageCase(
            "the value of a constant",
            """
            // %%
            func load() async throws -> Int { try await Task.sleep(for: .milliseconds(1)); return 5 }
            let n = try await load()
            // %%
            print(n)
            """, prints: "5"),
        LanguageCase(
            "actors and async let inside a function",
            """
            // %%
            actor Counter { var n = 0; func add(_ k: Int) -> Int { n += k; return n } }
            let counter = Counter()
            // %%
            func both() async -> Int {
                async let a = counter.add(1)
                async let b = counter.add(2)
                return await max(a, b)
            }
            print(await both(), await counter.n)
            """, prints: "3 3"),
        LanguageCase(
            "task groups and for await",
            """
            // %%
            let sum = await withTaskGroup(of: Int.self) { group in
                for i in 1...4 { group.addTask { i * i } }
                return await group.reduce(0, +)
            }
            // %%
            let numbers = AsyncStream<Int> { stream in
                for i in 1...3 { stream.yield(i) }
                stream.finish()
            }
            var total = sum
            for await n in numbers { total += n }
            print(total)
            """, prints: "36"),
        LanguageCase(
            "the main actor",
            """
            // %%
            @MainActor final class Model { var value = 1 }
            @MainActor func change() -> Int { let model = Model(); model.value = 8; return model.value }
            // %%
            print(await change())
            """, prints: "8"),
        LanguageCase(
            "conditions of if and guard, while and switch",
            """
            // %%
            func yes(_ n: Int) async -> Bool { n > 0 }
            if await yes(1) { print("if") }
            guard await yes(2) else { fatalError() }
            var left = 2
            while await yes(left) { left -= 1 }
            switch await yes(left) { case true: print("true"); case false: print("false") }
            """, prints: "if\nfalse"),
        LanguageCase(
            "statements of do with catch",
            """
            // %%
            struct Refused: Error {}
            func refuse() async throws { throw Refused() }
            do { try await refuse() } catch { print("caught", error) }
            """, prints: "caught Refused()"),
        LanguageCase(
            "a task's value in a later cell",
            """
            // %%
            let task = Task { 6 * 7 }
            // %%
            await task.value
            """, prints: "42"),
    ]

    @Test("await works in", arguments: suspending, [CompilerSettings.Optimization.speed, .none])
    func awaits(_ language: LanguageCase, optimization: CompilerSettings.Optimization) throws {
        let notebook = try FinishedNotebook(language.cells, optimization: optimization)
        #expect(notebook.stdout == language.output)
        #expect(notebook.run.status == .ok)
    }

    @Test("try works, and what it throws names the error's type and line")
    func tries() throws {
        let marked = MarkedText(
            """
            // %%
            enum Refusal: Error { case tooSmall(Int) }
            func check(_ n: Int) throws -> Int {
                ⟦1⟧if n < 3 { throw Refusal.tooSmall(n) }
                return n
            }
            print(try check(4))
            // %%
            ⟦2⟧try check(2)
            """)
        let notebook = try FinishedNotebook(marked.text)
        let failure = try #require(notebook.failure(1))
        #expect(notebook.stdout(0) == "4\n")
        #expect(failure.kind == .thrown)
        #expect(failure.name == "Refusal")
        #expect(failure.message == "tooSmall(2)")
        #expect([marked.line(1), marked.line(2)].contains(failure.line))
    }
}
