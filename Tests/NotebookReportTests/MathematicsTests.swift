import Foundation
import NotebookModel
import NotebookReport
import Testing

private func page(_ markdown: String) -> String {
    renderReport(SampleRun.run([Cell(kind: .markdown, source: markdown)]))
}

/// What is read along a formula: the text of its leaves, spaces left out where they only part signs.
private func read(_ markup: String) throws -> String {
    let math = try part(of: markup, from: "<math", to: "</math>")
    return PageMarkup(math.replacing(/>\s+</, with: "><")).text
        .replacing("\u{2061}", with: "").replacing("\u{2062}", with: "").replacing("\u{00A0}", with: " ")
}

@Suite("Mathematics")
struct MathematicsTests {
    @Test("the papers' formulas are set with all their signs in order", arguments: Formulas.all)
    func signs(formula: Formulas.Formula) throws {
        let page = page("$$\n\(formula.tex)\n$$")
        #expect(PageMarkup(page).faults == [])
        #expect(!page.contains("class=\"unknown\"") && !page.contains("class=\"tex-error\""))
        #expect(try read(page) == formula.read)
    }

    @Test("the papers' formulas keep their form")
    func snapshots() throws {
        for (name, formulas) in [
            ("simclr", Formulas.simCLR), ("moco", Formulas.moCo), ("barlow-twins", Formulas.barlowTwins),
            ("vicreg", Formulas.vicReg), ("structures", Formulas.structures),
        ] {
            let source = formulas.map { "\($0.source)\n\n$$\($0.tex)$$" }.joined(separator: "\n\n")
            try expectSnapshot(main(of: page(source)), "mathematics-\(name)")
        }
    }

    @Test("formulas in the line, with dollars that are money and code that is code left alone")
    func inline() throws {
        let source = #"""
            The loss $\ell$ at $\tau=0.5$ costs \$5, or $5 and $6 a piece; `$x$` is code; $a_1$, $a*b*c$ and $|x|$.

            | $x$ | $\frac{1}{2}$ |
            |-----|---|
            | $a \mid b$ | $$y$$ |
            """#
        let page = page(source)
        #expect(PageMarkup(page).faults == [])
        try expectSnapshot(main(of: page), "mathematics-inline")
    }

    @Test("an unknown command shows its source, marked, and the rest of the formula is set")
    func unknown() throws {
        let page = page(#"$x + \foo{y} = \frac{1}{2}$"#)
        #expect(page.contains("<mtext class=\"unknown\">\\foo</mtext>"))
        #expect(page.contains("<mfrac>"))
    }

    @Test(
        "a broken formula shows its source and the reason",
        arguments: [#"\frac{1"#, #"a_b_c"#, #"\left( x"#, #"\begin{pmatrix} a"#, "}", #"x^"#])
    func broken(tex: String) throws {
        let page = page("$$\(tex)$$")
        #expect(PageMarkup(page).faults == [])
        #expect(page.contains("class=\"tex-error\""))
        #expect(PageMarkup(page).text.contains(tex))
    }

    @Test(
        "a formula is data",
        arguments: [
            #"\text{<script>alert(1)</script>}"#, #"</math><img src=x onerror=alert(1)>"#,
            #"\href{javascript:alert(1)}{x}"#, #"\text{"onclick="alert(1)}"#, #"\class{x" onclick="y}{z}"#,
            #"]]>&lt;script>"#, #"\tag{<b>}"#, #"\unknown<script>"#,
        ])
    func hostile(tex: String) {
        for source in ["$\(tex)$", "$$\(tex)$$"] {
            #expect(PageMarkup(page(source)).dangers == [])
        }
    }

    @Test("deep nesting ends in a note, not in a crash")
    func deep() {
        for tex in [
            String(repeating: "{", count: 50_000), String(repeating: #"\frac{1}{"#, count: 20_000),
            String(repeating: "x^{", count: 20_000), String(repeating: #"\left("#, count: 20_000),
        ] {
            #expect(page("$$\(tex)$$").contains("class=\"tex-error\""))
        }
    }
}
