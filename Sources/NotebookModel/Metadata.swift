/// An ordered list of keys with JSON values.
public struct Metadata: Equatable, Sendable {
    /// The pairs in order.
    public var entries: [(key: String, value: JSONValue)]

    /// Makes metadata from pairs.
    public init(_ entries: [(key: String, value: JSONValue)] = []) {
        self.entries = entries
    }

    /// The value of a key; setting `nil` removes it, setting a new key appends it.
    public subscript(key: String) -> JSONValue? {
        get { entries.first { $0.key == key }?.value }
        set {
            let index = entries.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): entries[index].value = value
            case (let index?, nil): entries.remove(at: index)
            case (nil, let value?): entries.append((key, value))
            case (nil, nil): break
            }
        }
    }

    /// Whether both hold the same pairs in the same order.
    public static func == (left: Metadata, right: Metadata) -> Bool {
        left.entries.elementsEqual(right.entries) { $0.key == $1.key && $0.value == $1.value }
    }
}

extension Metadata {
    /// The members of a JSON object.
    init(_ members: [JSONValue.Member]) {
        entries = members.map { ($0.key, $0.value) }
    }

    /// The pairs as a JSON object.
    var json: JSONValue { .object(entries.map { JSONValue.Member(key: $0.key, value: $0.value) }) }
}

extension Metadata: Codable {
    /// Reads an object.
    public init(from decoder: any Decoder) throws {
        self.init(try JSONValue(from: decoder).object ?? [])
    }

    /// Writes an object.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
