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
