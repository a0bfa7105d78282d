import NotebookModel
import NotebookTesting
import Testing

@Suite("A cell that fails")
struct StoppedRunTests {
    /// Five cells of which the third fails, at the mark.
    private func marked(_ third: String) -> MarkedText {
        MarkedText(
            """
            // %% One
            let values = [1, 2, 3]
            print("one")

            // %% Two
            print("two")
            values.count

            // %% Three
            print("three")
            \(third)
            print("never")

            // %% Four
            print("four")

            // %% Five
            print("five")
            """)
    }

    private func check(_ third: String, kind: CellFailure.Kind, printed: String) throws -> CellFailure {
        let text = marked(third)
        let notebook = try FinishedNotebook(text.text)
        #expect(notebook.states == [.ok, .ok, .failed, .notRun, .notRun])
        #expect(notebook.run.status == .failed)
        #expect(notebook.stdout(0) == "one\n")
        #expect(notebook.stdout(1) == "two\n3\n")
        #expect(notebook.stdout(2) == printed)
        let failure = try #require(notebook.failure(2))
        #expect(failure.kind == kind)
        #expect(failure.line == text.line(1))
        #expect(failure.column == text.column(1))
        return failure
    }

    @Test("to compile: the outputs before it are kept, the error stands at its place, the rest is not run")
    func doesNotCompile() throws {
        let failure = try check("print(⟦1⟧valeus[0])", kind: .compile, printed: "")
        #expect(failure.message == "cannot find 'valeus' in scope")
    }

    @Test("by a trap: the outputs before it are kept, the error stands at its place, the rest is not run")
    func traps() throws {
        let failure = try check(
            "var index = 3\nprint(values⟦1⟧[index])", kind: .trap, printed: "three\n")
        #expect(failure.message == "Index out of range")
        #expect(failure.frames.first?.function == "top level")
        #expect(failure.frames.allSatisfy { $0.file == "test.swiftnb" })
    }

    @Test(
        "by a thrown error: the outputs before it are kept, the error stands at its place, the rest is not run"
    )
    func throwsError() throws {
        let failure = try check(
            "struct Broken: Error { let part: String }\n⟦1⟧throw Broken(part: \"lens\")", kind: .thrown,
            printed: "three\n")
        #expect(failure.name == "Broken")
        #expect(failure.message == #"Broken(part: "lens")"#)
    }

    @Test("with the tag raises-exception does not stop the run, and later cells see every value from before")
    func raisesException() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            var values = [1, 2]
            // %% tags=["raises-exception"]
            values.append(3)
            print(values[7])
            // %% tags=["raises-exception"]
            struct No: Error {}
            throw No()
            // %% tags=["raises-exception"]
            let x: Int = "text"
            // %%
            print(values)
            """)
        #expect(notebook.states == [.ok, .failed, .failed, .failed, .ok])
        #expect(notebook.stdout(4) == "[1, 2, 3]\n")
        #expect(notebook.run.status == .ok)
    }

    @Test("does not stop the run where the policy is to go on; the run has failed all the same")
    func keepGoing() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            var n = 1
            // %%
            n = 2; fatalError("stop")
            // %%
            print(n)
            """
        ) { $0.failurePolicy = .proceed }
        #expect(notebook.states == [.ok, .failed, .ok])
        #expect(notebook.stdout(2) == "2\n")
        #expect(notebook.run.status == .failed)
    }

    @Test("by exit(…): the session goes on, the message says to leave it out", arguments: [0, 3])
    func exits(status: Int) throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            let before = 5
            // %% tags=["raises-exception"]
            print("leaving")
            exit(\(status))
            // %%
            print(before)
            """)
        #expect(notebook.states == [.ok, .failed, .ok])
        #expect(notebook.stdout(1) == "leaving\n")
        #expect(notebook.stdout(2) == "5\n")
        #expect(
            notebook.failure(1)?.message
                == "the cell called exit(\(status)); a cell ends by itself, so leave it out")
    }

    @Test("reports the notebook's functions on the stack, innermost first, with their lines")
    func stack() throws {
        let marked = MarkedText(
            """
            // %%
            @inline(never) func inner(_ n: Int) -> Int {
                ⟦1⟧precondition(n < 3, "n must stay below 3")
                return n
            }
            @inline(never) func outer(_ n: Int) -> Int { ⟦2⟧inner(n) + 1 }
            // %%
            print(⟦3⟧outer(5))
            """)
        let notebook = try FinishedNotebook(marked.text, optimization: .none)
        let failure = try #require(notebook.failure(1))
        #expect(failure.name == "Precondition failed")
        #expect(failure.message == "n must stay below 3")
        #expect(failure.frames.map(\.function) == ["inner(Int) -> Int", "outer(Int) -> Int", "top level"])
        #expect(failure.frames.map(\.line) == [1, 2, 3].map { marked.line($0) })
        #expect(failure.line == marked.line(1))
    }
}
