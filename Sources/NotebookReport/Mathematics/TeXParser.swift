/// Why a formula cannot be set.
struct TeXError: Error {
    /// What is wrong with it.
    let reason: String
}

/// One piece of a formula and how it keeps its distance from others.
struct MathAtom {
    /// What a piece is to its neighbours.
    enum Role {
        case ordinary, function, opening, closing, bar, sign, space
    }

    /// MathML.
    var markup: HTML
    /// What it is to its neighbours.
    var role = Role.ordinary
    /// Whether its scripts stand below and above in displayed formulas.
    var hasLimits = false
}

/// Turns TeX mathematics into MathML Core.
///
/// Knows what texts on machine learning use; a command it does not know appears as written, marked.
struct TeXParser {
    private let tokens: [TeXToken]
    private var position = 0
    private var depth = 0
    /// The alphabet of the letters that follow.
    var alphabet = MathAlphabet.ordinary
    /// The number given by `\tag`.
    var tag: String?

    /// Deeper formulas are refused, so that no input can exhaust the stack.
    private static let deepest = 48

    /// Prepares to read `source`.
    init(_ source: String) {
        tokens = TeXToken.tokens(of: source)
    }

    /// The next token, `nil` at the end.
    var next: TeXToken? { position < tokens.count ? tokens[position] : nil }

    /// Passes the next token.
    mutating func advance() { position += 1 }

    /// Passes white space.
    mutating func skipSpace() {
        while next == .space { advance() }
    }

    /// Passes `token` where it comes next, white space aside.
    mutating func take(_ token: TeXToken) -> Bool {
        skipSpace()
        guard next == token else { return false }
        advance()
        return true
    }

    /// Reads the whole formula.
    mutating func formula() throws(TeXError) -> HTML {
        var lines = [try row()]
        while take(.row) { lines.append(try row()) }
        if let next { throw TeXError(reason: "\(next.source) does not belong here") }
        guard lines.count > 1 else { return "<mrow>\(lines[0])</mrow>" }
        let rows = lines.map { "<mtr><mtd>\($0)</mtd></mtr>" as HTML }
        return "<mtable class=\"rows\">\(rows)</mtable>"
    }

