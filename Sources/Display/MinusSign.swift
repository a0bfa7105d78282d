extension String {
    /// A number as text with a minus sign for its hyphens; what was rounded to zero has no sign.
    package var withMinusSign: String {
        // Most numbers have none, and the search for a text in a text is slow.
        guard utf8.contains(UInt8(ascii: "-")) else { return self }
        return replacing("-", with: contains { ("1"..."9").contains($0) } ? "−" : "")
    }
}
