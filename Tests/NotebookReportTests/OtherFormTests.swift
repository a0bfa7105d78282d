import Foundation
import NotebookModel
import NotebookReport
import Testing

@Suite("Other forms of runs")
struct OtherFormTests {
    @Test("the index has every run, the newest first, with status, given values, last values and a picture")
    func index() throws {
        var (left, right) = try ComparisonSample.sides()
        right.run.started += 3600
        left.name = "javascript:alert(1)"
        let page = renderIndex([left, right])
        let markup = PageMarkup(page)
        #expect(markup.dangers == [])
        let links = markup.all("a").compactMap { $0["href"] }.filter { $0.hasPrefix("./") }
        #expect(links == ["./flowers-cold/report.html", "./javascript%3Aalert%281%29/report.html"])
        #expect(markup.all("img").count == 2)
        try expectSnapshot(main(of: page), "index")
    }

    @Test("an index without runs says so")
    func emptyIndex() {
        let page = renderIndex([])
        #expect(PageMarkup(page).dangers == [] && page.contains("There are no runs here yet."))
    }

    @Test("hostile texts in the index are data", arguments: HostileRun.texts)
    func hostileIndex(text: String) {
        let line = #"{"step":1,"name":\#(JSONValue.string(text).text),"value":1}"#
        let runs = [HostileRun.data(text), HostileRun.markup(text)].map {
            ComparedRun(name: text, run: $0, metrics: RunMetrics(jsonLines: Data(line.utf8)))
        }
        #expect(PageMarkup(renderIndex(runs)).dangers == [])
    }

    @Test("of what the index keeps of a run its line is the same", arguments: HostileRun.texts)
    func indexOfKept(text: String) throws {
        let (left, right) = try ComparisonSample.sides()
        let hostile = [HostileRun.data(text), HostileRun.markup(text)].map {
            ComparedRun(name: text, run: $0)
        }
        let headed = SampleRun.run([Cell(kind: .markdown, source: "# \n\nText")])
        let runs = [left, right] + hostile + [ComparedRun(name: "headed", run: headed)]
        let kept = try JSONEncoder().encode(runs.map(\.forIndex))
        let read = try JSONDecoder().decode([ComparedRun].self, from: kept)
        #expect(renderIndex(read) == renderIndex(runs))
    }

    @Test("what the index keeps of a run is small, whatever the run left, and has its first light picture")
    func lightIndex() throws {
        func picture(_ bytes: Int) -> Output {
            let png = Texts.png(width: 64) + Data(repeating: 7, count: bytes)
            return .display(DisplayBundle(content: ["image/png": png], title: "\(bytes) bytes"))
        }
        let text = String(repeating: "a line of output\n", count: 100_000)
        var run = SampleRun.run((0..<50).map { Cell(kind: .code, source: "\(Texts.training)\n// \($0)") })
        for place in run.results.indices {
            run.results[place].outputs = [.stream(.stdout, text), picture(800_000), picture(40_000 + place)]
        }
        let values = (0..<20_000).map { #"{"step":\#($0),"name":"loss \#($0 % 9)","value":\#($0)}"# }
        let metrics = RunMetrics(jsonLines: Data(values.joined(separator: "\n").utf8))
        let whole = ComparedRun(name: "long", run: run, metrics: metrics)
        #expect(try JSONEncoder().encode(whole.forIndex).count < 70_000)
        let page = renderIndex([whole.forIndex])
        #expect(page == renderIndex([whole]))
        #expect(PageMarkup(page).all("img").map { $0["alt"] } == ["40000 bytes"])
        #expect(page.contains("loss 3 19992"))
    }

    @Test(
        "a picture that its report hides does not stand for a run", arguments: ["hide-cell", "hide-output"])
    func hiddenPicture(tag: String) {
        let shown = Output.display(DisplayBundle(content: ["image/png": Texts.png(width: 64)]))
        let run = ComparedRun(name: "hidden", run: SampleRun.run(outputs: [shown], tags: [tag]))
        #expect(PageMarkup(renderIndex([run])).all("img").isEmpty)
    }

    @Test("the lesson as Markdown has its texts, code, outputs, tables and links to its pictures")
    func markdown() throws {
        try expectSnapshot(renderMarkdown(SampleRun.lesson()), "lesson-markdown")
    }

    @Test("fences are longer than the backticks in what they hold, and failures are told")
    func fences() throws {
        var run = SampleRun.run(outputs: [.stream(.stdout, "```\n````\n")], source: "let a = \"```\"")
        run.results[0].state = .failed
        run.results[0].outputs.append(
            .failure(CellFailure(kind: .trap, name: "Index out of range", message: "no `b` [x]", line: 2)))
        let text = renderMarkdown(run)
        #expect(text.contains("````swift\nlet a = \"```\"\n````"))
        #expect(text.contains("`````text\n```\n````\n`````"))
        #expect(
            text.contains("**Stopped at run time: Index out of range** (line 2)\n\n```text\nno `b` [x]\n```"))
    }
}
