import Foundation

extension Table {
    /// Plain text, HTML and JSON.
    public var display: MIMEBundle {
        var bundle = MIMEBundle(title: title)
        bundle.set(plainText, as: .plainText)
        bundle.set(html, as: .html)
        bundle.set(json, as: .table)
        return bundle
    }

    /// Columns padded with spaces, numbers right, a line under the headings.
    var plainText: String {
        let widths = columns.indices.map { column in
            ([columns[column]] + rows.map { $0[column].text }).map(terminalWidth).max() ?? 0
        }
        let numeric = columns.indices.map(isNumeric)
        func line(_ texts: [String]) -> String {
            texts.indices.map { column in
                let text = texts[column].replacing("\n", with: " ")
                let padding = String(repeating: " ", count: max(0, widths[column] - terminalWidth(text)))
                return numeric[column] ? padding + text : text + padding
            }.joined(separator: "  ").trimmingSuffix(" ")
        }
        var lines = [line(columns), widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")]
        if let title { lines.insert(title, at: 0) }
        return (lines + rows.map { line($0.map(\.text)) }).joined(separator: "\n")
    }

    /// A `<table>` with every text escaped.
    var html: String {
        let numeric = columns.indices.map(isNumeric)
        func entry(_ tag: String, _ text: String, _ column: Int) -> String {
            let style = numeric[column] ? " style=\"text-align:right\"" : ""
            return "<\(tag)\(style)>\(escaped(text))</\(tag.prefix(2))>"
        }
        let head = columns.enumerated().map { entry("th scope=\"col\"", $1, $0) }.joined()
        let body = rows.map { row in
            "<tr>" + row.enumerated().map { entry("td", $1.text, $0) }.joined() + "</tr>"
        }.joined(separator: "\n")
        let caption = title.map { "<caption>\(escaped($0))</caption>\n" } ?? ""
        return "<table>\n\(caption)<thead><tr>\(head)</tr></thead>\n<tbody>\n\(body)\n</tbody>\n</table>"
    }

    /// The form a report renders itself:
    ///
    ///     {"title":"…" or null,"columns":[{"title":"accuracy","numeric":true}],
    ///      "rows":[[{"text":"61.5 %","value":61.5},{"text":"words"}]]}
    ///
    /// `value` is left out for words, and for numbers that JSON cannot hold.
    var json: String {
        let heads = columns.enumerated().map {
            JSONText.object([
                ("title", JSONText.quoted($1)), ("numeric", isNumeric(column: $0) ? "true" : "false"),
            ])
        }
        let body = rows.map { row in
            JSONText.array(
                row.map { cell in
                    var members = [(key: "text", value: JSONText.quoted(cell.text))]
                    if let value = cell.value, value.isFinite {
                        members.append(("value", JSONText.number(value)))
                    }
                    return JSONText.object(members)
                })
        }
        return JSONText.object([
            ("title", title.map(JSONText.quoted) ?? "null"), ("columns", JSONText.array(heads)),
            ("rows", JSONText.array(body)),
        ])
    }
}

extension String {
    fileprivate func trimmingSuffix(_ character: Character) -> String {
        var text = self[...]
        while text.last == character { text.removeLast() }
        return String(text)
    }
}

private func escaped(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": out += "&amp;"
        case "<": out += "&lt;"
        case ">": out += "&gt;"
        case "\"": out += "&quot;"
        case "'": out += "&#39;"
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out
}

/// Columns that a terminal gives a text: wide East Asian characters and emoji take two.
private func terminalWidth(_ text: String) -> Int {
    text.reduce(0) { width, character in
        guard let scalar = character.unicodeScalars.first else { return width }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return width + 2
        default: return width + 1
        }
    }
}
