import Foundation
import NotebookModel

/// What the page allows itself: its own style sheet and script, known by their hashes, and pictures inside of it.
struct ContentPolicy {
    /// The value of `Content-Security-Policy`.
    let text: String

    /// A page with more foreign styles than this shows the rest without them, so that its head stays short.
    private static let mostStyles = 200

    /// - Parameter foreignStyles: style sheets and `style` attributes of HTML that cells or the author brought.
    init(foreignStyles: [String]) {
        var hashes = [Self.source(PageStyle.sheet)]
        var seen: Set<String> = []
        for style in foreignStyles where seen.count < Self.mostStyles && seen.insert(style).inserted {
            hashes.append(Self.source(style))
        }
        // Attributes are matched by hash only where this is said.
        if !seen.isEmpty { hashes.append("'unsafe-hashes'") }
        text = [
            "default-src 'none'", "img-src data:", "style-src \(hashes.joined(separator: " "))",
            "script-src \(Self.source(PageScript.text))", "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
    }

    /// A hash as the policy wants it.
    private static func source(_ text: String) -> String {
        let digits = Array(SHA256.hash(text.utf8).utf8)
        let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { at in
            UInt8(String(decoding: digits[at..<at + 2], as: UTF8.self), radix: 16)
        }
        return "'sha256-\(Data(bytes).base64EncodedString())'"
    }
}
