/// HTML that a cell showed, made ready for a frame of its own.
///
/// The frame is sandboxed, so nothing in it can run; what would ask the network or raise an error in the
/// browser's console is left out beforehand.
struct ForeignMarkup {
    /// What is left.
    private(set) var markup = ""
    /// Style sheets and `style` attributes in it; the page's policy must name them.
    private(set) var styles: [String] = []
    /// A guess at its height in pixels: nobody outside can measure a sandboxed frame.
    private(set) var height = 0

    private static let dropped: Set<String> = [
        "script", "iframe", "frame", "frameset", "object", "embed", "applet", "link", "meta", "base", "form",
        "audio",
        "video", "source", "track", "noscript", "template", "portal",
    ]
    private static let addresses: Set<String> = [
        "src", "href", "xlink:href", "background", "action", "formaction", "cite", "longdesc",
    ]
    private static let forbidden: Set<String> = [
        "srcset", "srcdoc", "poster", "ping", "http-equiv", "target",
    ]
    private static let lines: Set<String> = [
        "p", "tr", "li", "br", "div", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "summary", "hr",
        "caption",
    ]
    /// What every frame begins with.
    static let sheet =
        "body{font:16px/1.5 system-ui,sans-serif;margin:8px;color:#1f2328;background:#fff}"
        + "table{border-collapse:collapse}td,th{padding:.25em .7em;border-bottom:1px solid #ddd}"

    /// Cleans `html`.
    init(_ html: String) {
        var hidden: (name: String, depth: Int)?
        var sheet: String?
        var count = 1
        // Browsers turn line ends into line feeds before they hash a style sheet.
        for piece in MarkupScanner(html.withLineFeeds) {
            if let current = hidden {
                if case .open(let tag) = piece, tag.name.lowercased() == current.name, !tag.isEmpty {
                    hidden?.depth += 1
                } else if case .close(let name) = piece, name.lowercased() == current.name {
                    hidden = current.depth == 1 ? nil : (current.name, current.depth - 1)
                }
                continue
            }
            switch piece {
            case .open(let tag):
                let name = tag.name.lowercased()
                if Self.lines.contains(name) { count += 1 }
                if name == "style" {
                    sheet = ""
                } else if Self.dropped.contains(name) {
                    if ["script", "iframe", "object", "template", "noscript"].contains(name) {
                        hidden = (name, 1)
                    }
                } else {
                    add(tag, name)
                }
            case .close(let name):
                if name.lowercased() == "style", let text = sheet {
                    add(sheet: text)
                    sheet = nil
                } else if !Self.dropped.contains(name.lowercased()) {
                    markup += "</\(name)>"
                }
            case .text(let text):
                if sheet != nil { sheet? += text } else { markup += text == "<" ? "&lt;" : String(text) }
            case .data(let text):
                if sheet != nil { sheet? += text } else { markup += HTML(text: text).markup }
            case .other: break
            }
        }
        height = min(max(count * 30 + 24, 64), 480)
    }

    private mutating func add(sheet text: String) {
        guard !Self.asksNetwork(text) else { return }
        styles.append(text)
        markup += "<style>\(text)</style>"
    }

    private mutating func add(_ tag: MarkupScanner.Tag, _ name: String) {
        let source = tag.attributes.first { $0.name.lowercased() == "src" }?.value ?? ""
        if name == "img", !source.hasPrefix("data:image/") { return }
        markup += "<\(tag.name)"
        for (key, value) in tag.attributes {
            let key = key.lowercased()
            guard key.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "-:_".contains($0)) }) else {
                continue
            }
            if key.hasPrefix("on") || Self.forbidden.contains(key) { continue }
            if key == "style" {
                if Self.asksNetwork(value) { continue }
                styles.append(value)
            }
            if Self.addresses.contains(key) {
                let isPicture = value.hasPrefix("data:image/")
                let isLink = name == "a" && key == "href" && LinkTarget.checked(value) != nil
                guard isPicture || isLink || value.hasPrefix("#") else { continue }
            }
            markup += HTML(" \(key)=\"\(value)\"").markup
        }
        markup += tag.isEmpty ? "/>" : ">"
    }

    private static func asksNetwork(_ style: String) -> Bool {
        let compact = style.lowercased()
        return compact.contains("url") || compact.contains("@import") || compact.contains("image-set")
            || compact.contains("\\")
            || compact.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    }
}
