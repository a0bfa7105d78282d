extension MarkdownWriter {
    /// The text inside of a block.
    ///
    /// - Parameter isBare: without links, pictures and notes, as a contents list wants it.
    mutating func inlines(_ node: MarkdownNode, isBare: Bool = false) -> HTML {
        let floor = raw.depth
        var markup = HTML.empty
        for child in node.children { markup += inline(child, isBare: isBare, floor: floor, depth: 0) }
        markup += raw.close(to: floor)
        return markup
    }

    private mutating func inline(_ node: MarkdownNode, isBare: Bool, floor: Int, depth: Int) -> HTML {
        guard depth < 64 else { return HTML(text: mathematics.restored(node.plainText)) }
        switch node.kind {
        case "text": return text(node.literal)
        case "softbreak": return "\n"
        case "linebreak": return isBare ? " " : "<br>\n"
        case "code": return "<code>\(mathematics.restored(node.literal))</code>"
        case "html_inline": return isBare ? .empty : rawHTML(node.literal, floor: floor)
        case "footnote_reference": return isBare ? .empty : footnoteReference(node)
        case "image": return isBare ? .empty : picture(node)
        default: break
        }
        var content = HTML.empty
        for child in node.children {
            content += inline(child, isBare: isBare, floor: floor, depth: depth + 1)
        }
        switch node.kind {
        case "emph": return "<em>\(content)</em>"
        case "strong": return "<strong>\(content)</strong>"
        case "strikethrough": return "<del>\(content)</del>"
        case "link": return isBare ? content : link(node, content)
        default: return content
        }
    }

    /// Text with its formulas set.
    private func text(_ literal: String) -> HTML {
        mathematics.parts(of: literal).map { part -> HTML in
            switch part {
            case .text(let text): HTML(text: text)
            case .formula(let index): mathematics.formulas[index].formula.markup
            }
        }.joined()
    }

    private func link(_ node: MarkdownNode, _ content: HTML) -> HTML {
        guard let address = LinkTarget.checked(mathematics.restored(node.url)) else {
            return
                "<span class=\"removed\" title=\"This link was removed: it could run something.\">\(content)</span>"
        }
        // Without words it could be neither seen nor named.
        let words = content.isBlank ? HTML(text: address) : content
        guard !words.isEmpty else { return .empty }
        let title: HTML? = node.title.isEmpty ? nil : " title=\"\(mathematics.restored(node.title))\""
        let relation: HTML = LinkTarget.isRemote(address) ? " rel=\"noreferrer noopener\"" : ""
        return "<a href=\"\(address)\"\(title)\(relation)>\(words)</a>"
    }

    private func picture(_ node: MarkdownNode) -> HTML {
        page.markdownPicture(node.url, alternative: mathematics.restored(node.plainText))
    }
}
