import Foundation
import NotebookTesting
import Testing

@Suite("swiftnb run")
struct RunTests {
    private static let good = """
        // %% Parameters tags=["parameters"]
        var epochs = 3
        let name = "petal"
        // %% [markdown]
        // # Title
        // %% Work
        print(name, epochs)
        // %% Table
        epochs * 2
        """

    @Test("a good notebook: status 0, the report's path is the last line, all files are there")
    func good() throws {
        let place = try Workplace()
        try place.write(Self.good, to: "good.swiftnb")
        let result = try place.swiftnb("run", "good.swiftnb")
        #expect(result.status == 0)
        #expect(result.stderr == "")
        #expect(result.stdout.split(separator: "\n").last?.hasSuffix("outputs/good/report.html") == true)
        for file in ["report.html", "run.json", "good.ipynb", "saved-run.json"] {
            #expect(place.exists("outputs/good/\(file)"), "\(file)")
        }
        let report = try place.read("outputs/good/report.html")
        #expect(report.contains("petal 3") && report.hasSuffix("</html>\n"))
        #expect(try place.record("good")["status"] as? String == "ok")
    }

    @Test("-p replaces values, and run.json holds both")
    func parameters() throws {
        let place = try Workplace()
        try place.write(Self.good, to: "good.swiftnb")
        let result = try place.swiftnb("run", "good.swiftnb", "-p", "epochs", "7", "-p", "name", "rose bush")
        #expect(result.status == 0)
        #expect(result.stdout.contains("rose bush 7\n"))
        let parameters = try place.record("good")["parameters"] as? [[String: Any]] ?? []
        #expect(parameters.map { $0["name"] as? String } == ["epochs", "name"])
        #expect(parameters.map { $0["default"] as? String } == ["3", "\"petal\""])
        #expect(parameters.map { $0["given"] as? String } == ["7", "\"rose bush\""])
    }

