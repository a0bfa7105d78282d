import Foundation
import NotebookModel
import NotebookReport
import Testing

/// The page's first cell with these outputs.
private func shown(_ outputs: Output...) throws -> String {
    let page = renderReport(SampleRun.run(outputs: outputs))
    #expect(PageMarkup(page).dangers == [])
    return try cell(of: page)
}

@Suite("Outputs")
struct OutputTests {
    @Test("terminal text: colours, carriage returns and backspaces are carried out")
    func terminal() throws {
        let text =
            "plain \u{1B}[1;31mbold red\u{1B}[0m \u{1B}[38;5;34mgreen\u{1B}[39m \u{1B}[48;2;255;255;0mon yellow\u{1B}[m\n"
            + "10%\r50%\r100% done\n" + "abc\u{8}\u{8}X\n" + "long line\rover\u{1B}[K\n"
            + "\u{1B}]8;;https://example.org\u{7}link\u{1B}]8;;\u{7} \u{1B}[2Jcleared \u{1B}[7minverse\u{1B}[27m\n"
            + "<b>&amp;</b>\ttab\r\nlast"
        try expectSnapshot(shown(.stream(.stdout, text)), "terminal")
    }

    @Test("standard error is told apart, in its order, and pieces of one stream are one")
    func streams() throws {
        try expectSnapshot(
            shown(
                .stream(.stdout, "one\n"), .stream(.stdout, "two\n"), .stream(.stderr, "warning\n"),
                .stream(.stdout, "three\n"), .omitted(.stdout, bytes: 12_345_678, file: "cell-02-stdout.txt"),
                .stream(.stdout, "end\n")), "streams")
    }

    @Test("long text shows its beginning and its end, and all of it on demand")
    func longText() throws {
        let lines = (1...500).map { "line \($0)" }
        let markup = try shown(.stream(.stdout, lines.joined(separator: "\n") + "\n"))
        #expect(markup.contains("Show all: 440 more lines"))
        let said = PageMarkup(markup).text
        #expect(lines.allSatisfy { said.contains($0) })
        let hidden = try part(of: markup, from: "<details class=\"more\">", to: "</details>")
        #expect(!hidden.contains("line 30<") && hidden.contains("line 31\n"))
        #expect(!hidden.contains("line 471") && hidden.contains("line 470"))
    }

    @Test("one overlong line shows its beginning and its end")
    func longLine() throws {
        let markup = try shown(.stream(.stdout, "START" + String(repeating: "x", count: 200_000) + "END"))
        #expect(markup.contains("Show all: the rest of this line"))
        let folded = try part(of: markup, from: "<details class=\"more\">", to: "</details>")
        #expect(folded.count > 196_000 && !folded.contains("START") && !folded.contains("END"))
    }

    @Test("printed lines wrap, but columns stay side by side and scroll")
    func columns() throws {
        let sentence = "what was printed is longer than a narrow window has room for"
        #expect(try shown(.stream(.stdout, "\(sentence)\nand more\n")).contains("<pre>what was"))
        let aligned = try shown(
            .stream(.stdout, "layer    shape            parameters\nconv1    [64, 7, 7, 3]         9,408\n"))
        #expect(aligned.contains("<pre class=\"columns\" tabindex=\"0\""))
    }

    @Test("a per cent sign stays on the line of its number")
    func units() throws {
        let markup = try shown(
            .stream(.stdout, "61.5 % right\n"),
            SampleRun.display("text/markdown", "from 1 % on, 100 % of `1 %`"))
        #expect(markup.contains("61.5\u{a0}% right"))
        #expect(markup.contains("from 1\u{a0}% on, 100\u{a0}% of <code class=\"short\">1 %</code>"))
    }

