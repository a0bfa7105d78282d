/// Turns Markdown into HTML for the page.
struct MarkdownWriter {
    /// A heading and where it stands.
    struct Heading: Equatable {
        /// 2…6 on the page.
        var level: Int
        /// Its identifier.
        var anchor: String
        /// Its text with formulas, without links.
        var content: HTML
    }

    /// How far to trust the text.
    enum Trust {
        /// The notebook's author: harmless raw HTML is passed.
        case author
        /// Something a cell showed: raw HTML is shown as text.
        case output
    }

    /// What the text is allowed and called.
    let trust: Trust
    /// What the identifiers of footnotes begin with.
    let name: String
    /// Headings met, in order.
    var headings: [Heading] = []
    /// Raw HTML, its open elements and styles.
    var raw = AuthorMarkup()
    /// What to leave out: the heading that already stands as the page's title.
    var skippedTitle: String?
    var page: PageState
    var mathematics: ProtectedMathematics
    private var footnotes = 0
    private var references: [Int: Int] = [:]

    /// Prepares to write `markdown`.
    init(_ markdown: String, trust: Trust, name: String, page: PageState, skippedTitle: String? = nil) {
        self.trust = trust
        self.name = name
        self.page = page
        self.skippedTitle = skippedTitle
        mathematics = ProtectedMathematics(markdown.withLineFeeds)
    }

    /// The whole text.
    mutating func html() -> HTML {
        guard let tree = MarkdownTree(mathematics.text) else { return .empty }
        let body = blocks(tree.root)
        return "\(body)\(raw.close(to: 0))"
    }

    /// The blocks inside of a node; what raw HTML opened in them ends with them.
    mutating func blocks(_ node: MarkdownNode, depth: Int = 0, isTight: Bool = false) -> HTML {
        guard depth < 64 else { return HTML(text: node.plainText) }
        let floor = raw.depth
        var markup = HTML.empty
        for child in node.children where child.kind != "footnote_definition" {
            markup += block(child, depth: depth + 1, floor: floor, isTight: isTight)
        }
        let definitions = node.children.filter { $0.kind == "footnote_definition" }
        markup += raw.close(to: floor)
        if !definitions.isEmpty {
            let items = definitions.map { footnote($0, depth: depth + 1) }
            markup += "<section class=\"footnotes\"><ol>\(items)</ol></section>\n"
        }
        return markup
    }

    private mutating func block(_ node: MarkdownNode, depth: Int, floor: Int, isTight: Bool) -> HTML {
        switch node.kind {
        case "paragraph":
            let content = inlines(node)
            return isTight ? "\(content)\n" : "<p>\(content)</p>\n"
        case "heading": return heading(node)
        case "thematic_break": return "<hr>\n"
        case "block_quote": return "<blockquote>\n\(blocks(node, depth: depth))</blockquote>\n"
        case "code_block": return codeBlock(node)
        case "html_block": return rawHTML(node.literal, floor: floor)
        case "list": return list(node, depth: depth)
        case "table": return table(node)
        default: return blocks(node, depth: depth)
        }
    }

    private mutating func heading(_ node: MarkdownNode) -> HTML {
        let text = mathematics.restored(node.plainText)
        if let title = skippedTitle, node.headingLevel == 1, text.trimmed == title.trimmed {
            skippedTitle = nil
            return .empty
        }
        let content = inlines(node)
        // One without words would stop a screen reader for nothing, and its entry in the contents could not be hit.
        guard !content.isBlank else { return .empty }
        let level = page.outline.level(of: node.headingLevel)
        let anchor = page.anchors.make(from: text)
        let bare = inlines(node, isBare: true)
        let entry = bare.isBlank ? HTML(text: text.trimmed) : bare
        if !entry.isEmpty { headings.append(Heading(level: level, anchor: anchor, content: entry)) }
        let link: HTML = "<a class=\"anchor\" href=\"#\(anchor)\" aria-hidden=\"true\" tabindex=\"-1\">#</a>"
        return "<h\(level) id=\"\(anchor)\">\(content)\(link)</h\(level)>\n"
    }