    @Test("figures lie beside the report as drawing, picture and numbers of one name; old ones go")
    func figures() throws {
        let place = try Workplace()
        try place.write(
            """
            // %%
            show(plot([3, 2, 1], title: "Falling"))
            show(grid(of: [[Image(width: 4, height: 4, red: 1, green: 2, blue: 3)]]))
            """, to: "n.swiftnb")
        try place.write("{}", to: "outputs/n/run.json")
        try place.write("old", to: "outputs/n/figures/cell-09-1.svg")
        #expect(try place.swiftnb("run", "n.swiftnb").status == 0)
        let names = try FileManager.default.contentsOfDirectory(
            atPath: place.folder.appendingPathComponent("outputs/n/figures").path)
        #expect(
            names.sorted() == [
                "cell-01-1.csv", "cell-01-1.png", "cell-01-1.svg", "cell-01-2.png", "cell-01-2.svg",
            ])
        #expect(try place.read("outputs/n/figures/cell-01-1.csv") == "series,x,y\n1,1,3\n1,2,2\n1,3,1\n")
    }

    @Test("outputs/index.html has every run of the folder; a run elsewhere writes none")
    func index() throws {
        let place = try Workplace()
        try place.write("// %%\nprint(1)\n", to: "one.swiftnb")
        try place.write("// %%\nfatalError(\"no\")\n", to: "two.swiftnb")
        #expect(try place.swiftnb("run", "one.swiftnb").status == 0)
        #expect(try place.swiftnb("run", "two.swiftnb").status == 1)
        #expect(try place.swiftnb("run", "one.swiftnb", "-o", "outputs/again").status == 0)
        #expect(try place.swiftnb("run", "one.swiftnb", "-o", "elsewhere/one").status == 0)
        let page = try place.read("outputs/index.html")
        for name in ["one", "two", "again"] { #expect(page.contains("\"./\(name)/report.html\""), "\(name)") }
        #expect(page.contains("3 runs") && page.contains(">failed<"))
        #expect(!place.exists("elsewhere/index.html"))
        // What is noted of a run gives way to what a later one leaves in the same folder.
        #expect(page.ranges(of: ">failed<").count == 1)
        try place.write("// %%\nfatalError(\"no\")\n", to: "one.swiftnb")
        #expect(try place.swiftnb("run", "one.swiftnb").status == 1)
        #expect(try place.read("outputs/index.html").ranges(of: ">failed<").count == 2)
    }

    @Test("what a reader will miss is said on standard error, with the cell, and changes no status")
    func warnings() throws {
        let place = try Workplace()
        try place.write("// %% [markdown]\n// ![](gone.png)\n// %%\nprint(1)\n", to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb")
        #expect(result.status == 0)
        #expect(
            result.complaints == [
                "swiftnb: warning: text, n.swiftnb:2: the picture gone.png has no alternative text; write it into "
                    + "the brackets: ![words](gone.png)",
                "swiftnb: warning: text, n.swiftnb:2: picture not found: gone.png",
            ])
    }

    @Test("--help-notebook lists the parameters and runs nothing")
    func listsParameters() throws {
        let place = try Workplace()
        try place.write(Self.good, to: "good.swiftnb")
        let result = try place.swiftnb("run", "good.swiftnb", "--help-notebook")
        #expect(result.status == 0)
        #expect(result.stdout == "epochs: Int = 3\nname: String = \"petal\"\n")
        #expect(!place.exists("outputs"))
    }

    @Test("--quiet prints the report's path alone; -o puts the files where it says")
    func quiet() throws {
        let place = try Workplace()
        try place.write(Self.good, to: "good.swiftnb")
        let result = try place.swiftnb("run", "good.swiftnb", "--quiet", "-o", "else/where")
        #expect(result.status == 0)
        #expect(result.stdout == place.folder.appendingPathComponent("else/where/report.html").path + "\n")
        #expect(place.exists("else/where/run.json") && !place.exists("outputs"))
    }

    @Test("a cell that does not compile: status 1, the compiler's words with the notebook's place")
    func doesNotCompile() throws {
        let place = try Workplace()
        try place.write("// %%\nprint(1)\n// %% Second\nlet x = missing\n", to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb")
        #expect(result.status == 1)
        #expect(
            result.complaints == [
                "swiftnb: cell \"Second\" does not compile: n.swiftnb:4",
                "n.swiftnb:4:9: error: cannot find 'missing' in scope", "let x = missing", "        ^~~~~~~",
            ])
        #expect(try place.states("n") == ["ok", "failed"])
    }

    @Test("several notebooks: each in a kernel of its own, the worst status counts")
    func several() throws {
        let place = try Workplace()
        try place.write("// %%\nlet shared = 1\n// %%\nfatalError(\"one\")\n", to: "one.swiftnb")
        try place.write("// %%\nprint(\"two\")\n", to: "two.swiftnb")
        let result = try place.swiftnb("run", "one.swiftnb", "two.swiftnb")
        #expect(result.status == 1)
        #expect(result.stdout.contains("two\n"))
        #expect(try place.states("one") == ["ok", "failed"])
        #expect(try place.states("two") == ["ok"])
    }

    @Test("a Jupyter notebook runs as it is")
    func jupyter() throws {
        let place = try Workplace()
        try place.write(Self.good, to: "good.swiftnb")
        #expect(try place.swiftnb("convert", "good.swiftnb", "book.ipynb").status == 0)
        let result = try place.swiftnb("run", "book.ipynb")
        #expect(result.status == 0)
        #expect(result.stdout.contains("petal 3\n"))
    }

    @Test("a mistake in a Jupyter notebook is found by cell and line of the cell")
    func jupyterMistakes() throws {
        let place = try Workplace()
        try place.write(
            """
            // %%
            let list = [1]
            // %% Trap tags=["raises-exception"]
            let last = Int("3")!
            print(list[last])
            // %% Typing
            let a = 1
            let b: Int = "two"
            """, to: "book.swiftnb")
        #expect(try place.swiftnb("convert", "book.swiftnb", "book.ipynb").status == 0)
        let result = try place.swiftnb("run", "book.ipynb")
        #expect(result.status == 1)
        #expect(result.stderr.hasPrefix("swiftnb: cell \"Typing\" does not compile: book.ipynb:2\n"))
        let errors = (try place.record("book")["cells"] as? [[String: Any]] ?? []).compactMap {
            $0["error"] as? [String: Any]
        }
        #expect(errors.map { $0["line"] as? Int } == [2, 2])
        let check = try place.swiftnb("check", "book.ipynb")
        #expect(check.stderr.hasPrefix("book.ipynb[3]:2:14: error: "))
    }

    @Test("Ctrl-C: the cell is interrupted, the report closed, status 130")
    func interrupt() throws {
        try interrupted(by: SIGINT, status: 130)
    }

    @Test("SIGTERM: the same with status 143")
    func terminate() throws {
        try interrupted(by: SIGTERM, status: 143)
    }

    private func interrupted(by signal: Int32, status: Int32) throws {
        let place = try Workplace()
        try place.write(
            """
            // %%
            print("first")
            // %%
            try "now".write(toFile: "started", atomically: true, encoding: .utf8)
            while true { usleep(1000) }
            // %%
            print("never")
            """, to: "n.swiftnb")
        let running = try place.start(["run", "n.swiftnb"])
        let deadline = Date(timeIntervalSinceNow: 60)
        while !place.exists("started") && Date() < deadline { usleep(20_000) }
        running.send(signal)
        let result = running.finish()
        #expect(result.status == status)
        #expect(try place.states("n") == ["ok", "interrupted", "not-run"])
        #expect(try place.record("n")["status"] as? String == "interrupted")
        #expect(try place.read("outputs/n/report.html").hasSuffix("</html>\n"))
        #expect(result.complaints.count == 1)
        #expect(result.stderr.hasPrefix("swiftnb: cell 2 interrupted: n.swiftnb:5: "))
    }
}
