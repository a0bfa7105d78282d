extension String {
    /// The text with every line end, of Windows or of old Macs, as one line feed: what browsers make of it too.
    var withLineFeeds: String {
        // Swift takes "\r\n" for one character, which no search for "\n" finds.
        utf8.contains(0x0D) ? replacing("\r\n", with: "\n").replacing("\r", with: "\n") : self
    }
}