    @Test("a table of more than 60 rows scrolls below its headings", arguments: [60, 61])
    func tallTable(rows: Int) throws {
        let cells = Array(repeating: #"[{"text":"1","value":1}]"#, count: rows).joined(separator: ",")
        let json = #"{"columns":[{"title":"x","numeric":true}],"rows":[\#(cells)]}"#
        let markup = try shown(SampleRun.display("application/vnd.swiftnb.table+json", json))
        #expect(markup.contains("<div class=\"scroll tall\"") == (rows > 60))
    }

    @Test("Markdown of more than 10,000 bytes scrolls by itself", arguments: [2_500, 2_501])
    func tallText(lines: Int) throws {
        let markdown = String(repeating: "- x\n", count: lines)
        let markup = try shown(SampleRun.display("text/markdown", markdown))
        #expect(markup.contains("<div class=\"prose shown tall\" tabindex=\"0\"") == (lines > 2_500))
    }

    @Test("a table has its numbers right and the values to sort by, however its cells are written")
    func table() throws {
        let json = #"""
            {"title":"Accuracy <1>","columns":[{"title":"features","numeric":false},{"title":"top-1","numeric":true}],
            "rows":[[{"text":"raw & pixels"},{"text":"41.8 %","value":41.8}],[{"text":""},{"text":"–"}]]}
            """#
        try expectSnapshot(
            shown(SampleRun.display("application/vnd.swiftnb.table+json", json)), "table")
    }

    @Test("text, values, JSON, Markdown and formulas that a cell shows")
    func words() throws {
        try expectSnapshot(
            shown(
                SampleRun.display("text/plain", "[1, 2, 3]", isValue: true),
                SampleRun.display("application/json", #"{"b":[1,2,{"c":null}],"a":"x"}"#),
                SampleRun.display("text/markdown", "**bold** and <b>shown as text</b>, $x^2$"),
                SampleRun.display("text/latex", "$$\\frac{1}{2}$$"),
                SampleRun.display("application/x-unknown", "…")), "words")
    }

    @Test("the last state of a progress bar is kept: finished as a line, unfinished with its bar")
    func progress() throws {
        func line(_ id: Int, _ done: Int, _ total: Int?) -> Output {
            .progress(
                ProgressLine(
                    id: id, label: "epoch \(id)", done: done, total: total, detail: "loss 2.3", seconds: 61))
        }
        try expectSnapshot(
            shown(line(1, 3, 67), line(1, 67, 67), line(2, 12_000, 67_000), line(3, 5, nil)), "progress")
    }

    @Test("names that leave a direction open do not turn the page's own words round")
    func directions() throws {
        let progress = ProgressLine(
            id: 1, label: "a\u{2066}b", done: 1, total: 2, detail: "c\u{2069}\u{2067}d\u{2069}", seconds: 1)
        let cell = try shown(.progress(progress), SampleRun.display("x/\u{2068}", "…"))
        #expect(cell.contains("<bdi class=\"label\">a\u{2066}b\u{2069}</bdi>"))
        #expect(cell.contains("<bdi>c\u{2067}d\u{2069}</bdi>"))
        #expect(cell.contains("<bdi>x/\u{2068}\u{2069}</bdi>, 3 bytes"))
    }

    @Test("a drawing stands in the page as it is, with title, number, words for the blind and its data")
    func drawing() throws {
        let svg = #"""
            <svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10" color="currentColor">
            <style>svg:root{color:red}</style><g fill="none" style="stroke: #123456; stroke-width:2">
            <path id="p" d="M0,0 L20,10"/><use href="#p"/><text x="1" y="2">loss &lt; 1</text></g></svg>
            """#
        let bundle = DisplayBundle(
            content: ["image/svg+xml": Data(svg.utf8), "text/csv": Data("step,loss\n0,4.8\n".utf8)],
            title: "Loss", alternativeText: "The loss falls.")
        try expectSnapshot(shown(.display(bundle), .display(bundle)), "drawing")
    }

    @Test("figures side by side keep their size on a narrow screen and can be moved with the keyboard")
    func sheet() throws {
        func classes(width: Int) throws -> [String?] {
            let svg =
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 \(width) 40' width='\(width)' height='40'></svg>"
            let bundle = DisplayBundle(content: ["image/svg+xml": Data(svg.utf8)], title: "t")
            let markup = PageMarkup(try shown(.display(bundle)))
            let drawing = try #require(markup.all("svg").first)
            return [drawing["class"], drawing["tabindex"]]
        }
        #expect(try classes(width: 640) == ["drawing paper", nil])
        #expect(try classes(width: 1304) == ["drawing paper sheet", "0"])
    }

    @Test("pixels are enlarged by whole factors without blur, photos keep their size")
    func pictures() throws {
        let grid = try SampleRun.fixture("grid.png")
        let markup = PageMarkup(
            try shown(.display(DisplayBundle(content: ["image/png": Texts.png(width: 32)]))))
        #expect(markup.all("img").map { $0["width"] } == ["256"])
        #expect(markup.with(class: "sharp").count == 1)
        let photo = PageMarkup(
            try shown(.display(DisplayBundle(content: ["image/png": Texts.png(width: 900)]))))
        #expect(photo.all("img").map { $0["width"] } == ["900"])
        #expect(photo.with(class: "sharp").isEmpty)
        #expect(!grid.isEmpty)
    }

    @Test("a picture shown many times is in the page once")
    func deduplicated() throws {
        let flower = try SampleRun.fixture("flower.png")
        let bundle = DisplayBundle(content: ["image/png": flower], title: "Flower")
        let base64 = flower.base64EncodedString()
        let page = renderReport(SampleRun.run(outputs: Array(repeating: .display(bundle), count: 5)))
        #expect(page.ranges(of: base64).count == 1)
        let markup = PageMarkup(page)
        #expect(markup.all("use").count == 4)
        #expect(markup.with(class: "picture").allSatisfy { $0["aria-label"] == "Flower" })
    }

    @Test("HTML that a cell shows stands in a frame that can run nothing")
    func html() throws {
        let html = #"""
            <style>td { color: red }</style><table style="width:50%"><tr><td onclick="alert(1)">cell</td></tr></table>
            <script>alert(1)</script><img src="https://example.org/x.png"><a href="javascript:alert(1)">link</a>
            <style>@import url(https://example.org/x.css)</style><p>1 < 2</p>
            """#
        let markup = try shown(SampleRun.display("text/html", html, title: "A table"))
        #expect(PageMarkup(markup).all("iframe").map { $0["title"] } == ["A table"])
        try expectSnapshot(markup, "html")
    }

    @Test("a column without a heading has none that a screen reader would stop at")
    func headlessColumn() throws {
        let json =
            #"{"columns":[{"title":""},{"title":"n","numeric":true}],"rows":[[{"text":"a"},{"text":"1"}]]}"#
        let markup = try shown(SampleRun.display("application/vnd.swiftnb.table+json", json))
        #expect(PageMarkup(markup).all("th").count == 1)
        #expect(markup.contains("<thead><tr><td></td><th scope=\"col\" class=\"r\">n</th></tr></thead>"))
    }

    @Test("the richest form is chosen: table, drawing, picture, HTML, Markdown, text")
    func richest() throws {
        var content: [String: Data] = [
            "text/plain": Data("PLAIN".utf8), "text/html": Data("HTML".utf8),
            "text/markdown": Data("MARK".utf8),
            "image/png": Texts.png(width: 3), "image/svg+xml": Data("<svg viewBox=\"0 0 1 1\"></svg>".utf8),
            "application/vnd.swiftnb.table+json": Data(#"{"columns":[{"title":"TABLE"}],"rows":[]}"#.utf8),
        ]
        let order: [(type: String, sign: String)] = [
            ("application/vnd.swiftnb.table+json", ">TABLE<"), ("image/svg+xml", "<svg class=\"drawing"),
            ("image/png", "<img class=\"picture"), ("text/html", "<iframe"), ("text/markdown", "MARK"),
            ("text/plain", "PLAIN"),
        ]
        for (type, sign) in order {
            #expect(try shown(.display(DisplayBundle(content: content))).contains(sign), "\(type)")
            content[type] = nil
        }
    }

    @Test("a broken drawing, picture, table or JSON is told of, and nothing else is lost")
    func broken() throws {
        for (type, text) in [
            ("image/svg+xml", "<svg><g></svg>"), ("image/png", "no picture"), ("image/jpeg", "\u{FF}\u{D8}"),
            ("application/vnd.swiftnb.table+json", "{"), ("application/json", "{"),
        ] {
            let markup = try shown(SampleRun.display(type, text), .stream(.stdout, "still here\n"))
            #expect(markup.contains("still here"))
        }
    }
}
