/// Cuts HTML or XML into tags and text, forgiving as browsers are, in one pass.
struct MarkupScanner: IteratorProtocol, Sequence {
    /// One piece of markup.
    enum Piece: Equatable {
        /// What stands between tags, as written.
        case text(Substring)
        /// `<name attributes>`.
        case open(Tag)
        /// `</name>`.
        case close(String)
        /// `<![CDATA[…]]>`: text without entities.
        case data(Substring)
        /// A comment, a processing instruction or a document type.
        case other
    }

    /// An opening tag.
    struct Tag: Equatable {
        /// The element's name as written.
        var name: String
        /// Names as written, values with their entities resolved.
        var attributes: [(name: String, value: String)]
        /// Whether it ends with `/>`.
        var isEmpty: Bool
        /// The tag as written.
        var source: Substring

        static func == (left: Tag, right: Tag) -> Bool { left.source == right.source }
    }

    private var rest: Substring.UTF8View
    /// The element just opened whose content is no markup.
    private var plainElement: String?

    /// Elements whose content is no markup: it comes as data.
    private static let plainElements: Set<String> = ["script", "style"]

    /// Prepares to read `text`.
    init(_ text: String) {
        rest = Substring(text).utf8
    }

    /// The next piece, `nil` at the end.
    mutating func next() -> Piece? {
        if let name = plainElement {
            plainElement = nil
            let content = plainContent(of: name)
            if !content.isEmpty { return .data(content) }
        }
        guard let first = rest.first else { return nil }
        guard first == UInt8(ascii: "<") else { return .text(take { $0 != UInt8(ascii: "<") }) }
        let start = rest
        rest.removeFirst()
        switch rest.first {
        case UInt8(ascii: "!") where Substring(rest).hasPrefix("!--"): return skip(to: "-->")
        case UInt8(ascii: "!") where Substring(rest).hasPrefix("![CDATA["): return data()
        case UInt8(ascii: "!"), UInt8(ascii: "?"): return skip(to: ">")
        case UInt8(ascii: "/"):
            rest.removeFirst()
            let name = take(Self.isNamePart)
            _ = take { $0 != UInt8(ascii: ">") }
            _ = rest.popFirst()
            return name.isEmpty ? .other : .close(String(name))
        case let byte? where Self.isLetter(byte): return tag(from: start)
        default: return .text(Substring(start.prefix(1)))
        }
    }

    private mutating func tag(from start: Substring.UTF8View) -> Piece {
        var tag = Tag(name: String(take(Self.isNamePart)), attributes: [], isEmpty: false, source: "")
        while let byte = rest.first, byte != UInt8(ascii: ">") {
            if Self.isSpace(byte) || byte == UInt8(ascii: "/") {
                tag.isEmpty = byte == UInt8(ascii: "/")
                rest.removeFirst()
                continue
            }
            tag.isEmpty = false
            if byte == UInt8(ascii: "=") {
                rest.removeFirst()
                continue
            }
            tag.attributes.append(attribute())
        }
        guard rest.popFirst() != nil else { return .text(Substring(start)) }
        tag.source = Substring(start[..<rest.startIndex])
        // Most tags need no look at their letters.
        if !tag.isEmpty, [5, 6].contains(tag.name.utf8.count),
            Self.plainElements.contains(tag.name.lowercased())
        {
            plainElement = tag.name
        }
        return .open(tag)
    }

    /// Everything up to the element's end.
    private mutating func plainContent(of name: String) -> Substring {
        let end = Array("</\(name.lowercased())".utf8)
        var at = rest.startIndex
        while at < rest.endIndex,
            !rest[at...].prefix(end.count).map({ Self.isLetter($0) ? $0 | 0x20 : $0 }).elementsEqual(end)
        {
            rest.formIndex(after: &at)
            at = rest[at...].firstIndex(of: UInt8(ascii: "<")) ?? rest.endIndex
        }
        let content = Substring(rest[..<at])
        rest = rest[at...]
        return content
    }

    private mutating func attribute() -> (name: String, value: String) {
        let name = take {
            $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: ">") && !Self.isSpace($0)
        }
        _ = take(Self.isSpace)
        guard rest.first == UInt8(ascii: "=") else { return (String(name), "") }
        rest.removeFirst()
        _ = take(Self.isSpace)
        let value: Substring
        if let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            rest.removeFirst()
            value = take { $0 != quote }
            _ = rest.popFirst()
        } else {
            value = take { !Self.isSpace($0) && $0 != UInt8(ascii: ">") }
        }
        return (String(name), MarkupEntities.resolved(value))
    }

    private mutating func take(_ matches: (UInt8) -> Bool) -> Substring {
        let run = rest.prefix(while: matches)
        rest = rest[run.endIndex...]
        return Substring(run)
    }

    private mutating func data() -> Piece {
        rest = rest.dropFirst("![CDATA[".utf8.count)
        let start = rest
        guard let end = Substring(rest).firstRange(of: "]]>") else {
            rest = rest.suffix(0)
            return .data(Substring(start))
        }
        rest = rest[end.upperBound...]
        return .data(Substring(start[..<end.lowerBound]))
    }

    private mutating func skip(to end: String) -> Piece {
        let found = Substring(rest).firstRange(of: end)
        rest = found.map { rest[$0.upperBound...] } ?? rest.suffix(0)
        return .other
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: ":"),
            UInt8(ascii: "."):
            true
        default: isLetter(byte)
        }
    }

    private static func isSpace(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0C, 0x0D: true
        default: false
        }
    }
}

/// Character references.
enum MarkupEntities {
    private static let named: [Substring: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "colon": ":",
        "Tab": "\t",
        "NewLine": "\n",
    ]

    /// The text with its character references replaced; unknown ones stay as written.
    static func resolved(_ text: Substring) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return String(text) }
        var out = ""
        var rest = text
        while let start = rest.firstIndex(of: "&") {
            out += rest[..<start]
            rest = rest[rest.index(after: start)...]
            let name = rest.prefix(12).prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "#") }
            guard let character = character(name) else {
                out += "&"
                continue
            }
            out += character
            rest = rest[name.endIndex...]
            if rest.first == ";" { rest.removeFirst() }
        }
        return out + rest
    }

    private static func character(_ name: Substring) -> String? {
        guard name.hasPrefix("#") else { return named[name] }
        let digits = name.dropFirst()
        let isHexadecimal = digits.first == "x" || digits.first == "X"
        let value = isHexadecimal ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
    }
}
