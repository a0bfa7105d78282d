/// Text as a terminal shows it: colours, `\r` and `\b` carried out, other control sequences left out.
struct TerminalText {
    /// How a stretch of text looks.
    struct Style: Equatable, Hashable {
        /// 0…15, `nil` for the page's own.
        var foreground: Int?
        /// 0…15, `nil` for the page's own.
        var background: Int?
        /// Heavy.
        var isBold = false
        /// Pale.
        var isFaint = false
        /// Slanted.
        var isItalic = false
        /// Underlined.
        var isUnderlined = false
        /// Written in the ground's colour on the text's.
        var isInverse = false

        /// The classes of the page's style sheet.
        var classes: String {
            var names: [String] = []
            let (front, ground): (Int?, Int?) =
                isInverse ? (background ?? 15, foreground ?? 0) : (foreground, background)
            if let front { names.append("f\(front)") }
            if let ground { names.append("b\(ground)") }
            if isBold { names.append("bold") }
            if isFaint { names.append("faint") }
            if isItalic { names.append("italic") }
            if isUnderlined { names.append("under") }
            return names.joined(separator: " ")
        }
    }

    /// A stretch of one line in one style.
    struct Run: Equatable {
        /// The text.
        var text: String
        /// How it looks.
        var style: Style
    }

    /// The lines in order, without their ends.
    private(set) var lines: [[Run]] = []

    private var style = Style()

    /// Carries out what `text` says.
    init(_ text: String) {
        // Swift takes "\r\n" for one character; a terminal does not mind which of the two it gets.
        let text = text.utf8.contains(0x0D) ? text.replacing("\r\n", with: "\n") : text
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.utf8.contains(where: { $0 == 0x1B || $0 == 0x0D || $0 == 0x08 }) {
                lines.append(screenLine(line))
            } else {
                lines.append(line.isEmpty ? [] : [Run(text: String(line), style: style)])
            }
        }
        // A text that ends its last line has no further, empty one.
        if lines.last?.isEmpty == true { lines.removeLast() }
    }

    private mutating func screenLine(_ line: Substring) -> [Run] {
        var cells: [(character: Character, style: Style)] = []
        var column = 0
        var rest = line[...]
        while let character = rest.popFirst() {
            switch character {
            case "\r": column = 0
            case "\u{8}": column = max(0, column - 1)
            case "\u{1B}": control(&rest, &cells, &column)
            default:
                if column < cells.count {
                    cells[column] = (character, style)
                } else {
                    cells.append((character, style))
                }
                column += 1
            }
        }
        var runs: [Run] = []
        for cell in cells {
            if runs.last?.style == cell.style {
                runs[runs.count - 1].text.append(cell.character)
            } else {
                runs.append(Run(text: String(cell.character), style: cell.style))
            }
        }
        return runs
    }

    /// Carries out the control sequence that begins at `rest`, its escape character just passed.
    private mutating func control(
        _ rest: inout Substring, _ cells: inout [(character: Character, style: Style)], _ column: inout Int
    ) {
        switch rest.first {
        case "[":
            rest.removeFirst()
            let parameters = rest.prefix { "0123456789;:?<=>".contains($0) }
            rest = rest[parameters.endIndex...]
            switch rest.popFirst() {
            case "m": select(parameters)
            case "K":
                let mode = Int(parameters) ?? 0
                if mode == 0 { cells.removeSubrange(min(column, cells.count)...) }
                if mode == 2 { cells = [] }
                while cells.count < column { cells.append((" ", style)) }
            case "G": column = min(max((Int(parameters) ?? 1) - 1, 0), cells.count)
            case "D": column = max(0, column - (Int(parameters) ?? 1))
            default: break
            }
        case "]":
            // A title or a link: ends with BEL or ESC \.
            guard let end = rest.firstIndex(where: { $0 == "\u{7}" || $0 == "\u{1B}" }) else {
                rest = rest[rest.endIndex...]
                return
            }
            let isEscape = rest[end] == "\u{1B}"
            rest = rest[rest.index(after: end)...]
            if isEscape, rest.first == "\\" { rest.removeFirst() }
        default: _ = rest.popFirst()
        }
    }

    /// Sets the style as `ESC [ parameters m` says.
    private mutating func select(_ parameters: Substring) {
        var codes = parameters.split(omittingEmptySubsequences: false) { $0 == ";" || $0 == ":" }
            .map { Int($0) ?? 0 }[...]
        while let code = codes.popFirst() {
            switch code {
            case 0: style = Style()
            case 1: style.isBold = true
            case 2: style.isFaint = true
            case 3: style.isItalic = true
            case 4: style.isUnderlined = true
            case 22: (style.isBold, style.isFaint) = (false, false)
            case 23: style.isItalic = false
            case 24: style.isUnderlined = false
            case 7: style.isInverse = true
            case 27: style.isInverse = false
            case 30...37: style.foreground = code - 30
            case 38: style.foreground = TerminalPalette.extended(&codes) ?? style.foreground
            case 39: style.foreground = nil
            case 40...47: style.background = code - 40
            case 48: style.background = TerminalPalette.extended(&codes) ?? style.background
            case 49: style.background = nil
            case 90...97: style.foreground = code - 82
            case 100...107: style.background = code - 92
            default: break
            }
        }
    }
}
