import Foundation
import NotebookTesting
import Testing

@Suite("Options of swiftnb run")
struct RunOptionTests {
    @Test("a cell's standard error is the runner's; its standard output is not")
    func streams() throws {
        let place = try Workplace()
        try place.write(
            "// %%\nprint(\"to out\")\nFileHandle.standardError.write(Data(\"to err\\n\".utf8))\n",
            to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb")
        #expect(result.stderr == "to err\n")
        #expect(result.stdout.contains("to out\n") && !result.stdout.contains("to err"))
    }

    @Test("--timeout, --keep-going, --debug: the cell is timed out, the next one sees what was there")
    func timeout() throws {
        let place = try Workplace()
        try place.write(
            "// %%\nvar n = 1\n// %% Endless\nwhile true { n += 1; n -= 1 }\n// %%\nprint(\"n is\", n > 0)\n",
            to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb", "--timeout", "1", "--keep-going", "--debug")
        #expect(result.status == 1)
        #expect(try place.states("n") == ["ok", "timed-out", "ok"])
        #expect(result.stdout.contains("n is true\n"))
        #expect(result.stderr.contains("cell \"Endless\" timed out: n.swiftnb:4: Timeout: stopped after 1."))
    }

    @Test("--total-timeout and --memory end the run where it stands, with one line that says so")
    func limits() throws {
        let place = try Workplace()
        try place.write("// %%\nprint(1)\n// %%\nsleep(100)\n// %%\nprint(2)\n", to: "late.swiftnb")
        let late = try place.swiftnb("run", "late.swiftnb", "--total-timeout", "10")
        #expect(late.status == 1 && late.complaints.count == 1)
        #expect(try place.states("late") == ["ok", "timed-out", "not-run"])
        try place.write(
            "// %%\nvar all: [[UInt8]] = []\nwhile true { all.append([UInt8](repeating: 1, count: 8 << 20)); usleep(9000) }\n",
            to: "big.swiftnb")
        let big = try place.swiftnb("run", "big.swiftnb", "--memory", "500")
        #expect(big.status == 1 && big.complaints.count == 1)
        #expect(big.stderr.contains("MiB, more than its limit of 500 MiB (--memory)"))
        #expect(try place.states("big") == ["failed"])
    }

    @Test("-p takes a value of every type; the report shows defaults and given values")
    func parameters() throws {
        let place = try Workplace()
        try place.write(
            """
            // %% tags=["parameters"]
            var i = 1; var d = 0.5; var b = false; var s = "a"
            var ii = [1]; var dd = [0.5]; var bb = [true]; var ss = ["a", "b"]
            var f: Float = 1
            // %%
            print(i, d, b, s, ii, dd, bb, ss, f)
            """, to: "n.swiftnb")
        let result = try place.start(
            [
                "run", "n.swiftnb", "-p", "i", "-7", "-p", "d", "1e-3", "-p", "b", "true", "-p", "s",
                "ä \"b\"",
                "-p", "ii", "3,4", "-p", "dd", "[1, 2.5]", "-p", "bb", "false,true", "-p", "ss", "x,y", "-p",
                "f",
                "0.25",
            ]
        ).finish()
        #expect(result.status == 0)
        #expect(
            result.stdout.contains(
                "-7 0.001 true ä \"b\" [3, 4] [1.0, 2.5] [false, true] [\"x\", \"y\"] 0.25\n"))
        let report = try place.read("outputs/n/report.html")
        for value in ["-7", "0.001", "[3, 4]"] { #expect(report.contains(value)) }
    }

    @Test(
        "several notebooks: one summary at the end, a line each; a mistake in the last is told before the first runs"
    )
    func summary() throws {
        let place = try Workplace()
        try place.write("// %%\nfatalError(\"one\")\n// %%\n1\n", to: "one.swiftnb")
        try place.write("// %%\nprint(getpid())\n", to: "two.swiftnb")
        let result = try place.swiftnb("run", "one.swiftnb", "two.swiftnb")
        let lines = result.stdout.split(separator: "\n").suffix(2).map(String.init)
        #expect(lines.first?.hasPrefix("one.swiftnb  failed, 0 of 2 cells ran well, ") == true)
        #expect(lines.last?.hasPrefix("two.swiftnb  ok, 1 of 1 cells ran well, ") == true)
        let wrong = try place.swiftnb("run", "two.swiftnb", "gone.swiftnb")
        #expect(wrong.status == 2 && wrong.stdout == "")
    }

    @Test(
        "two notebooks of one name, and a Jupyter notebook in its own output folder, are refused, not overwritten"
    )
    func overwriting() throws {
        let place = try Workplace()
        try place.write("// %%\n1\n", to: "a/n.swiftnb")
        try place.write("// %%\n2\n", to: "b/n.swiftnb")
        let same = try place.swiftnb("run", "a/n.swiftnb", "b/n.swiftnb")
        #expect(
            same.complaints == [
                "swiftnb: a/n.swiftnb and b/n.swiftnb would both write to outputs/n; run one of them with -o DIR"
            ])
        #expect(same.status == 2 && !place.exists("outputs"))
        #expect(try place.swiftnb("convert", "a/n.swiftnb", "book.ipynb").status == 0)
        let before = try place.read("book.ipynb")
        let over = try place.swiftnb("run", "book.ipynb", "-o", ".")
        #expect(
            over.complaints == [
                "swiftnb: the run would write over book.ipynb itself; choose another folder with -o DIR"
            ])
        #expect(over.status == 2)
        #expect(try place.read("book.ipynb") == before)
    }

