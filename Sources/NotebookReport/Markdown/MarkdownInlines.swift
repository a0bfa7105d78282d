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
        case "code": return code(mathematics.restored(node.literal))
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
        case "emph": return Self.emphasised(content, node.plainText)
        case "strong": return "<strong>\(content)</strong>"
        case "strikethrough": return "<del>\(content)</del>"
        case "link": return isBare ? content : link(node, content)
        default: return content
        }
    }

    /// Han characters and kana have no slanted form: dots stand beside them.
    private static func emphasised(_ content: HTML, _ text: String) -> HTML {
        let hasDots = text.unicodeScalars.contains {
            $0.properties.isIdeographic || (0x3040...0x30FF).contains($0.value)
        }
        return hasDots ? "<em class=\"dots\">\(content)</em>" : "<em>\(content)</em>"
    }

    /// Code of up to this length is not broken over two lines.
    private static let shortCode = 30

    private func code(_ source: String) -> HTML {
        let isShort: HTML? = source.count <= Self.shortCode ? " class=\"short\"" : nil
        return "<code\(isShort)>\(source)</code>"
    }

    /// Text with its formulas set.
    private func text(_ literal: String) -> HTML {
        var markup = HTML.empty
        var formula: HTML?
        for part in mathematics.parts(of: literal) {
            switch part {
            case .formula(let index):
                markup += formula ?? .empty
                formula = mathematics.formulas[index].formula.markup
            case .text(let text):
                let end =
                    formula == nil ? text.startIndex : text.firstIndex { !$0.closesPhrase } ?? text.endIndex
                markup += Self.joined(formula, text[..<end])
                markup += HTML(text: String(text[end...]).withUnitsKept)
                formula = nil
            }
        }
        return "\(markup)\(formula)"
    }

    /// A browser may end a line behind a formula: the punctuation that follows goes with it.
    private static func joined(_ formula: HTML?, _ closing: Substring) -> HTML {
        guard let formula, !closing.isEmpty else { return formula ?? .empty }
        return "<span class=\"joined\">\(formula)\(closing)</span>"
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

extension Character {
    /// Whether it ends a phrase and must not begin a line.
    fileprivate var closesPhrase: Bool { ".,;:!?)]}’”…%，。；：、！？）」』》".contains(self) }
}
