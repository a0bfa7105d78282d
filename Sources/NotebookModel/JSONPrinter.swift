extension JSONValue {
    /// The value on one line, spaced as Python's `json.dumps` does: `{"a": [1, 2]}`.
    public var text: String {
        var printer = JSONPrinter(indentWidth: nil)
        printer.write(self, level: 0)
        return String(decoding: printer.utf8, as: UTF8.self)
    }

    /// The value over several lines, one blank per level as Jupyter writes its files, without a final newline.
    public var indentedText: String {
        var printer = JSONPrinter(indentWidth: 1)
        printer.write(self, level: 0)
        return String(decoding: printer.utf8, as: UTF8.self)
    }
}

/// Writes JSON; the keys stay in order and numbers as they were read.
private struct JSONPrinter {
    /// Blanks per level; `nil` keeps everything on one line.
    let indentWidth: Int?
    var utf8: [UInt8] = []

    mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let flag): append(flag ? "true" : "false")
        case .number(let text): append(text)
        case .string(let text): quote(text)
        case .array(let elements):
            list("[", "]", elements, level: level) { printer, element in
                printer.write(element, level: level + 1)
            }
        case .object(let members):
            list("{", "}", members, level: level) { printer, member in
                printer.quote(member.key)
                printer.append(": ")
                printer.write(member.value, level: level + 1)
            }
        }
    }

    private mutating func list<Element>(
        _ open: String, _ close: String, _ elements: [Element], level: Int,
        write: (inout JSONPrinter, Element) -> Void
    ) {
        append(open)
        for (index, element) in elements.enumerated() {
            if index > 0 { append(indentWidth == nil ? ", " : ",") }
            newline(level + 1)
            write(&self, element)
        }
        if !elements.isEmpty { newline(level) }
        append(close)
    }

    private mutating func newline(_ level: Int) {
        guard let indentWidth else { return }
        utf8.append(0x0A)
        utf8.append(contentsOf: repeatElement(0x20, count: level * indentWidth))
    }

    private mutating func append(_ text: String) { utf8.append(contentsOf: text.utf8) }

    private mutating func quote(_ text: String) {
        utf8.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case 0x0A: append("\\n")
            case 0x0D: append("\\r")
            case 0x09: append("\\t")
            case 0..<0x20: append("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16))
            default: utf8.append(byte)
            }
        }
        utf8.append(UInt8(ascii: "\""))
    }
}
