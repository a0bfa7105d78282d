/// Markup that is safe to put on the page.
///
/// A literal is markup as it stands; a `String` put into it by interpolation is escaped, for text and for
/// quoted attributes alike; `HTML` put into it is not escaped again.
///
///     let row: HTML = "<td title=\"\(fileName)\">\(text)</td>"
package struct HTML: ExpressibleByStringInterpolation, Equatable, Sendable {
    /// The markup.
    package private(set) var markup: String

    /// Markup written in this program.
    package init(stringLiteral markup: String) {
        self.markup = markup
    }

    /// Literal parts and escaped values.
    package init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    /// Takes markup that something else has proven safe: the style sheet, sanitised drawings.
    init(verified markup: String) {
        self.markup = markup
    }

    /// Text, escaped.
    package init(text: some StringProtocol) {
        markup = ""
        appendEscaped(text, to: &markup)
    }

    /// Text whose direction touches nothing around it, whatever characters of direction are in it.
    static func isolated(_ text: String) -> HTML { "<bdi>\(text.withIsolatesClosed)</bdi>" }

    /// No markup.
    static let empty: HTML = ""

    /// Whether there is nothing in it.
    var isEmpty: Bool { markup.isEmpty }

    /// Whether a reader sees and hears nothing of it: no word and no picture, whatever elements there are.
    var isBlank: Bool {
        if ["<img", "<svg", "<math"].contains(where: { markup.contains($0) }) { return false }
        var isInTag = false
        for character in markup {
            switch character {
            case "<": isInTag = true
            case ">": isInTag = false
            default: if !isInTag, !character.isWhitespace { return false }
            }
        }
        return true
    }

    /// Appends markup.
    static func += (left: inout HTML, right: HTML) {
        left.markup += right.markup
    }

    /// Collects the parts of an `HTML` literal.
    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        /// Makes room for the literal's parts.
        package init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        /// Takes a part of the literal as it stands.
        package mutating func appendLiteral(_ literal: String) {
            markup += literal
        }

        /// Takes markup.
        package mutating func appendInterpolation(_ html: HTML) {
            markup += html.markup
        }

        /// Takes markup where there is any.
        package mutating func appendInterpolation(_ html: HTML?) {
            markup += html?.markup ?? ""
        }

        /// Takes pieces of markup, one after the other.
        package mutating func appendInterpolation(_ pieces: [HTML]) {
            for piece in pieces { markup += piece.markup }
        }

        /// Takes text, escaped.
        package mutating func appendInterpolation(_ text: some StringProtocol) {
            appendEscaped(text, to: &markup)
        }

        /// Takes a whole number.
        package mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }
    }
}

extension Sequence where Element == HTML {
    /// All pieces, with `separator` between them.
    func joined(_ separator: HTML = "") -> HTML {
        HTML(verified: map(\.markup).joined(separator: separator.markup))
    }
}

/// Escapes what would end a text or a quoted attribute; control characters that HTML forbids become U+FFFD.
private func appendEscaped(_ text: some StringProtocol, to markup: inout String) {
    func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"):
            true
        case 0x09, 0x0A: false
        default: byte < 0x20 || byte == 0x7F
        }
    }
    guard text.utf8.contains(where: isSpecial) else {
        markup += text
        return
    }
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": markup += "&amp;"
        case "<": markup += "&lt;"
        case ">": markup += "&gt;"
        case "\"": markup += "&quot;"
        case "'": markup += "&#39;"
        case "\t", "\n": markup.unicodeScalars.append(scalar)
        case "\u{0}"..."\u{1F}", "\u{7F}": markup += "\u{FFFD}"
        default: markup.unicodeScalars.append(scalar)
        }
    }
}

extension String {
    /// With an end for every isolate that it begins, and none that it does not: an open one would last beyond the text.
    var withIsolatesClosed: String {
        guard unicodeScalars.contains(where: { (0x2066...0x2069).contains($0.value) }) else { return self }
        var text = String.UnicodeScalarView()
        var open = 0
        for scalar in unicodeScalars {
            switch scalar.value {
            case 0x2066...0x2068: open += 1
            case 0x2069 where open == 0: continue
            case 0x2069: open -= 1
            default: break
            }
            text.append(scalar)
        }
        text.append(contentsOf: repeatElement("\u{2069}", count: open))
        return String(text)
    }
}
