/// TeX mathematics and whether it stands on a line of its own.
struct Formula: Equatable {
    /// The TeX between the delimiters.
    var source: String
    /// Whether it is displayed: set large, on its own line.
    var isDisplayed: Bool

    /// The formula as MathML; what cannot be read appears as its source, marked, with the reason.
    var markup: HTML {
        var parser = TeXParser(source)
        do throws(TeXError) {
            let body = try parser.formula()
            return isDisplayed ? displayed(body, tag: parser.tag) : inline(body)
        } catch {
            let delimiter = isDisplayed ? "$$" : "$"
            return
                "<code class=\"tex-error\" title=\"\(error.reason)\">\(delimiter + source + delimiter)</code>"
        }
    }

    /// A browser does not break a formula: one that is too wide for a narrow screen, or for any, scrolls.
    private func inline(_ body: HTML) -> HTML {
        let math: HTML = "<math alttext=\"\(source)\">\(body)</math>"
        guard source.count > 24 else { return math }
        let name: HTML = source.count > 60 ? "inline long" : "inline"
        return "<span class=\"\(name)\"\(Page.scrollable("Formula"))>\(math)</span>"
    }

    private func displayed(_ body: HTML, tag: String?) -> HTML {
        let number: HTML? = tag.map { "<span class=\"tag\">(\($0))</span>" }
        // Wide formulas scroll sideways, which must be possible with the keyboard too.
        let focus: HTML = source.count > 12 ? " tabindex=\"0\" role=\"group\" aria-label=\"Formula\"" : ""
        return """
            <span class="formula"\(focus)><math display="block" alttext="\(source)">\(body)</math>\(number)</span>
            """
    }
}
