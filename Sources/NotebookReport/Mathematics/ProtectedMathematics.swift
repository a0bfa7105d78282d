/// A Markdown text whose formulas are replaced by marks that Markdown leaves alone.
///
/// A formula is `$…$` (no white space inside its dollars, no digit behind, no blank line, dollar or code in it),
/// `$$…$$`, or an equation environment such as `\begin{align} … \end{align}`. Code and `\$` hold none.
struct ProtectedMathematics {
    /// The text with marks.
    private(set) var text = ""
    /// The formulas with their text as written, in order.
    private(set) var formulas: [(formula: Formula, written: String)] = []

    private static let opening: Character = "\u{E000}"
    private static let closing: Character = "\u{E001}"
    private static let environments = ["equation", "align", "gather", "multline", "eqnarray"]

    /// Takes the formulas out of `markdown`.
    init(_ markdown: String) {
        let clean = markdown.filter { $0 != Self.opening && $0 != Self.closing }
        var fence: Substring?
        var open = ""
        for line in clean.split(separator: "\n", omittingEmptySubsequences: false) {
            let mark = Self.fenceMark(of: line)
            if let current = fence {
                text += line + "\n"
                if let mark, mark.hasPrefix(current), line.trimmed.count == mark.count { fence = nil }
            } else if let mark {
                scan(Array(open))
                open = ""
                text += line + "\n"
                fence = mark
            } else {
                open += line + "\n"
            }
        }
        scan(Array(open))
    }

    /// The text with every mark replaced by what was written there: for code and raw HTML.
    func restored(_ marked: String) -> String {
        parts(of: marked).map { part in
            switch part {
            case .text(let text): text
            case .formula(let index): formulas[index].written
            }
        }.joined()
    }

    /// A stretch of text between marks, or a mark.
    enum Part {
        /// Text as it stands.
        case text(String)
        /// An index into `formulas`.
        case formula(Int)
    }

    /// The text cut at its marks.
    func parts(of marked: String) -> [Part] {
        guard marked.contains(Self.opening) else { return [.text(marked)] }
        var parts: [Part] = []
        for piece in marked.split(separator: Self.opening, omittingEmptySubsequences: false) {
            let halves = piece.split(separator: Self.closing, maxSplits: 1, omittingEmptySubsequences: false)
            if halves.count == 2, let index = Int(halves[0]), formulas.indices.contains(index) {
                parts.append(.formula(index))
                parts.append(.text(String(halves[1])))
            } else {
                parts.append(.text(String(piece)))
            }
        }
        return parts
    }

    /// The run of backticks or tildes that opens or closes a code block on this line.
    private static func fenceMark(of line: Substring) -> Substring? {
        let content = line.drop { $0 == " " || $0 == ">" }
        for mark in ["`", "~"] as [Character] {
            let run = content.prefix { $0 == mark }
            if run.count >= 3, mark == "~" || !content.dropFirst(run.count).contains("`") { return run }
        }
        return nil
    }

    private mutating func scan(_ characters: [Character]) {
        var index = 0
        while index < characters.count {
            let character = characters[index]
            if character == "\\", index + 1 < characters.count {
                if let end = environmentEnd(characters, index) {
                    add(characters, index..<end, inner: index..<end, isDisplayed: true)
                    index = end
                    continue
                }
                text += [character, characters[index + 1]]
                index += 2
            } else if character == "`" {
                let end = Self.codeEnd(characters, index)
                text += characters[index..<end]
                index = end
            } else if character == "$", let end = formulaEnd(characters, index) {
                index = end
            } else {
                text.append(character)
                index += 1
            }
        }
    }

    /// Where the code span that opens at `start` ends; behind its backticks where nothing closes them.
    private static func codeEnd(_ characters: [Character], _ start: Int) -> Int {
        func run(at index: Int) -> Int { characters[index...].prefix { $0 == "`" }.count }
        let width = run(at: start)
        var index = start + width
        while index < characters.count {
            guard characters[index] == "`" else {
                if characters[index] == "\n", index + 1 < characters.count, characters[index + 1] == "\n" {
                    break
                }
                index += 1
                continue
            }
            let other = run(at: index)
            index += other
            if other == width { return index }
        }
        return start + width
    }

    /// Takes the formula that opens at `start` and gives where it ends; `nil` where none opens.
    private mutating func formulaEnd(_ characters: [Character], _ start: Int) -> Int? {
        let isDisplayed = start + 1 < characters.count && characters[start + 1] == "$"
        let width = isDisplayed ? 2 : 1
        let first = start + width
        guard first < characters.count, isDisplayed || !characters[first].isWhitespace else { return nil }
        var index = first
        while index < characters.count {
            switch characters[index] {
            case "\\": index += 1
            case "`" where !isDisplayed:
                let width = characters[index...].prefix { $0 == "`" }.count
                if Self.codeEnd(characters, index) > index + width { return nil }
                index += width - 1
            case "\n" where index + 1 < characters.count && characters[index + 1] == "\n" && !isDisplayed:
                return nil
            case "$" where isDisplayed:
                guard index + 1 < characters.count, characters[index + 1] == "$" else { break }
                guard index > first else { return nil }
                add(characters, start..<index + 2, inner: first..<index, isDisplayed: true)
                return index + 2
            case "$":
                let isFollowedByDigit = index + 1 < characters.count && characters[index + 1].isNumber
                // "$5 and $6" are two prices.
                guard !characters[index - 1].isWhitespace, !isFollowedByDigit, index > first else {
                    return nil
                }
                add(characters, start..<index + 1, inner: first..<index, isDisplayed: false)
                return index + 1
            default: break
            }
            index += 1
        }
        return nil
    }

    private func environmentEnd(_ characters: [Character], _ start: Int) -> Int? {
        for name in Self.environments.flatMap({ [$0, $0 + "*"] }) {
            let begin = Array("\\begin{\(name)}")
            guard characters[start...].starts(with: begin) else { continue }
            let end = Array("\\end{\(name)}")
            var index = start + begin.count
            while index + end.count <= characters.count {
                if characters[index..<index + end.count].elementsEqual(end) { return index + end.count }
                index += 1
            }
        }
        return nil
    }

    private mutating func add(_ all: [Character], _ whole: Range<Int>, inner: Range<Int>, isDisplayed: Bool) {
        var source = String(all[inner])
        if source.contains("\n"),
            all[..<whole.lowerBound].reversed().prefix(while: { $0 != "\n" }).contains(">")
        {
            // Inside a quotation every line of the formula carries the quotation's mark.
            source = source.split(separator: "\n").map { String($0.drop { $0 == " " || $0 == ">" }) }
                .joined(separator: "\n")
        }
        text += "\(Self.opening)\(formulas.count)\(Self.closing)"
        formulas.append((Formula(source: source.trimmed, isDisplayed: isDisplayed), String(all[whole])))
    }
}