    @Test("a second run of an unchanged notebook compiles nothing")
    func cached() throws {
        let place = try Workplace()
        let stamp = UInt64.random(in: 0 ... .max)
        try place.write("// %%\nlet stamp: UInt64 = \(stamp)\n// %%\nprint(stamp)\n", to: "n.swiftnb")
        // A cache of its own, or the cells of other tests would count.
        let cache = ["XDG_CACHE_HOME": place.folder.path]
        #expect(try place.swiftnb("run", "n.swiftnb", environment: cache).status == 0)
        let before = try place.files(below: "swiftnb/cells")
        let result = try place.swiftnb("run", "n.swiftnb", environment: cache)
        #expect(result.status == 0 && result.stdout.contains("\(stamp)\n"))
        #expect(try place.files(below: "swiftnb/cells") == before)
        #expect(before.count { $0.key.hasSuffix(".so") } == 2)
    }

    @Test("what an earlier run measured and learnt goes with a new run, and stays with --resume")
    func resume() throws {
        let place = try Workplace()
        try place.write("// %%\nprint(\"ran\")\n", to: "n.swiftnb")
        #expect(try place.swiftnb("run", "n.swiftnb").status == 0)
        let kept = ["metrics.jsonl", "session/training-1/last.safetensors", "tensorboard/events"]
        for name in kept + ["figures/old.svg", "mine.txt"] { try place.write("x", to: "outputs/n/\(name)") }
        #expect(try place.swiftnb("run", "n.swiftnb", "--resume").status == 0)
        for name in kept { #expect(place.exists("outputs/n/\(name)")) }
        #expect(!place.exists("outputs/n/figures/old.svg"))
        #expect(try place.swiftnb("run", "n.swiftnb").status == 0)
        for name in kept { #expect(!place.exists("outputs/n/\(name)")) }
        #expect(place.exists("outputs/n/mine.txt"))
    }

    @Test("a folder that holds no run keeps what is in it")
    func foreignFolder() throws {
        let place = try Workplace()
        try place.write("// %%\nprint(\"ran\")\n", to: "n.swiftnb")
        try place.write("x", to: "figures/precious.svg")
        #expect(try place.swiftnb("run", "n.swiftnb", "-o", ".").status == 0)
        #expect(place.exists("figures/precious.svg"))
    }
}
