/// Draws the list of contents: beside the text on wide screens, folded above it on narrow ones.
struct Contents {
    /// The page's headings in order.
    let headings: [MarkdownWriter.Heading]

    /// How deep the list goes: `h2` and `h3`.
    private static let deepest = 3

    /// The list, `nil` where one would not help.
    func html() -> HTML? {
        let shown = headings.filter { $0.level <= Self.deepest }
        guard shown.count > 1 else { return nil }
        let list = items(shown[...])
        return """
            <nav class="contents wide" aria-label="Contents"><p class="minor">Contents</p>\(list)</nav>
            <nav class="contents narrow" aria-label="Contents"><details><summary>Contents</summary>\(list)</details></nav>

            """
    }

    private func items(_ headings: ArraySlice<MarkdownWriter.Heading>) -> HTML {
        var rest = headings
        var items: [HTML] = []
        while let heading = rest.popFirst() {
            let inner = rest.prefix { $0.level > heading.level }
            rest = rest[inner.endIndex...]
            let nested: HTML? = inner.isEmpty ? nil : self.items(inner)
            items.append("<li><a href=\"#\(heading.anchor)\">\(heading.content)</a>\(nested)</li>\n")
        }
        return "<ol>\n\(items)</ol>\n"
    }
}
