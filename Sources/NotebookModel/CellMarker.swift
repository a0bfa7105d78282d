/// The line that begins a cell: `// %% title [type] key=value …`.
///
/// Values are JSON. A key in quotes is metadata whatever it says; the bare keys `title`, `id` and
/// `attachments` set the fields of that name.
struct CellMarker: Equatable {
    var kind: Cell.Kind = .code
    var title: String?
    var id: String?
    var attachments: JSONValue?
    var metadata = Metadata()

    private static let start = Array("// %%".utf8)

    /// Whether a line begins a cell: `// %%` in the first column, then a blank or nothing.
    static func begins(_ line: some StringProtocol) -> Bool {
        let utf8 = Array(line.utf8.prefix(start.count + 1))
        guard utf8.starts(with: start) else { return false }
        return utf8.count == start.count || [0x20, 0x09, 0x0A, 0x0D].contains(utf8[start.count])
    }

    init() {}

    init(of cell: Cell) {
        (kind, title, id) = (cell.kind, cell.title, cell.id)
        (attachments, metadata) = (cell.attachments, cell.metadata)
    }

    /// Reads a marker line.
    init(parsing line: some StringProtocol, line number: Int) throws(NotebookError) {
        var reader = MarkerReader(text: Array(line.trimmed().utf8.dropFirst(Self.start.count)))
        var words: [UInt8] = []
        while reader.skipSpace() {
            if let type = reader.type(known: Self.kinds.keys) {
                guard let known = Self.kinds[type] else { throw .unknownCellType(type, line: number) }
                kind = known
            } else if let key = reader.key() {
                try read(key, from: &reader, line: number)
                break
            } else {
                words = reader.word(after: words)
            }
        }
        if title == nil, !words.isEmpty { title = String(decoding: words, as: UTF8.self) }
        while reader.skipSpace() {
            guard let key = reader.key() else { throw .textAfterMetadata(reader.rest, line: number) }
            try read(key, from: &reader, line: number)
        }
    }

    private static let kinds: [String: Cell.Kind] = ["markdown": .markdown, "md": .markdown, "raw": .raw]

    private mutating func read(
        _ key: MarkerReader.Key, from reader: inout MarkerReader, line: Int
    ) throws(NotebookError) {
        let value: JSONValue
        do { value = try reader.value() } catch {
            throw .metadataNotJSON(key: key.name, reason: error.reason, line: line)
        }
        switch (key.isQuoted ? "" : key.name, value) {
        case ("title", .string(let text)): title = text
        case ("id", .string(let text)): id = text
        case ("attachments", _): attachments = value
        default: metadata.entries.append((key.name, value))
        }
    }

    /// The marker as a line without its end.
    var text: String {
        var parts = ["// %%"]
        var bareTitle = CellMarker()
        bareTitle.title = title
        let candidate = title.map { "// %% \($0)" } ?? ""
        let isOneLine = !candidate.utf8.contains(0x0A)
        let isBareTitle = isOneLine && (try? CellMarker(parsing: candidate, line: 0)) == bareTitle
        if let title, isBareTitle { parts.append(title) }
        if kind != .code { parts.append("[\(kind.rawValue)]") }
        if let title, !isBareTitle { parts.append("title=\(JSONValue.string(title).text)") }
        if let id { parts.append("id=\(JSONValue.string(id).text)") }
        for (key, value) in metadata.entries {
            let isBare = MarkerReader.isBareKey(key) && !["title", "id", "attachments"].contains(key)
            parts.append("\(isBare ? key : JSONValue.string(key).text)=\(value.text)")
        }
        if let attachments { parts.append("attachments=\(attachments.text)") }
        return parts.joined(separator: " ")
    }
}

/// Reads the words, types, keys and values of a marker from left to right.
private struct MarkerReader {
    struct Key {
        var name: String
        var isQuoted: Bool
    }

    let text: [UInt8]
    var offset = 0

    init(text: [UInt8]) { self.text = text }

    /// What has not been read.
    var rest: String { String(decoding: text[offset...], as: UTF8.self) }

    /// Steps over blanks; false at the end.
    mutating func skipSpace() -> Bool {
        while offset < text.count, Self.isSpace(text[offset]) { offset += 1 }
        return offset < text.count
    }

    /// The word in brackets at the reading position, when only metadata or nothing follows it.
    ///
    /// A known type may also stand before the title.
    mutating func type(known: some Collection<String>) -> String? {
        guard text[offset] == UInt8(ascii: "[") else { return nil }
        var end = offset + 1
        while end < text.count, Self.isLetter(text[end]) { end += 1 }
        guard end > offset + 1, end < text.count, text[end] == UInt8(ascii: "]") else { return nil }
        var after = MarkerReader(text: text)
        after.offset = end + 1
        guard after.offset == text.count || Self.isSpace(text[after.offset]) else { return nil }
        let name = String(decoding: text[offset + 1..<end], as: UTF8.self)
        let isFirst = text[..<offset].allSatisfy(Self.isSpace)
        let isLeading = isFirst && known.contains(name)
        guard !after.skipSpace() || after.key() != nil || isLeading else { return nil }
        offset = end + 1
        return name
    }

    /// Steps over `key=` or `"key"=`.
    mutating func key() -> Key? {
        var end = offset
        var name: String?
        if text[offset] == UInt8(ascii: "\"") {
            var parser = JSONParser(bytes: text, offset: offset)
            name = try? parser.string()
            end = parser.offset
        } else {
            while end < text.count, Self.isKeyByte(text[end]) { end += 1 }
            let isKey = end > offset && !Self.isDigit(text[offset])
            name = isKey ? String(decoding: text[offset..<end], as: UTF8.self) : nil
        }
        guard let name, end < text.count, text[end] == UInt8(ascii: "=") else { return nil }
        let isComparison = end + 1 < text.count && text[end + 1] == UInt8(ascii: "=")
        guard !isComparison else { return nil }
        defer { offset = end + 1 }
        return Key(name: name, isQuoted: text[offset] == UInt8(ascii: "\""))
    }

    mutating func value() throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes: text, offset: offset)
        let value = try parser.value(depth: 0)
        offset = parser.offset
        guard offset == text.count || Self.isSpace(text[offset]) else {
            throw JSONError(.trailingText, offset: offset)
        }
        return value
    }

    /// Steps to the next blank and gives the title so far with the word, spaced as written.
    mutating func word(after words: [UInt8]) -> [UInt8] {
        let start = offset
        while offset < text.count, !Self.isSpace(text[offset]) { offset += 1 }
        let gap = text[..<start].reversed().prefix(while: Self.isSpace).reversed()
        return words.isEmpty ? Array(text[start..<offset]) : words + Array(gap) + text[start..<offset]
    }

    static func isBareKey(_ key: String) -> Bool {
        guard let first = key.utf8.first, !isDigit(first) else { return false }
        return key.utf8.allSatisfy(isKeyByte)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
    private static func isKeyByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".")
    }
}
