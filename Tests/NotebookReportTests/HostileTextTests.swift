import Foundation
import NotebookModel
import NotebookReport
import Testing

@Suite("Hostile texts")
struct HostileTextTests {
    @Test("a text that is data is data in every place it reaches", arguments: HostileRun.texts)
    func data(text: String) {
        let markup = PageMarkup(renderReport(HostileRun.data(text)))
        #expect(markup.dangers == [])
        let harmless = PageMarkup(renderReport(HostileRun.data("harmless")))
        // Highlighting and terminal colours add spans, a long or empty text its folds: nothing else may differ.
        let ignored: Set<String> = ["span", "details", "summary", "pre", "p", "strong", "br", "code", "b"]
        if !text.isEmpty {
            #expect(
                markup.elements.map(\.name).filter { !ignored.contains($0) }
                    == harmless.elements.map(\.name).filter { !ignored.contains($0) })
        }
    }

    @Test("a text that is markup cannot run, ask the network or leave its place", arguments: HostileRun.texts)
    func markup(text: String) {
        let markup = PageMarkup(renderReport(HostileRun.markup(text), resources: [text: Texts.gif]))
        #expect(markup.dangers == [])
        #expect(markup.all("h1").count == 1 && markup.all("main").count == 1)
        let main = markup.elements.filter { $0.ancestors.contains("main") }
        #expect(main.filter { $0.name == "section" && $0["class"] == "cell ok" }.count == 1)
    }

    @Test("a text that is data can be read: nothing of it is lost")
    func readable() {
        let text = "<b> & \"quotes\" 'single' </pre> &amp; 中文"
        let page = renderReport(HostileRun.data(text))
        let said = PageMarkup(page).text
        #expect(said.ranges(of: text).count > 20)
        #expect(PageMarkup(page).elements.contains { $0["aria-label"] == text })
    }

    @Test("a drawing keeps its shapes and loses what could run or load")
    func drawing() throws {
        let page = renderReport(HostileRun.markup("<g><script>alert(1)</script></g>"))
        let markup = PageMarkup(page)
        let texts = markup.all("text")
        #expect(
            texts.first.map { $0["font-size"] == "3" && $0["fill"] == nil && $0["onclick"] == nil } == true)
        #expect(markup.all("rect").first.map { $0["fill"] == nil && $0["stroke"] == nil } == true)
        #expect(markup.all("image").isEmpty && markup.all("animate").isEmpty)
    }

    @Test("random bytes as any form of output leave a sound page")
    func random() {
        var state: UInt64 = 7
        func next() -> UInt8 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
        let alphabet = Array("<>/=\"'&;:!-[]svgtextcripalje(){}$\\^_#url \n".utf8)
        let types = [
            "text/html", "text/markdown", "text/latex", "image/svg+xml", "application/json", "image/png",
            "application/vnd.swiftnb.table+json",
        ]
        for round in 0..<60 {
            let soup = Data(
                (0..<200).map { _ in round % 3 == 0 ? next() : alphabet[Int(next()) % alphabet.count] })
            let svg = Data("<svg viewBox='0 0 1 1'>".utf8) + soup + Data("</svg>".utf8)
            let png = Texts.png(width: 8).prefix(4) + soup
            let outputs = types.map { type -> Output in
                let content = type.hasSuffix("svg+xml") ? svg : type.hasSuffix("png") ? png : soup
                return .display(DisplayBundle(content: [type: content]))
            }
            var run = SampleRun.run(outputs: outputs)
            run.notebook.cells.append(Cell(kind: .markdown, source: String(decoding: soup, as: UTF8.self)))
            #expect(PageMarkup(renderReport(run)).dangers == [], "round \(round)")
        }
    }
}
