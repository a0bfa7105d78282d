import Foundation
import NotebookModel
import NotebookReport
import Testing

@Suite("The page")
struct PageTests {
    @Test("the head names title, status, date, duration, parameters, seed, versions, machine and file")
    func head() throws {
        var run = try SampleRun.lesson()
        run.notebook.header = Header(entries: [
            .init(key: "title", value: "SimCLR on flowers"), .init(key: "author", value: "Ada & Bob"),
            .init(key: "subtitle", value: "Five kinds"), .init(key: "lang", value: "en"),
        ])
        try expectSnapshot(part(of: renderReport(run), from: "<header", to: "</header>\n"), "head")
    }

    @Test("an empty notebook's page is under 30 kB")
    func emptySize() {
        let page = renderReport(SampleRun.run([]))
        #expect(page.utf8.count < 30_000)
        #expect(page.contains("This notebook has no cells."))
        #expect(PageMarkup(page).dangers == [])
    }

    @Test("the same run gives the same bytes, and its date stands in one place")
    func sameBytes() throws {
        let run = try SampleRun.lesson()
        let resources = ["images/flower.png": try SampleRun.fixture("flower.png")]
        let page = renderReport(run, resources: resources)
        #expect(renderReport(run, resources: resources) == page)
        var later = run
        later.started += 86_400 * 40
        let other = renderReport(later, resources: resources)
        let (lines, others) = (page.split(separator: "\n"), other.split(separator: "\n"))
        #expect(lines.count == others.count)
        #expect(zip(lines, others).filter { $0 != $1 }.count == 1)
    }

