/// Why a text is not JSON, and where.
public struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The ways in which a text fails to be JSON.
    public enum Reason: Equatable, Sendable, CustomStringConvertible {
        /// The text ended inside a value.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// A number that JSON does not know (`01`, `1.`, `NaN`).
        case malformedNumber
        /// A string with an unknown escape, a raw control character or broken UTF-8.
        case malformedString
        /// Lists and objects nested deeper than `JSONValue.depthLimit`.
        case tooDeep
        /// Something follows the value.
        case trailingText

        /// What is wrong, without the place.
        public var description: String {
            switch self {
            case .unexpectedEnd: "the text ends inside a value"
            case .unexpectedByte(let byte): "unexpected \(Self.name(of: byte))"
            case .malformedNumber: "not a number of JSON"
            case .malformedString: "a string with a bad escape, a raw control character or broken UTF-8"
            case .tooDeep: "nested more than \(JSONValue.depthLimit) deep"
            case .trailingText: "something follows the value"
            }
        }

        private static func name(of byte: UInt8) -> String {
            (0x21..<0x7F).contains(byte) ? "'\(Character(UnicodeScalar(byte)))'" : "byte \(byte)"
        }
    }

    /// What is wrong.
    public var reason: Reason
    /// Where: bytes from the start of the text.
    public var offset: Int

    /// Makes an error.
    public init(_ reason: Reason, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    /// One line: what and where.
    public var description: String { "\(reason) at byte \(offset)" }
}

extension JSONValue {
    /// How deep lists and objects may nest: a bound on the parser's stack against hostile input.
    public static let depthLimit = 256

    /// Reads one JSON value (RFC 8259) that fills the whole text; a byte order mark is skipped.
    public init(parsing text: String) throws(JSONError) {
        try self.init(parsing: Array(text.utf8))
    }

    /// Reads one JSON value that fills all bytes.
    public init(parsing bytes: [UInt8]) throws(JSONError) {
        var parser = JSONParser(bytes: bytes, offset: bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
        parser.skipSpace()
        self = try parser.value(depth: 0)
        parser.skipSpace()
        guard parser.offset == bytes.count else { throw JSONError(.trailingText, offset: parser.offset) }
    }
}

/// A recursive-descent reader over bytes; it can also read a value from the middle of a text.
struct JSONParser {
    let bytes: [UInt8]
    var offset: Int

    /// The byte at the reading position, `nil` at the end.
    private var next: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { offset += 1 }
    }

    mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        guard depth <= JSONValue.depthLimit else { throw JSONError(.tooDeep, offset: offset) }
        guard let byte = next else { throw JSONError(.unexpectedEnd, offset: offset) }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw JSONError(.unexpectedByte(byte), offset: offset)
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for index in 0..<word.utf8CodeUnitCount {
            try expect(word.utf8Start[index])
        }
        return value
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard let found = next else { throw JSONError(.unexpectedEnd, offset: offset) }
        guard found == byte else { throw JSONError(.unexpectedByte(found), offset: offset) }
        offset += 1
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
        var members: [JSONValue.Member] = []
        offset += 1
        skipSpace()
        if next == UInt8(ascii: "}") {
            offset += 1
            return .object([])
        }
        while true {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw unexpected() }
            let key = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            members.append(JSONValue.Member(key: key, value: try value(depth: depth + 1)))
            guard try another(closing: UInt8(ascii: "}")) else { return .object(members) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
        var elements: [JSONValue] = []
        offset += 1
        skipSpace()
        if next == UInt8(ascii: "]") {
            offset += 1
            return .array([])
        }
        while true {
            skipSpace()
            elements.append(try value(depth: depth + 1))
            guard try another(closing: UInt8(ascii: "]")) else { return .array(elements) }
        }
    }

    /// Steps over a comma (true) or the closing bracket (false).
    private mutating func another(closing: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        guard let byte = next, byte == UInt8(ascii: ",") || byte == closing else { throw unexpected() }
        offset += 1
        return byte != closing
    }

    private func unexpected() -> JSONError {
        guard let byte = next else { return JSONError(.unexpectedEnd, offset: offset) }
        return JSONError(.unexpectedByte(byte), offset: offset)
    }

    private mutating func number() throws(JSONError) -> JSONValue {
        let start = offset
        if next == UInt8(ascii: "-") { offset += 1 }
        let integer = digits()
        let leadingZero = integer.count > 1 && bytes[integer.lowerBound] == UInt8(ascii: "0")
        var isWellFormed = !integer.isEmpty && !leadingZero
        if next == UInt8(ascii: ".") {
            offset += 1
            isWellFormed = isWellFormed && !digits().isEmpty
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            offset += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { offset += 1 }
            isWellFormed = isWellFormed && !digits().isEmpty
        }
        guard isWellFormed else { throw JSONError(.malformedNumber, offset: start) }
        return .number(String(decoding: bytes[start..<offset], as: UTF8.self))
    }

    private mutating func digits() -> Range<Int> {
        let start = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { offset += 1 }
        return start..<offset
    }
}