    /// Reads up to what ends a row: `}`, `&`, `\\`, `\right`, `\middle`, `\end`, or `stop` where it is given.
    mutating func row(until stop: TeXToken? = nil) throws(TeXError) -> HTML {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw TeXError(reason: "nested too deeply") }
        var markup = HTML.empty
        var previous = MathAtom.Role.sign
        var mayLead = true
        while let token = next, token != stop, !token.endsRow {
            if token == .space {
                advance()
                continue
            }
            let atom = try scripted()
            let isLeading = mayLead && Self.leadingSigns.contains(atom.markup.markup)
            markup += Self.space(between: previous, and: atom.role)
            markup += isLeading ? atom.markup.leading : atom.markup
            previous = atom.role
            if atom.role != .space { mayLead = [.sign, .opening, .function].contains(atom.role) }
        }
        return markup
    }

    /// Signs that belong to what follows where nothing stands before them: they keep no distance then.
    private static let leadingSigns: Set<String> = [
        "<mo>−</mo>", "<mo>+</mo>", "<mo stretchy=\"false\">±</mo>", "<mo stretchy=\"false\">∓</mo>",
    ]

    /// TeX puts a thin space between a function and what is no bracket.
    private static func space(between left: MathAtom.Role, and right: MathAtom.Role) -> HTML {
        switch (left, right) {
        case (.function, .ordinary), (.function, .function), (.ordinary, .function), (.closing, .function):
            "<mspace width=\"0.167em\"></mspace>"
        default: .empty
        }
    }

    /// Reads a nucleus with what hangs on it.
    private mutating func scripted() throws(TeXError) -> MathAtom {
        var atom = try nucleus()
        var lower: HTML?
        var upper: HTML?
        while true {
            skipSpace()
            if case .command(let name) = next, name == "limits" || name == "nolimits" {
                advance()
                atom.hasLimits = name == "limits"
            } else if next == .subscript {
                advance()
                guard lower == nil else { throw TeXError(reason: "two subscripts") }
                lower = try argument()
            } else if next == .superscript {
                advance()
                guard upper == nil else { throw TeXError(reason: "two superscripts") }
                upper = try argument()
            } else if next == .character("'") {
                let primes = takePrimes()
                upper = upper.map { "<mrow>\($0)\(primes)</mrow>" } ?? primes
                if next == .superscript {
                    advance()
                    upper = "<mrow>\(primes)\(try argument())</mrow>"
                }
            } else {
                break
            }
        }
        atom.markup = Self.attach(lower, upper, to: atom)
        return atom
    }

    private mutating func takePrimes() -> HTML {
        var count = 0
        while next == .character("'") {
            advance()
            count += 1
        }
        let marks = ["", "′", "″", "‴"]
        return "<mo>\(count < marks.count ? marks[count] : String(repeating: "′", count: count))</mo>"
    }

    private static func attach(_ lower: HTML?, _ upper: HTML?, to atom: MathAtom) -> HTML {
        let base = atom.markup
        return switch (lower, upper, atom.hasLimits) {
        case (nil, nil, _): base
        case (let lower?, nil, false): "<msub>\(base)\(lower)</msub>"
        case (nil, let upper?, false): "<msup>\(base)\(upper)</msup>"
        case (let lower?, let upper?, false): "<msubsup>\(base)\(lower)\(upper)</msubsup>"
        case (let lower?, nil, true): "<munder>\(base)\(lower)</munder>"
        case (nil, let upper?, true): "<mover>\(base)\(upper)</mover>"
        case (let lower?, let upper?, true): "<munderover>\(base)\(lower)\(upper)</munderover>"
        }
    }

    /// Reads what a command or script applies to: a group or a single token; always one element.
    mutating func argument() throws(TeXError) -> HTML {
        skipSpace()
        guard let token = next else { throw TeXError(reason: "something is missing at the end") }
        if token == .open { return try group() }
        if case .character(let digit) = token, digit.isNumber {
            advance()
            return "<mn>\(String(alphabet.letter(digit)))</mn>"
        }
        guard !token.endsRow else { throw TeXError(reason: "something is missing before \(token.source)") }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw TeXError(reason: "nested too deeply") }
        return "<mrow>\(try nucleus().markup)</mrow>"
    }

    /// Reads `{…}`; alphabets chosen inside end with it.
    mutating func group() throws(TeXError) -> HTML {
        guard take(.open) else { throw TeXError(reason: "a { is missing") }
        let outer = alphabet
        defer { alphabet = outer }
        let content = try row()
        guard take(.close) else { throw TeXError(reason: "a } is missing") }
        return "<mrow>\(content)</mrow>"
    }

    /// Reads one piece without its scripts.
    mutating func nucleus() throws(TeXError) -> MathAtom {
        guard let token = next else { throw TeXError(reason: "something is missing at the end") }
        switch token {
        case .open: return MathAtom(markup: try group())
        case .command(let name):
            advance()
            return try command(name)
        case .character(let character):
            if character.isNumber { return MathAtom(markup: number()) }
            if character.isLetter { return MathAtom(markup: letters()) }
            advance()
            return Self.sign(character)
        case .superscript, .subscript: return MathAtom(markup: "<mrow></mrow>")
        default: throw TeXError(reason: "\(token.source) does not belong here")
        }
    }

    private mutating func number() -> HTML {
        var digits = ""
        while case .character(let character) = next {
            let isPoint = character == "." && position + 1 < tokens.count && tokens[position + 1].isDigit
            guard character.isNumber || isPoint else { break }
            digits.append(alphabet.letter(character))
            advance()
        }
        return "<mn>\(digits)</mn>"
    }

    /// One letter; a whole word where the alphabet sets words (`\mathrm{sim}`).
    private mutating func letters() -> HTML {
        var word = ""
        while case .character(let character) = next, character.isLetter {
            word.append(alphabet.letter(character))
            advance()
            guard alphabet != .ordinary, character.isASCII else { break }
        }
        if word.unicodeScalars.contains(where: { $0.value > 0x2E80 && $0.value < 0x1D400 }) {
            return "<mtext>\(word)</mtext>"
        }
        let isUpright = alphabet != .ordinary && alphabet != .italic && word.count == 1
        return isUpright ? "<mi mathvariant=\"normal\">\(word)</mi>" : "<mi>\(word)</mi>"
    }

    private static func sign(_ character: Character) -> MathAtom {
        switch character {
        case "-": MathAtom(markup: "<mo>−</mo>", role: .sign)
        case "*": MathAtom(markup: "<mo>∗</mo>", role: .sign)
        case "(", "[": MathAtom(markup: "<mo stretchy=\"false\">\(String(character))</mo>", role: .opening)
        case ")", "]": MathAtom(markup: "<mo stretchy=\"false\">\(String(character))</mo>", role: .closing)
        case "|", "‖": MathAtom(markup: bar(character), role: .bar)
        case "!": MathAtom(markup: "<mo>!</mo>", role: .closing)
        case "/": MathAtom(markup: "<mo lspace=\"0\" rspace=\"0\" stretchy=\"false\">/</mo>", role: .sign)
        case "~": MathAtom(markup: "<mspace width=\"0.333em\"></mspace>", role: .space)
        case "\"": MathAtom(markup: "<mtext>\"</mtext>")
        default: MathAtom(markup: "<mo>\(String(character))</mo>", role: .sign)
        }
    }

    /// A bar that may open or close: nothing says which, so it keeps no distance.
    static func bar(_ character: Character) -> HTML {
        "<mo stretchy=\"false\" lspace=\"0\" rspace=\"0\">\(String(character))</mo>"
    }
}

extension TeXToken {
    /// Whether a row cannot go on past this token.
    fileprivate var endsRow: Bool {
        switch self {
        case .close, .column, .row, .command("right"), .command("middle"), .command("end"): true
        default: false
        }
    }

    fileprivate var isDigit: Bool {
        if case .character(let character) = self { character.isNumber } else { false }
    }
}

extension HTML {
    /// An operator as the sign of what follows it.
    fileprivate var leading: HTML {
        HTML(verified: markup.replacing("<mo", with: "<mo form=\"prefix\"", maxReplacements: 1))
    }

    fileprivate static func + (left: HTML, right: HTML) -> HTML { "\(left)\(right)" }
}
