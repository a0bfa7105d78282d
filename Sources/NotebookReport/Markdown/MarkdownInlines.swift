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
        case "html_inline": return isBare ? refusedHTML(node.literal) : rawHTML(node.literal, floor: floor)
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
        var opening: Substring = ""
        var formula: HTML?
        for part in mathematics.parts(of: literal) {
            switch part {
            case .formula(let index):
                if let before = formula {
                    markup += Self.joined(opening, before, "")
                    opening = ""
                }
                formula = mathematics.formulas[index].formula.markup
            case .text(let text):
                var rest = text[...]
                if let before = formula {
                    let closing = rest.prefix { $0.closesPhrase }
                    markup += Self.joined(opening, before, closing)
                    rest = rest.dropFirst(closing.count)
                }
                (opening, formula) = (Self.opening(atEndOf: rest), nil)
                markup += HTML(text: String(rest.dropLast(opening.count)).withUnitsKept)
            }
        }
        return "\(markup)\(Self.joined(opening, formula ?? .empty, ""))"
    }

    /// What opens a phrase at the end of a text: it begins the line that the phrase begins.
    private static func opening(atEndOf text: Substring) -> Substring {
        let before = text.lastIndex { !$0.opensPhrase }
        return before.map { text[text.index(after: $0)...] } ?? text
    }

    /// A browser may end a line on either side of a formula: the punctuation that touches it goes with it.
    private static func joined(_ opening: Substring, _ formula: HTML, _ closing: Substring) -> HTML {
        guard !formula.isEmpty, !(opening.isEmpty && closing.isEmpty) else {
            return "\(HTML(text: opening))\(formula)\(HTML(text: closing))"
        }
        return "<span class=\"joined\">\(opening)\(formula)\(closing)</span>"
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
    /// Whether it opens a phrase and must not end a line.
    fileprivate var opensPhrase: Bool { "([‘“（「『《".contains(self) }

    /// Whether it ends a phrase and must not begin a line.
    fileprivate var closesPhrase: Bool { ".,;:!?)]}’”…%，。；：、！？）」』》".contains(self) }
}
