import Foundation

extension TeXParser {
    /// Reads the arguments of a command, its name just passed, and gives what it stands for.
    mutating func command(_ name: String) throws(TeXError) -> MathAtom {
        if let atom = symbol(name) { return atom }
        if let styled = TeXSymbols.alphabets[name] {
            return MathAtom(markup: try with(styled) { parser throws(TeXError) in try parser.argument() })
        }
        if let styled = TeXSymbols.texts[name] { return MathAtom(markup: try text(styled)) }
        if let accent = TeXSymbols.accents[name] {
            let stretchy = accent.isWide ? "true" : "false"
            let mark: HTML = "<mo stretchy=\"\(stretchy)\">\(String(accent.mark))</mo>"
            return MathAtom(markup: "<mover accent=\"true\">\(try argument())\(mark)</mover>")
        }
        switch name {
        case "frac", "dfrac", "tfrac", "cfrac": return MathAtom(markup: try fraction(name))
        case "binom", "tbinom", "dbinom":
            let (upper, lower) = (try argument(), try argument())
            let column: HTML = "<mfrac linethickness=\"0\">\(upper)\(lower)</mfrac>"
            return MathAtom(markup: "<mrow><mo>(</mo>\(column)<mo>)</mo></mrow>")
        case "sqrt": return MathAtom(markup: try root())
        case "underline":
            return MathAtom(markup: "<munder>\(try argument())<mo stretchy=\"true\">_</mo></munder>")
        case "overbrace":
            let body: HTML = "<mover>\(try argument())<mo stretchy=\"true\">⏞</mo></mover>"
            return MathAtom(markup: body, hasLimits: true)
        case "underbrace":
            let body: HTML = "<munder>\(try argument())<mo stretchy=\"true\">⏟</mo></munder>"
            return MathAtom(markup: body, hasLimits: true)
        case "overset", "stackrel":
            let mark = try argument()
            return MathAtom(markup: "<mover>\(try argument())\(mark)</mover>")
        case "underset":
            let mark = try argument()
            return MathAtom(markup: "<munder>\(try argument())\(mark)</munder>")
        default: return try structure(name)
        }
    }

    private mutating func structure(_ name: String) throws(TeXError) -> MathAtom {
        switch name {
        case "left": return MathAtom(markup: try fenced())
        case "begin": return MathAtom(markup: try environment())
        case "substack":
            return MathAtom(markup: try array(closedBy: .close, opening: .open, className: "stack"))
        case "operatorname", "operatorname*", "mathop", "mathrel", "mathbin", "mathord":
            return try namedOperator(name)
        case "phantom", "hphantom", "vphantom":
            return MathAtom(markup: "<mphantom>\(try argument())</mphantom>")
        case "boxed", "fbox": return MathAtom(markup: "<mrow class=\"boxed\">\(try argument())</mrow>")
        case "hspace", "hspace*", "mspace", "hskip", "kern", "mkern":
            return MathAtom(markup: Self.space(try plainArgument()), role: .space)
        case "not":
            return MathAtom(markup: try negated(), role: .sign)
        case "tag", "tag*":
            tag = try plainArgument()
            return MathAtom(markup: .empty, role: .space)
        case "label", "vspace", "color":
            _ = try plainArgument()
            return MathAtom(markup: .empty, role: .space)
        case "textcolor":
            _ = try plainArgument()
            return MathAtom(markup: try argument())
        case _ where Self.bigSizes[name.filter { !"lrm".contains($0) }] != nil:
            return try bigDelimiter(name)
        default:
            return MathAtom(markup: "<mtext class=\"unknown\">\("\\" + name)</mtext>")
        }
    }

    /// Commands without arguments.
    private mutating func symbol(_ name: String) -> MathAtom? {
        if let letter = TeXSymbols.identifiers[name] {
            let isUpright = alphabet == .upright || letter.isUppercase || !letter.isLetter
            let glyph = String(alphabet.letter(letter))
            return MathAtom(
                markup: isUpright ? "<mi mathvariant=\"normal\">\(glyph)</mi>" : "<mi>\(glyph)</mi>")
        }
        if let sign = TeXSymbols.operators[name] {
            return MathAtom(markup: "<mo stretchy=\"false\">\(String(sign))</mo>", role: .sign)
        }
        if let large = TeXSymbols.largeOperators[name] {
            let isIntegral = name.hasSuffix("int")
            let limits: HTML = isIntegral ? "" : " movablelimits=\"true\""
            return MathAtom(markup: "<mo\(limits)>\(String(large))</mo>", role: .sign, hasLimits: !isIntegral)
        }
        if TeXSymbols.functions.contains(name) {
            return MathAtom(markup: "<mi>\(name)</mi>", role: .function)
        }
        if let shown = TeXSymbols.limitFunctions[name] { return Self.limitFunction(shown) }
        if let delimiter = TeXSymbols.delimiters[name] {
            if "|‖".contains(delimiter) { return MathAtom(markup: Self.bar(delimiter), role: .bar) }
            let isOpening = "{[⟨⌊⌈".contains(delimiter)
            return MathAtom(
                markup: "<mo stretchy=\"false\">\(String(delimiter))</mo>",
                role: isOpening ? .opening : .closing)
        }
        if let width = TeXSymbols.spaces[name] {
            return MathAtom(markup: "<mspace width=\"\(width)\"></mspace>", role: .space)
        }
        return TeXSymbols.ignored.contains(name) ? MathAtom(markup: .empty, role: .space) : nil
    }

