extension String {
    /// The text as XML character data or attribute value: markup escaped, characters that XML forbids replaced.
    var escapedForXML: String {
        var out = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            case "\t", "\n", "\r": out += " "
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                out += "\u{FFFD}"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }

    /// The text with its line breaks as spaces.
    var singleLine: String { split(whereSeparator: \.isNewline).joined(separator: " ") }
}
