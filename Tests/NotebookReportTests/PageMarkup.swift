import Foundation
import NotebookModel
import Testing

/// A page as its reader's browser takes it apart: written apart from the code that makes pages.
struct PageMarkup {
    /// An opening tag.
    struct Element {
        var name: String
        var attributes: [(name: String, value: String)]
        /// The names of the elements around it, outermost first.
        var ancestors: [String]

        /// The value of an attribute.
        subscript(_ name: String) -> String? { attributes.first { $0.name == name }?.value }
    }

    /// All elements in order.
    private(set) var elements: [Element] = []
    /// The text of each `script` and `style`, in order.
    private(set) var scripts: [String] = []
    private(set) var styles: [String] = []
    /// What is between the tags, references resolved.
    private(set) var text = ""
    /// What is not well-formed.
    private(set) var faults: [String] = []

    private static let void: Set<String> = [
        "meta", "link", "br", "hr", "img", "col", "wbr", "input", "area", "base", "embed", "source", "track",
    ]

    init(_ page: String) {
        let bytes = Array(page.utf8)
        var at = 0
        var open: [String] = []
        while let angle = bytes[at...].firstIndex(of: UInt8(ascii: "<")) {
            text += Self.resolved(bytes[at..<angle])
            at = angle
            if bytes[at...].starts(with: "<!".utf8) {
                at = (bytes[at...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count - 1) + 1
            } else if bytes[at...].starts(with: "</".utf8) {
                let end = bytes[at...].firstIndex(of: UInt8(ascii: ">")) ?? bytes.count
                let name = String(decoding: bytes[at + 2..<end], as: UTF8.self)
                if open.last == name { open.removeLast() } else { faults.append("</\(name)> in \(open)") }
                at = min(end + 1, bytes.count)
            } else if let tag = OpenTag(bytes, at: at) {
                elements.append(Element(name: tag.name, attributes: tag.attributes, ancestors: open))
                at = tag.end
                if tag.name == "script" || tag.name == "style" {
                    let end = Self.end(of: tag.name, bytes, from: at)
                    let content = String(decoding: bytes[at..<end], as: UTF8.self)
                    if tag.name == "script" { scripts.append(content) } else { styles.append(content) }
                    at = end
                }
                if !tag.isEmpty, !Self.void.contains(tag.name) { open.append(tag.name) }
            } else {
                faults.append("a bare <: \(String(decoding: bytes[at...].prefix(40), as: UTF8.self))")
                text += "<"
                at += 1
            }
        }
        text += Self.resolved(bytes[at...])
        if !open.isEmpty { faults.append("not closed: \(open)") }
    }

    private static func end(of name: String, _ bytes: [UInt8], from start: Int) -> Int {
        let tag = Array("</\(name)".utf8)
        return (start..<bytes.count).first { bytes[$0...].starts(with: tag) } ?? bytes.count
    }

    /// An opening tag whose attributes all have quoted values or none.
    private struct OpenTag {
        var name = ""
        var attributes: [(name: String, value: String)] = []
        var isEmpty = false
        /// Behind its `>`.
        var end = 0

        init?(_ bytes: [UInt8], at start: Int) {
            func isName(_ byte: UInt8) -> Bool {
                let letter = byte | 0x20
                return (0x61...0x7A).contains(letter) || (0x30...0x39).contains(byte)
                    || "-_:.".utf8.contains(byte)
            }
            var at = start + 1
            func word() -> String {
                let from = at
                while at < bytes.count, isName(bytes[at]) { at += 1 }
                return String(decoding: bytes[from..<at], as: UTF8.self)
            }
            name = word()
            guard name.first?.isLetter == true else { return nil }
            while at < bytes.count {
                switch bytes[at] {
                case 0x20, 0x0A, 0x09: at += 1
                case UInt8(ascii: "/") where at + 1 < bytes.count && bytes[at + 1] == UInt8(ascii: ">"):
                    isEmpty = true
                    at += 1
                case UInt8(ascii: ">"):
                    end = at + 1
                    return
                default:
                    let key = word()
                    guard !key.isEmpty else { return nil }
                    guard bytes[at...].starts(with: "=\"".utf8) else {
                        attributes.append((key, ""))
                        continue
                    }
                    let close = bytes[(at + 2)...].firstIndex(of: UInt8(ascii: "\"")) ?? bytes.count
                    attributes.append((key, PageMarkup.resolved(bytes[at + 2..<close])))
                    at = min(close + 1, bytes.count)
                }
            }
            return nil
        }
    }

    /// Text with its character references resolved.
    private static func resolved(_ bytes: ArraySlice<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        guard bytes.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    /// All elements of one name.
    func all(_ name: String) -> [Element] { elements.filter { $0.name == name } }

    /// The elements that carry a class.
    func with(class name: String) -> [Element] {
        elements.filter { ($0["class"] ?? "").split(separator: " ").contains { $0 == name } }
    }
}

extension PageMarkup {
    /// The page's policy: directive to its sources.
    var policy: [String: [String]] {
        let text = all("meta").first { $0["http-equiv"] == "Content-Security-Policy" }?["content"] ?? ""
        return Dictionary(
            uniqueKeysWithValues: text.split(separator: ";").map { directive in
                let words = directive.split(separator: " ").map(String.init)
                return (words.first ?? "", Array(words.dropFirst()))
            })
    }

    /// A text's hash as a policy names it.
    static func hash(_ text: String) -> String {
        let digits = Array(SHA256.hash(text.utf8))
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { at in
            UInt8(String(digits[at...at + 1]), radix: 16)
        }
        return "'sha256-\(Data(bytes).base64EncodedString())'"
    }

    /// What could run, ask the network or escape its place; empty for a page to trust.
    var dangers: [String] {
        var dangers = faults
        if scripts.count != 1 { dangers.append("\(scripts.count) scripts") }
        if policy["script-src"] != scripts.prefix(1).map(Self.hash) { dangers.append("a script not named") }
        if policy["default-src"] != ["'none'"] { dangers.append("no default policy") }
        if policy["img-src"] != ["data:"] { dangers.append("pictures from elsewhere are allowed") }
        let named = policy["style-src"] ?? []
        for style in styles where !named.contains(Self.hash(style)) { dangers.append("a style not named") }
        for element in elements { dangers += element.dangers(styles: named) }
        return dangers
    }
}

extension PageMarkup.Element {
    private static let harmful: Set<String> = [
        "link", "base", "object", "embed", "applet", "form", "frame", "audio", "video", "foreignObject",
        "set",
        "animate", "template", "portal", "noscript",
    ]
    private static let addresses: Set<String> = [
        "src", "href", "xlink:href", "srcset", "data", "action", "formaction", "poster", "background", "ping",
    ]

    /// What is dangerous about this element.
    fileprivate func dangers(styles: [String]) -> [String] {
        var dangers: [String] = []
        if Self.harmful.contains(name) { dangers.append("<\(name)>") }
        if name == "script", !attributes.isEmpty { dangers.append("a script with attributes") }
        if name == "meta", self["http-equiv"] ?? "Content-Security-Policy" != "Content-Security-Policy" {
            dangers.append("<meta http-equiv>")
        }
        if name == "iframe" {
            if self["sandbox"] != "" { dangers.append("a frame without sandbox") }
            let frame = PageMarkup(self["srcdoc"] ?? "")
            if !frame.scripts.isEmpty { dangers.append("a script in a frame") }
            // A drawing with text in it may stand in a frame, which is a page of its own.
            for element in frame.elements where element.name != "foreignObject" {
                dangers += element.dangers(styles: styles)
            }
            for style in frame.styles where !styles.contains(PageMarkup.hash(style)) {
                dangers.append("a frame's style not named")
            }
        }
        for (key, value) in attributes {
            if key.lowercased().hasPrefix("on") { dangers.append("\(key) of <\(name)>") }
            if key == "style", !styles.contains(PageMarkup.hash(value)) { dangers.append("style attribute") }
            if value.contains("url("), !value.hasPrefix("url(#"), key != "srcdoc", key != "aria-label" {
                dangers.append("\(key)=\(value.prefix(60))")
            }
            guard Self.addresses.contains(key.lowercased()) else { continue }
            let isLink = name == "a" && key == "href"
            let isHarmless = value.hasPrefix("#") || (value.hasPrefix("data:image/") && !isLink)
            let leadsAway = ["http:", "https:", "mailto:"].contains { value.lowercased().hasPrefix($0) }
            let isRelative = !value.contains(":")
            if !isHarmless, !(isLink && (leadsAway || isRelative)) {
                dangers.append("\(key)=\(value.prefix(60)) of <\(name)>")
            }
        }
        return dangers
    }
}

/// The part of a page from `start` up to and with `end`.
func part(of page: String, from start: String, to end: String) throws -> String {
    let from = try #require(page.firstRange(of: start), "no \(start)").lowerBound
    let to = try #require(page[from...].firstRange(of: end), "no \(end)").upperBound
    return String(page[from..<to])
}

/// What a page holds between its head and its foot.
func main(of page: String) throws -> String {
    try part(of: page, from: "<main", to: "</main>\n")
}

/// The first cell of a page.
func cell(of page: String) throws -> String {
    try part(of: page, from: "<section class=\"cell", to: "</section>\n")
}
