/// The `// ---` block that opens a notebook file: one `key: value` per line, values as YAML scalars.
enum HeaderBlock {
    /// Whether a line opens or closes the block.
    static func isFence(_ line: some StringProtocol) -> Bool { line.trimmed() == "// ---" }

    /// Reads the lines between the fences.
    static func parse(_ lines: some Collection<Substring>, line: Int) throws(NotebookError) -> Header {
        var header = Header()
        for (offset, raw) in lines.enumerated() {
            let line = line + offset
            let trimmed = raw.trimmed()
            guard trimmed.utf8.starts(with: "//".utf8) else {
                if trimmed.isEmpty { continue }
                throw .malformedHeaderLine(trimmed, line: line)
            }
            let text = String(Substring(trimmed.utf8.dropFirst(2)))
            if TextLines.isBlank(text) || text.trimmed().hasPrefix("#") { continue }
            guard let entry = entry(text) else { throw .malformedHeaderLine(text.trimmed(), line: line) }
            header.entries.append(entry)
        }
        return header
    }

    /// Reads `key: value`; keys and values may stand in quotes. Indented lines (nested YAML) are refused.
    private static func entry(_ text: String) -> Header.Entry? {
        let bytes = Array(text.utf8.first == 0x20 ? Substring(text).utf8.dropFirst() : Substring(text).utf8)
        guard let first = bytes.first, first != 0x20, first != 0x09 else { return nil }
        var key: String
        var rest: ArraySlice<UInt8>
        if first == UInt8(ascii: "\"") {
            var parser = JSONParser(bytes: bytes, offset: 0)
            guard let quoted = try? parser.string() else { return nil }
            (key, rest) = (quoted, bytes[parser.offset...])
        } else {
            let isColon = { (index: Int) in
                bytes[index] == UInt8(ascii: ":") && (index + 1 == bytes.count || bytes[index + 1] == 0x20)
            }
            guard let colon = bytes.indices.first(where: isColon), colon > 0 else { return nil }
            (key, rest) = (String(decoding: bytes[..<colon], as: UTF8.self).trimmed(), bytes[colon...])
        }
        guard rest.first == UInt8(ascii: ":") else { return nil }
        let value = String(decoding: rest.dropFirst(), as: UTF8.self).trimmed()
        switch value.utf8.first {
        case UInt8(ascii: "\""):
            guard case .string(let text)? = try? JSONValue(parsing: value) else { return nil }
            return Header.Entry(key: key, value: text, isQuoted: true)
        case UInt8(ascii: "'"):
            guard value.utf8.count >= 2, value.hasSuffix("'") else { return nil }
            let text = value.dropFirst().dropLast().split(separator: "''", omittingEmptySubsequences: false)
            return Header.Entry(key: key, value: text.joined(separator: "'"), isQuoted: true)
        default: return Header.Entry(key: key, value: value)
        }
    }

    /// The block with its fences, as lines without ends; nothing for an empty header.
    static func lines(of header: Header) -> [String] {
        guard !header.entries.isEmpty else { return [] }
        let entries = header.entries.map { entry in
            let key = isPlain(entry.key) ? entry.key : JSONValue.string(entry.key).text
            let needsQuotes = entry.isQuoted || !(isPlain(entry.value) || json(entry.value) != nil)
            let value = needsQuotes ? JSONValue.string(entry.value).text : entry.value
            return value.isEmpty ? "// \(key):" : "// \(key): \(value)"
        }
        return ["// ---"] + entries + ["// ---"]
    }

    /// The value of an unquoted scalar that is JSON other than a string on one line.
    static func json(_ text: String) -> JSONValue? {
        guard !text.utf8.contains(0x0A), !text.hasPrefix("\""), text == text.trimmed() else { return nil }
        return try? JSONValue(parsing: text)
    }

    /// Whether YAML reads the text as a string without quotes around it.
    static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first else { return true }
        let isControl = { (byte: UInt8) in byte < 0x20 }
        return text.utf8.count == text.trimmed().utf8.count && text.utf8.last != UInt8(ascii: ":")
            && !text.utf8.contains(where: isControl) && !"\"'[]{}&*!|>%@`#-?:,".utf8.contains(first)
            && !text.contains(": ") && !text.contains(" #")
    }
}
