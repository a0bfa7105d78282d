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
            return isDisplayed
                ? displayed(body, tag: parser.tag) : "<math alttext=\"\(source)\">\(body)</math>"
        } catch {
            let delimiter = isDisplayed ? "$$" : "$"
            return
                "<code class=\"tex-error\" title=\"\(error.reason)\">\(delimiter + source + delimiter)</code>"
        }
    }

    private func displayed(_ body: HTML, tag: String?) -> HTML {
        let number: HTML? = tag.map { "<span class=\"tag\">(\($0))</span>" }
        // Wide formulas scroll sideways, which must be possible with the keyboard too.
        let focus: HTML = source.count > 60 ? " tabindex=\"0\" role=\"group\" aria-label=\"Formula\"" : ""
        return """
            <span class="formula"\(focus)><math display="block" alttext="\(source)">\(body)</math>\(number)</span>
            """
    }
}
