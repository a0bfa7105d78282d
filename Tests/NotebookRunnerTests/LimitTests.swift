import Foundation
import NotebookModel
import NotebookTesting
import Testing

@Suite("Limits and deaths")
struct LimitTests {
    @Test(
        "a cell over its time is stopped where it stands, and the session goes on",
        arguments: [
            "⟦1⟧while true { count &+= 1 }",
            "⟦1⟧sleep(100)",
            "⟦1⟧DispatchSemaphore(value: 0).wait()",
            "⟦1⟧while true { print(count) }",
            "⟦1⟧while true { list = [Int](repeating: count, count: 1000) }",
            "⟦1⟧await Task { try? await Task.sleep(for: .seconds(100)) }.value",
        ])
    func timeout(code: String) throws {
        let marked = MarkedText(
            "// %%\nvar count = 1; var list: [Int] = []\n// %% timeout=0.3\n\(code)\n// %%\nprint(\"alive\", count > 0)\n"
        )
        let notebook = try FinishedNotebook(marked.text) { $0.failurePolicy = .proceed }
        #expect(notebook.states == [.ok, .timedOut, .ok])
        #expect(notebook.stdout(2) == "alive true\n")
        let failure = try #require(notebook.failure(1))
        #expect(failure.kind == .timedOut)
        #expect(failure.message.hasPrefix("stopped after ") && failure.message.contains("the limit is 0.3 s"))
        #expect(failure.line == marked.line(1))
        #expect(notebook.run.results[1].seconds < 10)
        #expect(notebook.run.status == .failed)
    }

    @Test("the line is found wherever the stop falls: in the C library, in a stub, before a frame stands")
    func placeOfStop() throws {
        // Values of their own: what is stopped while it changes is not to be used again.
        let loops = [
            "while true { print(n) }",
            "var list: [Int] = []; while true { list = [Int](repeating: n, count: 1000) }",
            "var words: [String: Int] = [:]; while true { words[String(n)] = n; n += 1; if n % 999 == 0 { words = [:] } }",
        ]
        var text = ""
        for place in 0..<30 { text += "// %% timeout=0.25\ndo { var n = 1; \(loops[place % 3]) }\n" }
        let notebook = try FinishedNotebook(text) { $0.failurePolicy = .proceed }
        for place in 0..<30 { #expect(notebook.failure(place)?.line == 2 * place + 2, "\(loops[place % 3])") }
    }

    @Test("the runner's limit holds for every cell without one of its own")
    func defaultTimeout() throws {
        let notebook = try FinishedNotebook("// %%\nsleep(100)\n// %%\nprint(1)\n") {
            $0.timeout = .milliseconds(200)
        }
        #expect(notebook.states == [.timedOut, .notRun])
    }

    @Test("the limit of the whole notebook stops the cell that is running then")
    func totalTimeout() throws {
        let notebook = try FinishedNotebook("// %%\nusleep(10_000)\n// %%\nsleep(100)\n// %%\nprint(1)\n") {
            $0.totalTimeout = .seconds(6)  // compiling counts, and other tests compile too
        }
        #expect(notebook.states == [.ok, .timedOut, .notRun])
        #expect(notebook.run.seconds < 60)
    }

    @Test("when the time of the whole notebook is over, a run that keeps going ends too")
    func totalTimeoutKeepingGoing() throws {
        let notebook = try FinishedNotebook("// %%\nsleep(100)\n// %%\nprint(1)\n// %%\nprint(2)\n") {
            $0.totalTimeout = .milliseconds(500)
            $0.failurePolicy = .proceed
        }
        #expect(notebook.states == [.timedOut, .notRun, .notRun])
    }

    @Test("over the memory limit the cell fails with a clear message")
    func memory() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            print("before")
            var blocks: [[UInt8]] = []
            while true { blocks.append([UInt8](repeating: 1, count: 16 << 20)); usleep(20_000) }
            // %%
            print("after")
            """
        ) { $0.memoryLimit = 300 }
        #expect(notebook.states == [.failed, .notRun])
        #expect(notebook.stdout(0) == "before\n")
        let failure = try #require(notebook.failure(0))
        #expect(failure.kind == .memory)
        #expect(failure.message.contains(" MiB, more than its limit of 300 MiB (--memory)"))
    }

    @Test(
        "a kernel that dies: the signal is named, output up to then is kept, the cell died, the rest is not run",
        arguments: [
            ("kill(getpid(), SIGKILL); sleep(5)", "SIGKILL"),
            ("kill(getpid(), SIGTERM); sleep(5)", "SIGTERM"),
            ("abort()", "SIGABRT"),
            ("let p = malloc(32); free(p); free(p)", "SIGABRT"),
            ("_exit(4)", "exit status 4"),
        ])
    func dies(code: String, name: String) throws {
        let notebook = try FinishedNotebook(
            "// %%\nprint(1)\n// %%\nprint(\"last words\")\n\(code)\n// %%\nprint(3)\n")
        #expect(notebook.states == [.ok, .died, .notRun])
        #expect(notebook.run.status == .failed)
        #expect(notebook.stdout(0) == "1\n")
        #expect(notebook.stdout(1) == "last words\n")
        let failure = try #require(notebook.failure(1))
        #expect(failure.kind == .died)
        #expect(failure.name == name)
        #expect(failure.message.contains("values of earlier cells are lost"))
    }

    @Test(
        "no process is left behind: neither the kernel nor what a cell started, however the kernel ends",
        arguments: ["", "kill(getpid(), SIGKILL); sleep(5)"])
    func noOrphans(end: String) throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/sleep")
            child.arguments = ["1000"]
            try child.run()
            print(getpid(), child.processIdentifier)
            \(end)
            """)
        let pids = notebook.stdout(0).split(whereSeparator: \.isWhitespace).prefix(2)
        try #require(pids.count == 2)
        for pid in pids {
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
            // A dead process may wait for the system to notice.
            #expect(stat.isEmpty || stat.contains(") Z "), "process \(pid) is still there")
        }
    }

    @Test("a kernel that is not there is one line that says what to do")
    func noKernel() {
        do {
            _ = try FinishedNotebook("// %%\nprint(1)\n") {
                $0.kernel = URL(fileURLWithPath: "/nowhere/kernel")
            }
            Issue.record("nothing was thrown")
        } catch {
            #expect("\(error)" == "the kernel is missing: /nowhere/kernel; run swift build -c release")
        }
    }
}