    /// The sign after `\not`, struck through.
    private mutating func negated() throws(TeXError) -> HTML {
        skipSpace()
        if case .command(let name) = next, let sign = TeXSymbols.operators[name] {
            let struck = "\(sign)\u{338}".precomposedStringWithCanonicalMapping
            if struck.unicodeScalars.count == 1 {
                advance()
                return "<mo stretchy=\"false\">\(struck)</mo>"
            }
        }
        return next == .character("=") && take(.character("="))
            ? "<mo>≠</mo>" : "<mrow class=\"negated\">\(try nucleus().markup)</mrow>"
    }

    private static func limitFunction(_ shown: String) -> MathAtom {
        MathAtom(
            markup: "<mo movablelimits=\"true\" lspace=\"0\" rspace=\"0\">\(shown)</mo>", role: .function,
            hasLimits: true)
    }

    private mutating func fraction(_ name: String) throws(TeXError) -> HTML {
        let (numerator, denominator) = (try argument(), try argument())
        let fraction: HTML = "<mfrac>\(numerator)\(denominator)</mfrac>"
        return switch name {
        case "dfrac", "cfrac": "<mstyle displaystyle=\"true\">\(fraction)</mstyle>"
        case "tfrac": "<mstyle displaystyle=\"false\">\(fraction)</mstyle>"
        default: fraction
        }
    }

    private mutating func root() throws(TeXError) -> HTML {
        guard take(.character("[")) else { return "<msqrt>\(try argument())</msqrt>" }
        let degree = try row(until: .character("]"))
        guard take(.character("]")) else { throw TeXError(reason: "a ] is missing") }
        return "<mroot>\(try argument())<mrow>\(degree)</mrow></mroot>"
    }

    private mutating func namedOperator(_ command: String) throws(TeXError) -> MathAtom {
        if command == "operatorname" || command == "operatorname*" {
            let name = try plainArgument()
            if command.hasSuffix("*") { return Self.limitFunction(name) }
            return MathAtom(markup: "<mi>\(name)</mi>", role: .function)
        }
        let isOperator = command == "mathop"
        return MathAtom(markup: try argument(), role: isOperator ? .function : .sign, hasLimits: isOperator)
    }

    /// Reads `{…}` as text, with its white space; `$` in it is dropped.
    private mutating func text(_ alphabet: MathAlphabet) throws(TeXError) -> HTML {
        let words = try plainArgument(keepsSpace: true)
        let styled = alphabet == .upright ? words : String(words.map(alphabet.letter))
        return "<mtext>\(styled.replacing(" ", with: "\u{A0}"))</mtext>"
    }

    /// Reads `{…}`, or a single token, as plain characters.
    mutating func plainArgument(keepsSpace: Bool = false) throws(TeXError) -> String {
        skipSpace()
        guard take(.open) else {
            guard let token = next else { throw TeXError(reason: "something is missing at the end") }
            advance()
            return token.source
        }
        var text = ""
        var open = 1
        while let token = next {
            advance()
            switch token {
            case .open: open += 1
            case .close: open -= 1
            case .space: text += " "
            case .character("$"): break
            case .command(let name):
                let sign =
                    TeXSymbols.identifiers[name] ?? TeXSymbols.operators[name] ?? TeXSymbols.delimiters[name]
                text += sign.map(String.init) ?? (TeXSymbols.spaces[name] != nil ? " " : "\\" + name)
            default: text += token.source
            }
            if open == 0 { return keepsSpace ? text : text.trimmed }
        }
        throw TeXError(reason: "a } is missing")
    }

    private mutating func with(
        _ styled: MathAlphabet, _ body: (inout TeXParser) throws(TeXError) -> HTML
    ) throws(TeXError) -> HTML {
        let outer = alphabet
        alphabet = styled
        defer { alphabet = outer }
        return try body(&self)
    }

    /// A length such as `-2.5mm` as a space; nothing where it cannot be read.
    private static func space(_ length: String) -> HTML {
        let number = length.prefix { $0.isNumber || ".-+".contains($0) }
        let unit = length.dropFirst(number.count).trimmed
        guard let value = Double(number), abs(value) < 1000 else { return .empty }
        switch unit {
        case "em", "ex", "pt", "px", "cm", "mm", "in", "pc":
            return "<mspace width=\"\(String(number) + unit)\"></mspace>"
        case "mu": return "<mspace width=\"\("\(value / 18)em")\"></mspace>"
        default: return .empty
        }
    }
}

extension StringProtocol {
    /// The text without white space at its ends.
    var trimmed: String {
        var text = Substring(self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        return String(text.drop(while: \.isWhitespace))
    }
}
