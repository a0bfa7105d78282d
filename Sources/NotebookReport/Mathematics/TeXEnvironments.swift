extension TeXParser {
    /// How large `\big` and its kin make a bracket.
    static let bigSizes = ["big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"]

    /// Reads `\left( … \middle| … \right)`, `\left` just passed.
    mutating func fenced() throws(TeXError) -> HTML {
        var markup: HTML = Self.fence(try delimiter(), form: "prefix")
        while true {
            markup += try row()
            if take(.command("middle")) {
                markup += Self.fence(try delimiter(), form: "infix")
            } else {
                break
            }
        }
        guard take(.command("right")) else { throw TeXError(reason: "\\left without \\right") }
        markup += Self.fence(try delimiter(), form: "postfix")
        return "<mrow>\(markup)</mrow>"
    }

    private static func fence(_ delimiter: Character?, form: String) -> HTML {
        guard let delimiter else { return .empty }
        return "<mo fence=\"true\" stretchy=\"true\" form=\"\(form)\">\(String(delimiter))</mo>"
    }

    /// Reads a bracket; `nil` for the invisible one, `.`.
    private mutating func delimiter() throws(TeXError) -> Character? {
        skipSpace()
        guard let token = next else { throw TeXError(reason: "a bracket is missing at the end") }
        advance()
        switch token {
        case .character("."): return nil
        case .character("<"): return "⟨"
        case .character(">"): return "⟩"
        case .character(let character) where "()[]|/‖⟨⟩⌊⌋⌈⌉".contains(character): return character
        case .command(let name):
            if let character = TeXSymbols.delimiters[name] { return character }
            if let arrow = TeXSymbols.operators[name], "↑↓".contains(arrow) { return arrow }
        default: break
        }
        throw TeXError(reason: "\(token.source) is no bracket")
    }

    /// Reads the bracket after `\big`, `\Bigl` and so on.
    mutating func bigDelimiter(_ name: String) throws(TeXError) -> MathAtom {
        guard let character = try delimiter() else { return MathAtom(markup: .empty, role: .space) }
        let size = Self.bigSizes[name.filter { !"lrm".contains($0) }] ?? "1.2em"
        let form =
            switch name.last {
            case "l": "prefix"
            case "r": "postfix"
            default: "infix"
            }
        let sizes: HTML = "minsize=\"\(size)\" maxsize=\"\(size)\""
        return MathAtom(
            markup:
                "<mo stretchy=\"true\" symmetric=\"true\" form=\"\(form)\" \(sizes)>\(String(character))</mo>",
            role: form == "postfix" ? .closing : .opening)
    }

    /// Reads `\begin{name} … \end{name}`, `\begin` just passed.
    mutating func environment() throws(TeXError) -> HTML {
        let name = try plainArgument()
        let end = TeXToken.command("end")
        let markup: HTML
        switch name {
        case "matrix", "smallmatrix": markup = try array(closedBy: end, className: "matrix")
        case "pmatrix": markup = Self.bracketed("(", try array(closedBy: end, className: "matrix"), ")")
        case "bmatrix": markup = Self.bracketed("[", try array(closedBy: end, className: "matrix"), "]")
        case "Bmatrix": markup = Self.bracketed("{", try array(closedBy: end, className: "matrix"), "}")
        case "vmatrix": markup = Self.bracketed("|", try array(closedBy: end, className: "matrix"), "|")
        case "Vmatrix": markup = Self.bracketed("‖", try array(closedBy: end, className: "matrix"), "‖")
        case "cases", "dcases":
            markup = Self.bracketed("{", try array(closedBy: end, className: "cases"), nil)
        case "rcases": markup = Self.bracketed(nil, try array(closedBy: end, className: "cases"), "}")
        case "array":
            let columns = try plainArgument().filter { "lcr".contains($0) }
            markup = try array(closedBy: end, className: "matrix", columns: columns)
        case "aligned", "align", "align*", "split", "alignedat", "eqnarray", "eqnarray*":
            if name == "alignedat" { _ = try plainArgument() }
            markup = try array(closedBy: end, className: "aligned")
        case "gathered", "gather", "gather*", "equation", "equation*", "multline", "multline*":
            markup = try array(closedBy: end, className: "rows")
        default: throw TeXError(reason: "\\begin{\(name)} is not known")
        }
        guard try plainArgument() == name else {
            throw TeXError(reason: "\\begin{\(name)} without its \\end")
        }
        return markup
    }

    private static func bracketed(_ left: Character?, _ body: HTML, _ right: Character?) -> HTML {
        "<mrow>\(fence(left, form: "prefix"))\(body)\(fence(right, form: "postfix"))</mrow>"
    }

    /// Reads rows and columns up to `close`.
    ///
    /// - Parameter columns: how each column is set: `l`, `c` or `r`.
    mutating func array(
        closedBy close: TeXToken, opening: TeXToken? = nil, className: String, columns: String = ""
    ) throws(TeXError) -> HTML {
        if let opening, !take(opening) { throw TeXError(reason: "a \(opening.source) is missing") }
        let alignments = Array(columns)
        var rows: [HTML] = []
        var cells: [HTML] = []
        while true {
            let content = try row()
            let isSet = cells.count < alignments.count && alignments[cells.count] != "c"
            let side: HTML = isSet ? " class=\"\(String(alignments[cells.count]))\"" : ""
            cells.append("<mtd\(side)>\(content)</mtd>")
            if take(.column) { continue }
            // The last `\\` of an array ends its last row; no empty one follows.
            if cells.count > 1 || !content.isEmpty || next == .row { rows.append("<mtr>\(cells)</mtr>") }
            cells = []
            guard take(.row) else { break }
            skipRowGap()
        }
        guard take(close) else { throw TeXError(reason: "a \(close.source) is missing") }
        let style: HTML = className == "aligned" || className == "rows" ? " displaystyle=\"true\"" : ""
        return "<mtable class=\"\(className)\"\(style)>\(rows)</mtable>"
    }

    /// Passes the optional gap of `\\[2pt]`.
    private mutating func skipRowGap() {
        guard take(.character("[")) else { return }
        while let token = next, token != .character("]"), token != .row { advance() }
        _ = take(.character("]"))
    }
}
