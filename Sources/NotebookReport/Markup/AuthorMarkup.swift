/// Passes the HTML of the notebook's own Markdown: harmless elements, every one closed where its text ends.
///
/// Everything else is shown as it is written.
struct AuthorMarkup {
    /// `style` attributes met, in order; the page's policy must name them.
    private(set) var styles: [String] = []
    private var open: [String] = []

    private static let elements: Set<String> = [
        "a", "abbr", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite", "code", "col",
        "colgroup",
        "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "hr", "i", "img",
        "ins",
        "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span",
        "strong",
        "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul",
        "var",
        "wbr", "font",
    ]
    private static let empty: Set<String> = ["br", "hr", "img", "col", "wbr"]
    private static let attributes: Set<String> = [
        "align", "alt", "cite", "colspan", "datetime", "dir", "height", "href", "lang", "open", "rowspan",
        "scope",
        "span", "src", "start", "style", "title", "valign", "width",
    ]

    /// How many elements are open.
    var depth: Int { open.count }

    /// Closes what was opened since there were `depth` open elements.
    mutating func close(to depth: Int) -> HTML {
        var markup = HTML.empty
        while open.count > depth, let name = open.popLast() { markup += "</\(name)>" }
        return markup
    }

    /// The harmless part of `source`.
    ///
    /// - Parameters:
    ///   - floor: elements opened below this depth are not for this text to close.
    ///   - picture: what to put where a picture is wanted: its address, its alternative text.
    mutating func pass(_ source: String, floor: Int, picture: (String, String) -> HTML) -> HTML {
        var markup = HTML.empty
        for piece in MarkupScanner(source) {
            switch piece {
            case .text(let text): markup += Self.text(text)
            case .data(let text): markup += HTML(text: text)
            case .other: break
            case .open(let tag): markup += element(tag, picture: picture)
            case .close(let written):
                let name = written.lowercased()
                if let index = open.lastIndex(of: name), index >= floor {
                    markup += close(to: index)
                } else if !Self.elements.contains(name) {
                    markup += HTML(text: "</\(written)>")
                }
            }
        }
        return markup
    }

    /// The part of `source` that `pass` shows as it is written.
    static func refused(in source: String) -> HTML {
        var markup = HTML.empty
        for piece in MarkupScanner(source) {
            switch piece {
            case .text(let text): markup += Self.text(text)
            case .data(let text): markup += HTML(text: text)
            case .open(let tag) where !elements.contains(tag.name.lowercased()):
                markup += HTML(text: tag.source)
            case .close(let name) where !elements.contains(name.lowercased()):
                markup += HTML(text: "</\(name)>")
            default: break
            }
        }
        return markup
    }

    /// Text as written, its character references kept.
    private static func text(_ text: Substring) -> HTML {
        HTML(verified: String(text).replacing("<", with: "&lt;").replacing(">", with: "&gt;"))
    }

    private mutating func element(_ tag: MarkupScanner.Tag, picture: (String, String) -> HTML) -> HTML {
        let name = tag.name.lowercased()
        guard Self.elements.contains(name) else { return HTML(text: tag.source) }
        let attributes = tag.attributes.map { (name: $0.name.lowercased(), value: $0.value) }
        if name == "img" {
            func value(_ key: String) -> String { attributes.first { $0.name == key }?.value ?? "" }
            return picture(value("src"), value("alt"))
        }
        var markup: HTML = "<\(name)"
        var seen: Set<String> = []
        for (key, value) in attributes where Self.attributes.contains(key) && seen.insert(key).inserted {
            if key == "src" { continue }
            if ["href", "cite"].contains(key), LinkTarget.checked(value) == nil { continue }
            if key == "style" { styles.append(value) }
            markup += " \(key)=\"\(value)\""
        }
        markup += ">"
        if !Self.empty.contains(name) { open.append(name) }
        return markup
    }
}
