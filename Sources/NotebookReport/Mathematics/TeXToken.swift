/// One token of TeX mathematics.
enum TeXToken: Equatable {
    /// `\name`, without the backslash; also `\,` and the like.
    case command(String)
    /// A character that stands for itself.
    case character(Character)
    /// `{`.
    case open
    /// `}`.
    case close
    /// `^`.
    case superscript
    /// `_`.
    case `subscript`
    /// `&`, between the columns of an array.
    case column
    /// `\\`, between the rows of an array.
    case row
    /// White space: matters in `\text` only.
    case space

    /// The token as it is written.
    var source: String {
        switch self {
        case .command(let name): "\\" + name
        case .character(let character): String(character)
        case .open: "{"
        case .close: "}"
        case .superscript: "^"
        case .subscript: "_"
        case .column: "&"
        case .row: "\\\\"
        case .space: " "
        }
    }

    /// Splits a formula; comments are left out.
    static func tokens(of source: String) -> [TeXToken] {
        var tokens: [TeXToken] = []
        var rest = Substring(source)
        while let character = rest.popFirst() {
            switch character {
            case "\\": tokens.append(command(from: &rest))
            case "{": tokens.append(.open)
            case "}": tokens.append(.close)
            case "^": tokens.append(.superscript)
            case "_": tokens.append(.subscript)
            case "&": tokens.append(.column)
            case "%": rest = rest.drop { !$0.isNewline }
            case _ where character.isWhitespace:
                if tokens.last != .space { tokens.append(.space) }
            default: tokens.append(.character(character))
            }
        }
        return tokens
    }

    private static func command(from rest: inout Substring) -> TeXToken {
        guard let first = rest.first else { return .character("\\") }
        guard first.isASCII, first.isLetter else {
            rest.removeFirst()
            if first == "\\" { return .row }
            return .command(first.isWhitespace ? " " : String(first))
        }
        let name = rest.prefix { $0.isASCII && $0.isLetter }
        rest = rest[name.endIndex...]
        if rest.first == "*" {
            rest.removeFirst()
            return .command(name + "*")
        }
        return .command(String(name))
    }
}
