/// The alphabets of mathematics: browsers know them as characters of their own.
enum MathAlphabet {
    /// Single letters italic, as mathematics is set where nothing else is said.
    case ordinary
    /// `\mathrm`.
    case upright
    /// `\mathit`.
    case italic
    /// `\mathbf`.
    case bold
    /// `\boldsymbol`.
    case boldItalic
    /// `\mathbb`.
    case doubleStruck
    /// `\mathcal`.
    case script
    /// `\mathfrak`.
    case fraktur
    /// `\mathsf`.
    case sans
    /// `\mathtt`.
    case monospaced

    /// Where the alphabet's `A`, `a`, `0`, `Α` and `α` stand in Unicode; 0 where it has none.
    private var bases: (upper: UInt32, lower: UInt32, digit: UInt32, greekUpper: UInt32, greekLower: UInt32) {
        switch self {
        case .ordinary, .upright: (0, 0, 0, 0, 0)
        case .italic: (0x1D434, 0x1D44E, 0, 0, 0)
        case .bold: (0x1D400, 0x1D41A, 0x1D7CE, 0x1D6A8, 0x1D6C2)
        case .boldItalic: (0x1D468, 0x1D482, 0x1D7CE, 0x1D71C, 0x1D736)
        case .doubleStruck: (0x1D538, 0x1D552, 0x1D7D8, 0, 0)
        case .script: (0x1D49C, 0x1D4B6, 0, 0, 0)
        case .fraktur: (0x1D504, 0x1D51E, 0, 0, 0)
        case .sans: (0x1D5A0, 0x1D5BA, 0x1D7E2, 0, 0)
        case .monospaced: (0x1D670, 0x1D68A, 0x1D7F6, 0, 0)
        }
    }

    /// Letters that Unicode had before it got the alphabet as a whole.
    private var exceptions: [Character: Character] {
        switch self {
        case .italic: ["h": "ℎ"]
        case .doubleStruck: ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]
        case .script:
            [
                "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ", "e": "ℯ",
                "g": "ℊ", "o": "ℴ",
            ]
        case .fraktur: ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"]
        default: [:]
        }
    }

    /// The character in this alphabet, itself where the alphabet lacks it.
    func letter(_ character: Character) -> Character {
        if let exception = exceptions[character] { return exception }
        guard let scalar = character.unicodeScalars.first, character.unicodeScalars.count == 1 else {
            return character
        }
        let (base, first): (UInt32, Unicode.Scalar) =
            switch scalar {
            case "A"..."Z": (bases.upper, "A")
            case "a"..."z": (bases.lower, "a")
            case "0"..."9": (bases.digit, "0")
            case "Α"..."Ω": (bases.greekUpper, "Α")
            case "α"..."ω": (bases.greekLower, "α")
            default: (0, "A")
            }
        guard base != 0, let styled = Unicode.Scalar(base + scalar.value - first.value) else {
            return character
        }
        return Character(styled)
    }
}