    private func codeBlock(_ node: MarkdownNode) -> HTML {
        let source = mathematics.restored(node.literal)
        let language = node.fenceInfo.split(separator: " ").first.map(String.init) ?? ""
        let content = language == "swift" ? SwiftHighlighter.html(source) : HTML(text: source)
        let focus: HTML =
            source.split(separator: "\n").contains { $0.count > Page.narrowColumns }
            ? Page.scrollable("Code") : ""
        return "<pre class=\"block\"\(focus)><code>\(content)</code></pre>\n"
    }

    private mutating func list(_ node: MarkdownNode, depth: Int) -> HTML {
        let tasks = node.children.contains { $0.kind == "tasklist" }
        let isTight = node.isTight
        let items = node.children.map { item -> HTML in
            let content = blocks(item, depth: depth, isTight: isTight)
            guard item.kind == "tasklist" else { return "<li>\(content)</li>\n" }
            let (sign, word) = item.isDone ? ("☑", "done") : ("☐", "to do")
            return
                "<li><span class=\"task\" role=\"img\" aria-label=\"\(word)\">\(sign)</span> \(content)</li>\n"
        }
        guard node.isNumbered else {
            return "<ul\(tasks ? " class=\"tasks\"" as HTML : "")>\n\(items)</ul>\n"
        }
        let start: HTML = node.listStart == 1 ? "" : " start=\"\(node.listStart)\""
        return "<ol\(start)>\n\(items)</ol>\n"
    }

    private mutating func table(_ node: MarkdownNode) -> HTML {
        let alignments = node.columnAlignments
        let rows = node.children.enumerated().map { index, row -> HTML in
            let cells = row.children.enumerated().map { column, cell -> HTML in
                let side: HTML =
                    switch column < alignments.count ? alignments[column] : " " {
                    case "r": " class=\"r\""
                    case "c": " class=\"c\""
                    default: ""
                    }
                let content = inlines(cell)
                if index == 0, content.isBlank { return "<td></td>" }
                return index == 0 ? "<th scope=\"col\"\(side)>\(content)</th>" : "<td\(side)>\(content)</td>"
            }
            return "<tr>\(cells)</tr>\n"
        }
        let body: HTML? = rows.count > 1 ? "<tbody>\n\(Array(rows.dropFirst()))</tbody>\n" : nil
        return """
            <div class="scroll"\(Page.scrollable("Table"))><table>
            <thead>\(rows.first)</thead>
            \(body)</table></div>

            """
    }

    private mutating func footnote(_ node: MarkdownNode, depth: Int) -> HTML {
        footnotes += 1
        let number = footnotes
        let content = blocks(node, depth: depth)
        let back: HTML = " <a href=\"#\(name)-ref-\(number)\" aria-label=\"Back to the text\">↩︎</a>"
        let end = "</p>\n"
        let text =
            content.markup.hasSuffix(end)
            ? HTML(verified: String(content.markup.dropLast(end.count)) + back.markup + end)
            : "\(content)\(back)"
        return "<li id=\"\(name)-note-\(number)\">\(text)</li>\n"
    }

    /// The mark of a footnote in the text.
    mutating func footnoteReference(_ node: MarkdownNode) -> HTML {
        guard let number = Int(node.literal) else { return HTML(text: "[^\(node.literal)]") }
        references[number, default: 0] += 1
        let isFirst = references[number] == 1
        let id: HTML = isFirst ? " id=\"\(name)-ref-\(number)\"" : ""
        return "<sup class=\"note\"><a\(id) href=\"#\(name)-note-\(number)\">\(number)</a></sup>"
    }

    /// Raw HTML: the author's is passed as far as it is harmless, any other shown as text.
    mutating func rawHTML(_ marked: String, floor: Int) -> HTML {
        let source = mathematics.restored(marked)
        guard trust == .author else { return HTML(text: source) }
        let page = page
        return raw.pass(source, floor: floor) { address, alternative in
            page.markdownPicture(address, alternative: alternative)
        }
    }

    /// Of raw HTML what is shown as text.
    func refusedHTML(_ marked: String) -> HTML {
        let source = mathematics.restored(marked)
        return trust == .author ? AuthorMarkup.refused(in: source) : HTML(text: source)
    }
}
