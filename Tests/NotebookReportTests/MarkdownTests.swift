import Foundation
import NotebookModel
import NotebookReport
import Testing

/// The page's body for one Markdown cell.
private func written(_ markdown: String, resources: [String: Data] = [:]) throws -> String {
    try main(of: renderReport(SampleRun.run([Cell(kind: .markdown, source: markdown)]), resources: resources))
}

@Suite("Markdown cells")
struct MarkdownTests {
    @Test("CommonMark and GitHub's extensions are written as they should be")
    func everything() throws {
        try expectSnapshot(
            written(Texts.everything, resources: ["dot.gif": Texts.gif, "a b.gif": Texts.gif]), "markdown")
    }

    @Test("headings nest below the page's one h1 whatever their levels, each with an address of its own")
    func outline() throws {
        let cell = Cell(kind: .markdown, source: "# Same\n\n### Same\n\n# 视图\n\n###### ...\n")
        let page = renderReport(SampleRun.run([cell], header: [.init(key: "title", value: "Another")]))
        let markup = PageMarkup(page)
        #expect(markup.all("h1").count == 1)
        let headings = markup.elements.filter { $0.name.wholeMatch(of: /h[2-6]/) != nil && $0["id"] != nil }
        #expect(headings.map(\.name) == ["h2", "h3", "h2", "h3"])
        #expect(headings.map { $0["id"] } == ["s-same", "s-same-2", "s-视图", "s-section"])
    }

    @Test("the contents name what a heading shows as text, and leave out what it does not")
    func refusedMarkup() throws {
        let cell = Cell(kind: .markdown, source: "## <script>a</script>\n\n## <b>x</b><math>")
        let contents = try part(of: renderReport(SampleRun.run([cell])), from: "<nav", to: "</nav>\n")
        #expect(contents.contains(">&lt;script&gt;a&lt;/script&gt;</a>"))
        #expect(contents.contains(">x&lt;math&gt;</a>"))
    }

    @Test("a first heading that says the title is not said twice")
    func title() throws {
        let run = SampleRun.run(
            [Cell(kind: .markdown, source: "# SimCLR\n\nText")],
            header: [.init(key: "title", value: "SimCLR")])
        let body = try main(of: renderReport(run))
        #expect(!body.contains("SimCLR"))
    }

    @Test("pictures beside the notebook are inlined, lost ones named, those on the web are links")
    func pictures() throws {
        let body = try written(
            "![dot](dot.gif) ![lost](no/such.png) ![far](https://example.org/x.png) ![text](notes.txt)",
            resources: ["dot.gif": Texts.gif, "notes.txt": Data("no picture".utf8)])
        #expect(body.contains("src=\"data:image/gif;base64,"))
        #expect(body.contains("Picture not found: no/such.png (lost)"))
        #expect(body.contains("<a class=\"missing\" href=\"https://example.org/x.png\""))
        #expect(body.contains("Not a picture this page can show: notes.txt"))
    }

    @Test("the pictures a notebook needs are named in order and once")
    func neededPictures() {
        let notebook = Notebook(
            header: Header(entries: []),
            cells: [
                Cell(kind: .markdown, source: "![a](a.png) ![b](img/b.png) ![a](a.png)"),
                Cell(kind: .code, source: "// ![c](c.png)"),
                Cell(kind: .markdown, source: "<img src=\"d.png\"> ![far](https://example.org/e.png)"),
            ])
        #expect(markdownPictures(of: notebook) == ["a.png", "img/b.png", "d.png"])
    }

    @Test("the author's raw HTML passes as far as it is harmless, and ends where its text ends")
    func rawHTML() throws {
        let source = """
            <details open><summary>More</summary>

            Text with <kbd>Ctrl</kbd> and <mark style="color: red" onclick="x()">colour</mark>.

            <script>alert(1)</script><iframe src="https://example.org"></iframe>
            <b>never closed

            after
            """
        let page = renderReport(SampleRun.run([Cell(kind: .markdown, source: source)]))
        #expect(PageMarkup(page).dangers == [])
        try expectSnapshot(main(of: page), "author-html")
    }

