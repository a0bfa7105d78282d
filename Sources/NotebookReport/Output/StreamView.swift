import NotebookModel

/// Draws what a cell printed; long texts show their beginning and their end.
enum StreamView {
    /// A place in the text: a line and a character in it.
    private struct Cut: Comparable {
        var line: Int
        var character: Int

        static func < (left: Cut, right: Cut) -> Bool {
            (left.line, left.character) < (right.line, right.character)
        }
    }

    private static let shownLines = 30
    private static let shownCharacters = 6_000
    private static let shownOfALine = 1_500
    private static let worthHiding = 12

    /// The text of a stream.
    static func html(_ text: String, _ stream: Output.StreamName) -> HTML {
        let isError = stream == .stderr
        let content = folded(TerminalText(text).lines, label: isError ? "Standard error" : "Output")
        return "<div class=\"stream\(isError ? " stderr" : "")\">\(content)</div>\n"
    }

    /// A note on text that was cut from the middle of an overlong stream.
    static func omitted(_ stream: Output.StreamName, bytes: Int, file: String) -> HTML {
        """
        <p class="note">\(Wording.bytes(bytes)) of \(stream == .stderr ? "standard error" : "output") left out here; \
        the whole stands in <code>\(file)</code>.</p>

        """
    }

    /// Plain text as output: capped like any other.
    static func plain(_ text: String, label: String = "Output") -> HTML {
        folded(TerminalText(text).lines, label: label)
    }

    private static func folded(_ lines: [[TerminalText.Run]], label: String) -> HTML {
        let end = Cut(line: lines.count, character: 0)
        let head = headEnd(lines)
        let tail = tailStart(lines)
        guard head < tail, isWorthHiding(lines, head, tail) else {
            return pre(slice(lines, Cut(line: 0, character: 0), end), label: label)
        }
        let hidden = tail.line - head.line
        let amount = hidden > 0 ? "\(Wording.count(hidden)) more lines" : "the rest of this line"
        return """
            \(pre(slice(lines, Cut(line: 0, character: 0), head), label: label))\
            <details class="more"><summary>Show all: \(amount)</summary>\
            \(pre(slice(lines, head, tail), label: label))</details>\
            \(pre(slice(lines, tail, end), label: label))
            """
    }

    private static func headEnd(_ lines: [[TerminalText.Run]]) -> Cut {
        var room = shownCharacters
        for (index, line) in lines.prefix(shownLines).enumerated() {
            let length = line.reduce(0) { $0 + $1.text.count }
            let shown = min(room, shownOfALine)
            if length > shown { return Cut(line: index, character: shown) }
            room -= length
        }
        return Cut(line: min(shownLines, lines.count), character: 0)
    }

    private static func tailStart(_ lines: [[TerminalText.Run]]) -> Cut {
        var room = shownCharacters
        for (index, line) in lines.enumerated().suffix(shownLines).reversed() {
            let length = line.reduce(0) { $0 + $1.text.count }
            let shown = min(room, shownOfALine)
            if length > shown { return Cut(line: index, character: length - shown) }
            room -= length
        }
        return Cut(line: max(0, lines.count - shownLines), character: 0)
    }

    private static func isWorthHiding(_ lines: [[TerminalText.Run]], _ from: Cut, _ to: Cut) -> Bool {
        if to.line - from.line >= worthHiding { return true }
        let hidden = lines[from.line...min(to.line, lines.count - 1)].reduce(0) { sum, line in
            sum + line.reduce(0) { $0 + $1.text.count }
        }
        return hidden - from.character > 2 * shownCharacters
    }

    /// The text between two places.
    private static func slice(_ lines: [[TerminalText.Run]], _ from: Cut, _ to: Cut) -> [[TerminalText.Run]] {
        var slice: [[TerminalText.Run]] = []
        for index in from.line...max(from.line, to.line) where index < lines.count {
            let start = index == from.line ? from.character : 0
            let end = index == to.line ? to.character : Int.max
            if index == to.line, to.character == 0 { break }
            slice.append(part(of: lines[index], start, end))
        }
        return slice
    }

    private static func part(of line: [TerminalText.Run], _ start: Int, _ end: Int) -> [TerminalText.Run] {
        guard start > 0 || end < Int.max else { return line }
        var runs: [TerminalText.Run] = []
        var position = 0
        for run in line {
            let length = run.text.count
            let from = max(0, start - position)
            let to = min(length, end - position)
            if from < to {
                runs.append(.init(text: String(run.text.dropFirst(from).prefix(to - from)), style: run.style))
            }
            position += length
        }
        return runs
    }

    private static func pre(_ lines: [[TerminalText.Run]], label: String) -> HTML {
        let content = lines.map { line in line.map(markup).joined() }.joined("\n")
        guard hasColumns(lines) else { return "<pre>\(content)</pre>" }
        let isWide = lines.contains { line in line.reduce(0) { $0 + $1.text.utf8.count } > Page.narrowColumns
        }
        return "<pre class=\"columns\"\(isWide ? Page.scrollable(label) : "")>\(content)</pre>"
    }

    /// Whether lines must stay whole: they hold columns, which two spaces or a tabulator set apart.
    private static func hasColumns(_ lines: [[TerminalText.Run]]) -> Bool {
        lines.count > 1
            && lines.contains { line in
                let text = line.map(\.text).joined().drop { $0 == " " }
                return text.contains("  ") || text.contains("\t")
            }
    }

    private static func markup(_ run: TerminalText.Run) -> HTML {
        let (classes, text) = (run.style.classes, run.text.withUnitsKept)
        return classes.isEmpty ? HTML(text: text) : "<span class=\"\(classes)\">\(text)</span>"
    }
}
