/// Any JSON value; objects keep the order of their keys.
public enum JSONValue: Equatable, Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number as written, so that nothing is lost on the way through.
    case number(String)
    /// A string.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Keys and values in order.
    case object([Member])

    /// One key and its value.
    public struct Member: Equatable, Sendable {
        /// The key.
        public var key: String
        /// The value.
        public var value: JSONValue

        /// Makes a member.
        public init(key: String, value: JSONValue) {
            self.key = key
            self.value = value
        }
    }
}
