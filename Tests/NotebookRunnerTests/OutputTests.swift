import Foundation
import NotebookModel
import NotebookTesting
import Testing

@Suite("What cells leave behind")
struct OutputTests {
    /// A cell that declares `display(…)` without the library, in the kernel's own words.
    static let displaying = """
        // %%
        @_silgen_name("ckernel_send") func send(_ bytes: UnsafePointer<UInt8>?, _ count: Int)
        func display(_ text: String) {
            let content = Data(text.utf8).base64EncodedString()
            let event = #"{"type":"display","content":{"text/plain":"\\#(content)"},"isValue":false}"#
            Array(event.utf8).withUnsafeBufferPointer { send($0.baseAddress, $0.count) }
        }

        """

    @Test("state lasts from cell to cell: values, objects, what closures captured")
    func state() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            final class Box { var value = 1 }
            let box = Box()
            var total = 10
            let add = { (n: Int) in total += n }
            // %%
            box.value += 1; add(5)
            // %%
            box.value *= 10; add(box.value)
            // %%
            print(box.value, total)
            """)
        #expect(notebook.states == [.ok, .ok, .ok, .ok])
        #expect(notebook.stdout(3) == "20 35\n")
    }

    @Test("prints, standard error and displays keep the order in which they came about")
    func order() throws {
        let notebook = try FinishedNotebook(
            Self.displaying + """
                // %%
                print("one")
                display("two")
                FileHandle.standardError.write(Data("three\\n".utf8))
                display("four")
                print("five", terminator: "")
                display("six")
                print("seven")
                """)
        let outputs = notebook.run.results[1].outputs
        func display(_ text: String) -> Output {
            .display(DisplayBundle(content: ["text/plain": Data(text.utf8)]))
        }
        #expect(
            outputs == [
                .stream(.stdout, "one\n"), display("two"), .stream(.stderr, "three\n"), display("four"),
                .stream(.stdout, "five"), display("six"), .stream(.stdout, "seven\n"),
            ])
    }

    @Test("what a cell writes arrives while it runs, and so does what it shows")
    func live() throws {
        let folder = try TestBench.newFolder()
        // The cell goes on only when the observer has seen its last word.
        let notebook = try FinishedNotebook(
            Self.displaying + """
                // %%
                func answered(_ name: String) -> Bool {
                    for _ in 0..<6000 {
                        if FileManager.default.fileExists(atPath: "\(folder.path)/" + name) { return true }
                        usleep(10_000)
                    }
                    return false
                }
                // %%
                print("out", terminator: ""); fflush(stdout)
                print(answered("out"))
                FileHandle.standardError.write(Data("err".utf8))
                print(answered("err"))
                display("shown")
                print(answered("shown"))
                """, in: folder,
            observe: { event in
                let name: String? =
                    switch event {
                    case .text(_, let text): text
                    case .display: "shown"
                    default: nil
                    }
                if let name, ["out", "err", "shown"].contains(name) {
                    _ = FileManager.default.createFile(
                        atPath: folder.appendingPathComponent(name).path, contents: nil)
                }
            })
        #expect(notebook.stdout(2) == "outtrue\ntrue\ntrue\n")
    }

    @Test("a display among many prints stands exactly between them")
    func exactOrder() throws {
        let notebook = try FinishedNotebook(
            Self.displaying + """
                // %%
                for i in 0..<300 {
                    print(i)
                    if i % 3 == 0 { display("\\(i)") }
                }
                """)
        var seen: [String] = []
        for output in notebook.run.results[1].outputs {
            if case .stream(.stdout, let text) = output {
                seen += text.split(separator: "\n").map(String.init)
            }
            if case .display(let bundle) = output {
                seen.append("d" + String(decoding: bundle.content["text/plain"] ?? Data(), as: UTF8.self))
            }
        }
        var expected: [String] = []
        for i in 0..<300 {
            expected.append("\(i)")
            if i % 3 == 0 { expected.append("d\(i)") }
        }
        #expect(seen == expected)
    }

    @Test("a progress bar leaves its last state, once")
    func progress() throws {
        let notebook = try FinishedNotebook(
            Self.displaying + """
                // %%
                for i in 1...4 {
                    let event = #"{"type":"progress","id":7,"label":"train","done":\\#(i),"total":4,"detail":"","seconds":\\#(i),"finished":false}"#
                    Array(event.utf8).withUnsafeBufferPointer { send($0.baseAddress, $0.count) }
                    print(i)
                }
                """)
        let outputs = notebook.run.results[1].outputs
        let last = ProgressLine(id: 7, label: "train", done: 4, total: 4, detail: "", seconds: 4)
        #expect(outputs == [.progress(last), .stream(.stdout, "1\n2\n3\n4\n")])
    }

    @Test("C code's prints, child processes' output and prints of other threads belong to the cell")
    func foreignPrints() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            puts("from C"); write(1, "raw\\n", 4);
            // %%
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/sh")
            child.arguments = ["-c", "echo out; echo err >&2"]
            try child.run()
            child.waitUntilExit()
            // %%
            let thread = Thread { print("from a thread") }
            thread.start()
            while !thread.isFinished { usleep(1000) }
            // %%
            print("last")
            """)
        #expect(notebook.stdout(0) == "from C\nraw\n")
        #expect(notebook.stdout(1) == "out\n")
        #expect(notebook.stderr(1) == "err\n")
        #expect(notebook.stdout(2) == "from a thread\n")
        #expect(notebook.stdout(3) == "last\n")
    }

    @Test(
        "no module of ours is seen in what is printed, shown or thrown; words that begin like its name stay")
    func noModules() throws {
        let notebook = try FinishedNotebook(
            Self.displaying + """
                // %%
                enum Kind { case a, b }
                struct Box: Error { var kinds: [Kind] }
                print([Kind.a], Box(kinds: [.b]), "Cell Cell0 Celltype")
                print("Cell0123", terminator: "")
                display(String(reflecting: Box(kinds: [.a])))
                // %%
                let long = [Box](repeating: Box(kinds: [.a, .b]), count: 20_000)
                print(long)
                // %%
                throw Box(kinds: [.b])
                """)
        #expect(notebook.stdout(1) == "[Kind.a] Box(kinds: [Kind.b]) Cell Cell0 Celltype\nCell0123")
        #expect(
            notebook.run.results[1].outputs.last
                == .display(DisplayBundle(content: ["text/plain": Data("Box(kinds: [Kind.a])".utf8)])))
        let item = "Box(kinds: [Kind.a, Kind.b])"
        let all = "[" + [String](repeating: item, count: 20_000).joined(separator: ", ") + "]\n"
        #expect(notebook.stdout(2).utf8.count == all.utf8.count && notebook.stdout(2) == all)
        #expect(notebook.failure(3)?.message == "Box(kinds: [Kind.b])")
    }

    @Test("bytes that are not UTF-8 become replacement characters; characters cut by a read stay whole")
    func otherBytes() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            let bytes: [UInt8] = [0x61, 0xFF, 0xFE, 0x62, 0x00, 0xC3, 0x0A]
            write(1, bytes, bytes.count);
            // %%
            let euro: [UInt8] = Array("€🌸".utf8)
            for byte in euro { _ = withUnsafePointer(to: byte) { write(1, $0, 1) }; usleep(2000) }
            """)
        #expect(notebook.stdout(0) == "a\u{FFFD}\u{FFFD}b\0\u{FFFD}\n")
        #expect(notebook.stdout(1) == "€🌸")
        #expect(notebook.run.status == .ok)
    }

    @Test("of 100 MB in one cell head and tail are kept, the middle counted, all of it in a file")
    func overlong() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            let line = String(repeating: "x", count: 9_999) + "\\n"
            print("first")
            for _ in 0..<10_000 { line.withCString { _ = write(1, $0, 10_000) } }
            print("last")
            // %%
            print("after")
            """)
        let outputs = notebook.run.results[0].outputs
        try #require(outputs.count == 3)
        guard case .stream(.stdout, let head) = outputs[0],
            case .omitted(.stdout, let count, let file) = outputs[1],
            case .stream(.stdout, let tail) = outputs[2]
        else {
            Issue.record("unexpected outputs")
            return
        }
        let total = 6 + 10_000 * 10_000 + 5
        #expect(head.hasPrefix("first\nxxx") && tail.hasSuffix("xxx\nlast\n"))
        #expect(head.utf8.count + count + tail.utf8.count == total)
        #expect(head.utf8.count < 1 << 20 && tail.utf8.count < 1 << 20)
        let url = notebook.folder.appendingPathComponent(file)
        let attributes = try FileManager.default.attributesOfItem(atPath: url.path)
        #expect(attributes[.size] as? Int == total)
        #expect(notebook.stdout(1) == "after\n")
    }

    @Test("a cell tagged skip is not run, and what it declares is unknown")
    func skipped() throws {
        let notebook = try FinishedNotebook(
            """
            // %% tags=["skip"]
            let hidden = 1
            print("skipped")
            // %%
            print("ran")
            """)
        #expect(notebook.states == [.skipped, .ok])
        #expect(notebook.stdout == "ran\n")
        #expect(notebook.run.status == .ok)
    }
}
