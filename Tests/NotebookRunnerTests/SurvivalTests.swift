import CellCompiler
import NotebookModel
import NotebookTesting
import Testing

@Suite("The session survives")
struct SurvivalTests {
    /// Ways to fail, and a word that the report of the failure must hold.
    static let failures: [(code: String, word: String)] = [
        ("let a = [1]; let i = Int(\"5\")!; print(a[i])", "ndex out of range"),
        ("let none: Int? = Int(\"x\"); print(none!)", "nexpectedly found nil"),
        ("var big = Int.max - Int(\"0\")!; big += 1; print(big)", "rithmetic overflow"),
        ("let zero = Int(\"0\")!; print(1 / zero)", "ivision by zero"),
        ("fatalError(\"on purpose\")", "on purpose"),
        ("preconditionFailure(\"not here\")", "not here"),
        ("let any: Any = 1; print(any as! String)", "Could not cast"),
        (
            "func forever(_ n: Int) -> Int { n &+ forever(n &+ 1) &+ forever(n &+ 2) }; print(forever(0))",
            "emory access"
        ),
        ("print(UnsafePointer<Int>(bitPattern: 8)!.pointee)", "emory access"),
        ("DispatchQueue.global().async { fatalError(\"in a queue\") }; sleep(5)", "in a queue"),
        ("Thread.detachNewThread { fatalError(\"in a thread\") }; sleep(5)", "in a thread"),
        ("Task { fatalError(\"in a task\") }; sleep(5)", "in a task"),
        (
            "DispatchQueue.concurrentPerform(iterations: 8) { i in if i == 3 { fatalError(\"worker\") } }",
            "worker"
        ),
        (
            """
            enum Lazy { static let value: Int = { fatalError("in a static") }() }
            print(Lazy.value)
            """, "in a static"
        ),
        (
            """
            struct Bad: CustomStringConvertible { var description: String { fatalError("while printing") } }
            print("before", Bad())
            """, "while printing"
        ),
        ("let all = [UInt8](repeating: 1, count: 1 << 50); print(all.count)", ""),
        ("await withTaskGroup(of: Void.self) { $0.addTask { fatalError(\"in a group\") } }", "in a group"),
    ]

    @Test(
        "every kind of trap, one after another, twice, with all values intact",
        arguments: [CompilerSettings.Optimization.speed, .none])
    func inARow(optimization: CompilerSettings.Optimization) throws {
        var text = "// %%\nvar count = 0\nfinal class Kept { var log: [Int] = [] }\nlet kept = Kept()\n"
        let rounds = Self.failures + Self.failures
        for (index, failure) in rounds.enumerated() {
            text +=
                "// %% tags=[\"raises-exception\"]\ncount += 1; kept.log.append(\(index))\n\(failure.code)\n"
            text += "// %%\nprint(\"alive\", count, kept.log.count)\n"
        }
        let notebook = try FinishedNotebook(text, optimization: optimization)
        for (index, failure) in rounds.enumerated() {
            let result = notebook.run.results[1 + 2 * index]
            #expect(result.state == .failed, "\(failure.code)")
            let found = try #require(notebook.failure(1 + 2 * index), "\(failure.code)")
            #expect(found.kind == .trap, "\(failure.code)")
            let isNamed = failure.word.isEmpty || (found.name + found.message).contains(failure.word)
            #expect(isNamed, "\(failure.code): \(found)")
            #expect(notebook.stdout(2 + 2 * index) == "alive \(index + 1) \(index + 1)\n", "\(failure.code)")
        }
        #expect(notebook.run.status == .ok)
    }

    @Test("what an endless recursion has taken is given back: ten of them leave the kernel small")
    func recursionLeavesNoMemory() throws {
        var text = ""
        for n in 0..<10 {
            text += """
                // %% tags=["raises-exception"]
                func forever\(n)(_ n: Int) -> Int { n &+ forever\(n)(n &+ 1) &+ forever\(n)(n &+ 2) }
                print(forever\(n)(0))

                """
        }
        text += """
            // %%
            let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
            print(status.split(separator: "\\n").first { $0.hasPrefix("VmRSS") }!.split(separator: " ")[1])
            """
        let notebook = try FinishedNotebook(text)
        #expect(notebook.states.dropLast().allSatisfy { $0 == .failed })
        // The stack of a cell is 256 MiB: one of them kept would be over this.
        let kibibytes = Int(notebook.stdout(10).trimmingCharacters(in: .whitespacesAndNewlines))
        #expect(kibibytes.map { $0 < 200 << 10 } == true)
    }

    @Test("a lazy static whose initialiser traps: the next access tries again instead of hanging")
    func lazyStatic() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            var ready = false
            enum Lazy { static let value: Int = { precondition(ready, "too early"); return 7 }() }
            // %% tags=["raises-exception"]
            print(Lazy.value)
            // %%
            ready = true
            print(Lazy.value)
            """)
        #expect(notebook.states == [.ok, .failed, .ok])
        #expect(notebook.stdout(2) == "7\n")
    }

    @Test("a cell whose globals were not reached: they can be declared again")
    func unreachedGlobals() throws {
        let notebook = try FinishedNotebook(
            """
            // %% tags=["raises-exception"]
            final class Box { let value = 3 }
            if Int("1")! > 0 { fatalError("before the rest") }
            let box = Box()
            // %%
            let box = Box()
            print(box.value)
            """)
        #expect(notebook.states == [.failed, .ok])
        #expect(notebook.stdout(1) == "3\n")
    }
}
