/// Where a link leads, once it is known to be harmless.
enum LinkTarget {
    private static let schemes: Set<String> = ["http", "https", "mailto", "doi", "ftp", "tel"]

    /// The address, or `nil` where it names a scheme that can run something (`javascript:`, `data:`, …).
    static func checked(_ address: String) -> String? {
        // Browsers drop white space and control characters before they look at the scheme.
        let compact = address.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }
        let head = compact.prefix { !":/?#".unicodeScalars.contains($0) }
        guard head.endIndex < compact.endIndex, compact[head.endIndex] == ":" else { return address }
        let scheme = String(String.UnicodeScalarView(head)).lowercased()
        return schemes.contains(scheme) ? address : nil
    }

    /// Whether the address leads off the machine.
    static func isRemote(_ address: String) -> Bool {
        address.contains("://") || address.hasPrefix("//") || address.contains(":")
    }
}