    @Test(
        "links that could run something are taken away, their words stay",
        arguments: [
            "javascript:alert(1)", "JaVaScRiPt:alert(1)", "&#106;avascript:alert(1)",
            "java&#x0A;script:alert(1)",
            "data:text/html,<script>alert(1)</script>", "vbscript:x", "file:///etc/passwd",
            "\u{1}javascript:x",
        ])
    func links(address: String) throws {
        for source in [
            "[words](<\(address)>)", "<a href=\"\(address)\">words</a>", "[words][r]\n\n[r]: <\(address)>",
        ] {
            let page = renderReport(SampleRun.run([Cell(kind: .markdown, source: source)]))
            let markup = PageMarkup(page)
            #expect(markup.dangers == [])
            #expect(!markup.all("a").contains { ($0["href"] ?? "").contains(":") })
            #expect(markup.text.contains("words"))
        }
    }

    @Test("what has no words is no heading: neither a line of marks alone nor the head of an empty column")
    func wordless() {
        func markup(_ text: String) -> PageMarkup {
            PageMarkup(renderReport(SampleRun.run([Cell(kind: .markdown, source: text)])))
        }
        let plain = markup("# Title\n")
        let wordless = markup(
            "# Title\n\n##\n\n## <!-- -->\n\n## <b> </b>\n\n| <i></i> | b |\n|---|---|\n| 1 | 2 |\n")
        #expect(wordless.all("h2").count == plain.all("h2").count)
        #expect(wordless.all("th").count == plain.all("th").count + 1)
    }

    @Test("a link without words shows its address, the contents name a heading's picture")
    func wordlessLinks() {
        let text = """
            # Title

            ## One

            ## ![a flower](no.png)

            [](https://example.org/x) [<b></b>](notes.txt) [](<>) end
            """
        let page = renderReport(SampleRun.run([Cell(kind: .markdown, source: text)]))
        #expect(page.contains(">https://example.org/x</a> <a href=\"notes.txt\">notes.txt</a>  end</p>"))
        #expect(page.contains("<a href=\"#s-a-flower\">a flower</a>"))
    }

    @Test("punctuation goes with the formula that it touches, and short code stays on one line")
    func lineEnds() throws {
        let body = try written(
            "向量 $h$，值 $z$ 。 Then $x$), 倍（$w$ 倍）“$v$$u$”, "
                + "and `--resume` or `try session.train(epochs: 100_000)`.")
        let joined = body.matches(of: /<span class="joined">(.?)<math.*?<\/math>(.*?)<\/span>/).map {
            "\($0.1)…\($0.2)"
        }
        #expect(joined == ["…，", "…),", "（…", "“…", "…”,"])
        #expect(
            body.contains(
                "<code class=\"short\">--resume</code> or <code>try session.train(epochs: 100_000)</code>"))
    }

    @Test("emphasis is slanted type for letters, dots for characters that have none")
    func emphasis() throws {
        let body = try written("*word*, *重点*, *たとえば*, **粗**")
        #expect(body.contains("<em>word</em>, <em class=\"dots\">重点</em>, "))
        #expect(body.contains("<em class=\"dots\">たとえば</em>, <strong>粗</strong>"))
    }

    @Test("long formulas in a line can be moved with the keyboard, short ones stand as they are")
    func longFormulas() {
        let long = Array(repeating: "a+b", count: 12).joined(separator: "+")
        let page = renderReport(SampleRun.run([Cell(kind: .markdown, source: "So $a+b$ and $\(long)$.")]))
        let spans = PageMarkup(page).with(class: "inline")
        #expect(spans.count == 1 && spans.first?["tabindex"] == "0")
    }
}
