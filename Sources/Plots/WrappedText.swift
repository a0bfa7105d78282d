/// A text broken into lines of a width, at spaces, and inside of words that are too long for one.
struct WrappedText {
    /// The lines; the last ends with `…` where there would be more.
    private(set) var lines = [""]
    /// Whether something was left out.
    private(set) var isShortened = false
    private let limit: Double
    private let size: Double

    /// - Parameters:
    ///   - width: of a line, in pixels.
    ///   - size: of the font, in pixels.
    init(_ text: String, width limit: Double, lines most: Int, size: Double) {
        self.limit = limit
        self.size = size
        for word in text.singleLine.split(separator: " ").prefix(200) where lines.count <= most + 1 {
            let last = lines[lines.count - 1]
            let joined = last.isEmpty ? String(word) : "\(last) \(word)"
            if width(joined) <= limit { lines[lines.count - 1] = joined } else { lines += pieces(word) }
        }
        lines.removeAll(where: \.isEmpty)
        guard lines.count > most else { return }
        isShortened = true
        lines.removeSubrange(most...)
        while lines[most - 1].count > 1, width(lines[most - 1] + "…") > limit { lines[most - 1].removeLast() }
        lines[most - 1] += "…"
    }

    /// Pixels that the longest line takes.
    var width: Double { lines.map(width).max() ?? 0 }

    private func width(_ text: String) -> Double { FigureScript.pixelWidth(text) * size / 13 }

    /// A word cut where it would grow too long.
    private func pieces(_ word: Substring) -> [String] {
        var pieces = [""]
        for character in word.prefix(400) {
            let longer = pieces[pieces.count - 1] + String(character)
            if width(longer) <= limit || longer.count == 1 {
                pieces[pieces.count - 1] = longer
            } else {
                pieces.append(String(character))
            }
        }
        return pieces
    }
}