    @Test("the policy forbids everything that is not the page's own, by hash")
    func policy() throws {
        let markup = PageMarkup(renderReport(try SampleRun.lesson()))
        #expect(markup.dangers == [])
        #expect(
            Set(markup.policy.keys) == [
                "default-src", "img-src", "style-src", "script-src", "base-uri", "form-action",
            ])
        #expect(markup.policy["base-uri"] == ["'none'"] && markup.policy["form-action"] == ["'none'"])
        #expect(markup.policy["style-src"] == [PageMarkup.hash(markup.styles[0])])
        // A policy that stands behind what it is to govern governs nothing.
        #expect(
            markup.elements.prefix { $0.name != "style" && $0.name != "script" }.contains {
                $0["http-equiv"] != nil
            })
    }

    @Test("the sample page loads nothing, runs nothing but its own script, and is well-formed")
    func sampleIsSafe() throws {
        let page = renderReport(
            try SampleRun.lesson(), resources: ["images/flower.png": try SampleRun.fixture("flower.png")])
        #expect(PageMarkup(page).dangers == [])
        let identifiers = PageMarkup(page).elements.compactMap { $0["id"] }
        #expect(Set(identifiers).count == identifiers.count)
        for link in PageMarkup(page).all("a").compactMap({ $0["href"] }) where link.hasPrefix("#") {
            let target = String(link.dropFirst())
            #expect(identifiers.contains(target.removingPercentEncoding ?? target), "\(link)")
        }
    }

    @Test("one h1, landmarks, a skip link, a language, and a name for every picture and frame")
    func accessibility() throws {
        let markup = PageMarkup(renderReport(try SampleRun.lesson()))
        #expect(markup.all("h1").count == 1)
        for landmark in ["header", "main", "nav", "footer"] { #expect(!markup.all(landmark).isEmpty) }
        #expect(markup.all("nav").allSatisfy { !($0["aria-label"] ?? "").isEmpty })
        #expect(markup.all("html").first?["lang"] == "en")
        #expect(markup.all("a").first?["href"] == "#content")
        #expect(markup.all("img").allSatisfy { $0["alt"] != nil })
        #expect(
            markup.elements.filter { $0["role"] == "img" }.allSatisfy { !($0["aria-label"] ?? "").isEmpty })
        let levels = markup.elements.compactMap { element in
            element.name.wholeMatch(of: /h([1-6])/).flatMap { Int($0.output.1) }
        }
        #expect(zip(levels, levels.dropFirst()).allSatisfy { $1 <= $0 + 1 })
    }

    @Test("the contents list has the headings in order, and every entry leads to its heading")
    func contents() throws {
        let page = renderReport(try SampleRun.lesson())
        try expectSnapshot(part(of: page, from: "<nav", to: "</nav>\n"), "contents")
    }

    @Test("figures are numbered through the whole page")
    func figures() throws {
        let page = renderReport(try SampleRun.lesson())
        let numbers = PageMarkup(page).all("figure").compactMap { $0["id"] }
        #expect(numbers == (1...numbers.count).map { "figure-\($0)" })
        #expect(numbers.count == 5)
    }

    @Test(
        "the language and its direction come from the header",
        arguments: [("ar", "rtl"), ("fa-IR", "rtl"), ("zh-Hans", nil), ("en", nil), ("ja", nil)])
    func language(language: String, direction: String?) throws {
        let run = SampleRun.run(
            [Cell(kind: .markdown, source: "# عنوان\n\nنص عربي مع `code`")],
            header: [.init(key: "lang", value: language)])
        let html = try #require(PageMarkup(renderReport(run)).all("html").first)
        #expect(html["lang"] == language && html["dir"] == direction)
    }

    @Test("a notebook without title is called by its file, one with a first heading by that")
    func title() throws {
        let plain = renderReport(SampleRun.run([Cell(kind: .code, source: "1")]))
        #expect(plain.contains("<title>sample.swiftnb</title>"))
        let headed = renderReport(SampleRun.run([Cell(kind: .markdown, source: "# 对比学习\n\nText")]))
        #expect(headed.contains("<title>对比学习</title>") && headed.contains("<h1>对比学习</h1>"))
    }

    @Test("a first heading with emphasis and formulas is the title in words, and drawn at the head, once")
    func drawnTitle() throws {
        let page = renderReport(
            SampleRun.run([Cell(kind: .markdown, source: "# The *loss* $x$ of [this](a.md)\n\nText")]))
        #expect(page.contains("<title>The loss $x$ of this</title>"))
        #expect(page.contains("<h1>The <em>loss</em> <math"))
        #expect(!(try main(of: page)).contains("loss"))
    }

    @Test(
        "the samples are written where SWIFTNB_SAMPLES names a folder",
        .enabled(if: ProcessInfo.processInfo.environment["SWIFTNB_SAMPLES"] != nil))
    func samples() throws {
        let folder = URL(fileURLWithPath: ProcessInfo.processInfo.environment["SWIFTNB_SAMPLES"] ?? "")
        let resources = ["images/flower.png": try SampleRun.fixture("flower.png")]
        let formulas = Formulas.all.map { "\($0.source)\n\n$$\($0.tex)$$" }.joined(separator: "\n\n")
        let pages = [
            "lesson": renderReport(try SampleRun.lesson(), resources: resources),
            "mathematics": renderReport(
                SampleRun.run([Cell(kind: .markdown, source: "# Formulas\n\n" + formulas)])),
            "stress": renderReport(try StressRun.everything()),
            "failed": renderReport(HostileRun.data("text")),
            "arabic": renderReport(LanguageRun.arabic()), "chinese": renderReport(LanguageRun.chinese()),
            "index": try renderIndex([ComparisonSample.sides().left, ComparisonSample.sides().right]),
            "comparison": try renderComparison(ComparisonSample.sides().left, ComparisonSample.sides().right),
            "markdown": renderReport(
                SampleRun.run([Cell(kind: .markdown, source: Texts.everything)]),
                resources: ["dot.gif": Texts.gif]),
        ]
        for (name, page) in pages {
            try page.write(
                to: folder.appendingPathComponent("\(name).html"), atomically: true, encoding: .utf8)
        }
    }
}
