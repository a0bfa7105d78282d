extension JSONValue {
    /// The value of a key of an object; the last one where a key stands twice.
    public subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The text of a string.
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// The elements of a list.
    public var array: [JSONValue]? {
        if case .array(let elements) = self { elements } else { nil }
    }

    /// The members of an object.
    public var object: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// The truth value.
    public var bool: Bool? {
        if case .bool(let flag) = self { flag } else { nil }
    }

    /// A number that is whole and fits.
    public var int: Int? {
        if case .number(let text) = self { Int(text) } else { nil }
    }

    /// A number, rounded to the nearest `Double`.
    public var double: Double? {
        if case .number(let text) = self { Double(text) } else { nil }
    }

    /// A number; JSON has no infinities, they become `null`.
    public init(_ number: Double) {
        self = number.isFinite ? .number("\(number)") : .null
    }

    /// A whole number.
    public init(_ number: some BinaryInteger) { self = .number("\(number)") }

    /// A string, or `null` for `nil`.
    public init(_ text: String?) { self = text.map { .string($0) } ?? .null }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number("\(value)") }
    /// A list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object with its keys in the order written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member(key: $0.0, value: $0.1) })
    }
}

/// A value is stored as one string of JSON, so that any `Codable` format keeps numbers and key order.
extension JSONValue: Codable {
    /// Reads the string and parses it.
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the value as one string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
