import Foundation
import NotebookModel
import NotebookReport
import Testing

@Suite("What the author is told")
struct WarningTests {
    @Test("pictures without words are told of with their cells, and get words from what they show")
    func pictures() throws {
        let svg = "<svg viewBox=\"0 0 9 9\"><text>loss &amp; more</text><g><text>epoch</text></g></svg>"
        var run = SampleRun.run([
            Cell(kind: .markdown, source: "![](dot.gif) ![named](dot.gif) ![lost](lost.png)"),
            Cell(kind: .code, title: "Train", source: "train()"), Cell(kind: .code, source: "more()"),
        ])
        run.results[0].outputs = [
            .display(DisplayBundle(content: ["image/png": Texts.png(width: 8)])),
            .display(DisplayBundle(content: ["image/png": Texts.png(width: 9)], title: "Named")),
        ]
        run.results[1].outputs = [
            .display(
                DisplayBundle(content: ["image/svg+xml": Data(svg.utf8)], title: " ", alternativeText: ""))
        ]
        let resources = ["dot.gif": Texts.gif]
        #expect(
            reportWarnings(run, resources: resources) == [
                "text, sample.swiftnb:2: the picture dot.gif has no alternative text; write it into the brackets: "
                    + "![words](dot.gif)",
                "text, sample.swiftnb:2: picture not found: lost.png",
                "cell 1 \"Train\", sample.swiftnb:5: figure 1 has neither title nor alternative text; give it one "
                    + "where it is shown",
                "cell 2, sample.swiftnb:8: figure 3 has neither title nor alternative text; give it one where it is "
                    + "shown",
            ])
        let markup = PageMarkup(renderReport(run, resources: resources))
        #expect(markup.all("img").last { $0["alt"] == "Figure 1. A picture, 8×4 pixels." } != nil)
        let drawing = try #require(markup.with(class: "drawing").first)
        #expect(drawing["aria-label"] == "Figure 3. A drawing with the words: loss & more, epoch.")
    }

    @Test("a notebook whose pictures all have words gives no warning")
    func silence() throws {
        var run = try SampleRun.lesson()
        run.notebook.cells[0].source = "# Title"
        #expect(reportWarnings(run) == [])
    }

    @Test("a page too large to send names the cell that weighs most")
    func size() {
        var run = SampleRun.run([
            Cell(kind: .code, title: "Small", source: "1"), Cell(kind: .code, title: "Large", source: "2"),
        ])
        for (index, bytes) in [(0, 2_000_000), (1, 9_000_000)] {
            let picture = Texts.png(width: 8) + Data(count: bytes)
            run.results[index].outputs = [
                .display(DisplayBundle(content: ["image/png": picture], title: "t"))
            ]
        }
        #expect(
            reportWarnings(run) == [
                "cell 2 \"Large\", sample.swiftnb:5: 12.0 MB of a page of 14.6 MB are from here; show fewer or "
                    + "smaller pictures"
            ])
    }

    @Test(
        "a language that no browser knows is told of, and the page is English",
        arguments: ["text", "e n", "<b>", "qq", "en_GB"])
    func language(written: String) {
        let run = SampleRun.run([], header: [.init(key: "lang", value: written)])
        #expect(
            reportWarnings(run) == [
                "header, sample.swiftnb: lang: \(written) is no language; write a code such as en, de or zh-Hans"
            ])
        #expect(PageMarkup(renderReport(run)).all("html").first?["lang"] == "en")
    }
}
