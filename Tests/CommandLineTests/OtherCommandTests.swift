import Foundation
import NotebookModel
import Testing

@Suite("check, convert, render and diff")
struct OtherCommandTests {
    private static let text = """
        // ---
        // title: Round
        // ---

        // %% [markdown]
        // # Heading, with $x^2$

        // %% Code tags=["raises-exception"] timeout=3
        let x = 1  // ä

        // %% [raw]
        // raw text

        """

    @Test("check compiles every cell and runs none: all errors on standard error, status 1")
    func check() throws {
        let place = try Workplace()
        try place.write("// %%\nlet a = one\n// %%\nprint(\"ran\")\n// %%\nlet b = two\n", to: "n.swiftnb")
        let result = try place.swiftnb("check", "n.swiftnb")
        #expect(result.status == 1)
        #expect(result.stderr.contains("n.swiftnb:2:9: error: cannot find 'one' in scope"))
        #expect(result.stderr.contains("n.swiftnb:6:9: error: cannot find 'two' in scope"))
        #expect(result.stdout == "n.swiftnb: 3 cells, 2 do not compile\n")
        #expect(!place.exists("outputs"))
    }

    @Test("check of a good notebook: status 0")
    func checkGood() throws {
        let place = try Workplace()
        try place.write("// %%\nlet a = 1\n// %%\na\n", to: "n.swiftnb")
        let result = try place.swiftnb("check", "n.swiftnb")
        #expect(result.status == 0)
        #expect(result.stdout == "n.swiftnb: 2 cells, all compile\n")
    }

    @Test("check shows warnings, which do not change the status")
    func checkWarns() throws {
        let place = try Workplace()
        try place.write("// %%\nfunc f() -> Int { 1 }\nf(); f()\n", to: "n.swiftnb")
        let result = try place.swiftnb("check", "n.swiftnb")
        #expect(result.status == 0)
        #expect(result.stderr.hasPrefix("n.swiftnb:3:1: warning: result of call to 'f()' is unused"))
    }

    @Test("convert there and back gives the same notebook")
    func roundTrip() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "a.swiftnb")
        #expect(try place.swiftnb("convert", "a.swiftnb", "a.ipynb").status == 0)
        #expect(try place.swiftnb("convert", "a.ipynb", "b.swiftnb").status == 0)
        #expect(try place.swiftnb("convert", "b.swiftnb", "b.ipynb").status == 0)
        #expect(try place.read("a.ipynb") == place.read("b.ipynb"))
        let (there, back) = try (Notebook(swiftnb: Self.text), Notebook(swiftnb: place.read("b.swiftnb")))
        #expect(there.header == back.header)
        #expect(there.cells.map(\.source) == back.cells.map(\.source))
        #expect(there.cells.map(\.metadata) == back.cells.map(\.metadata))
        #expect(there.cells.map(\.title) == back.cells.map(\.title))
        #expect(there.cells.map(\.kind) == back.cells.map(\.kind))
    }

    @Test("convert to HTML writes a page without running anything")
    func page() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "a.swiftnb")
        #expect(try place.swiftnb("convert", "a.swiftnb", "a.html").status == 0)
        let page = try place.read("a.html")
        #expect(page.contains("Heading, with") && page.hasSuffix("</html>\n"))
    }

    @Test("render writes the same report again")
    func render() throws {
        let place = try Workplace()
        try place.write("// %%\nprint(\"hello\")\n", to: "n.swiftnb")
        #expect(try place.swiftnb("run", "n.swiftnb").status == 0)
        let report = try place.read("outputs/n/report.html")
        try place.write("", to: "outputs/n/report.html")
        let result = try place.swiftnb("render", "outputs/n")
        #expect(result.status == 0)
        #expect(result.stdout.hasSuffix("outputs/n/report.html\n"))
        #expect(try place.read("outputs/n/report.html") == report)
    }

    /// A notebook whose text shows a picture, and whose cell shows a figure and a grid.
    private static let pictures = """
        // %% [markdown]
        // ![A dot](images/a%20dot.gif)
        // %% Figure
        show(plot([3, 2, 1], title: "Falling"))
        grid(of: [[Image(width: 4, height: 4, red: 1, green: 2, blue: 3)]])

        """
    private static let dot = Data(base64Encoded: "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")

    @Test("render finds the pictures of the notebook's text again, and writes Markdown and .ipynb too")
    func renderForms() throws {
        let place = try Workplace()
        try place.write(Self.pictures, to: "book/n.swiftnb")
        try place.write(#require(Self.dot), to: "book/images/a dot.gif")
        #expect(try place.swiftnb("run", "book/n.swiftnb").status == 0)
        let (report, notebook) = try (place.read("outputs/n/report.html"), place.read("outputs/n/n.ipynb"))
        #expect(report.contains("data:image/gif;base64,R0lGOD"))
        for (format, file, text) in [("html", "report.html", report), ("ipynb", "n.ipynb", notebook)] {
            try place.write("", to: "outputs/n/\(file)")
            let result = try place.swiftnb("render", "outputs/n", "--format", format)
            #expect(result.stdout.hasSuffix("outputs/n/\(file)\n") && result.status == 0)
            #expect(try place.read("outputs/n/\(file)") == text)
        }
        #expect(try place.swiftnb("render", "outputs/n", "--format", "md").status == 0)
        let markdown = try place.read("outputs/n/n.md")
        for link in ["images/a%20dot.gif", "figures/cell-02-1.svg", "figures/cell-02-2.svg"] {
            #expect(markdown.contains("](\(link))"), "\(link)")
            #expect(place.exists("outputs/n/\(link.removingPercentEncoding ?? link)"), "\(link)")
        }
    }

    @Test("diff sets two runs side by side on one page")
    func diff() throws {
        let place = try Workplace()
        try place.write("// %% tags=[\"parameters\"]\nlet n = 1\n// %%\nprint(n)\n", to: "n.swiftnb")
        #expect(try place.swiftnb("run", "n.swiftnb", "-o", "one").status == 0)
        #expect(try place.swiftnb("run", "n.swiftnb", "-o", "two", "-p", "n", "2").status == 0)
        let result = try place.swiftnb("diff", "one", "two")
        #expect(result.status == 0)
        #expect(result.stdout.hasSuffix("diff-one-two.html\n"))
        #expect(try place.read("diff-one-two.html").hasSuffix("</html>\n"))
    }
}
