/// What the commands without arguments stand for.
enum TeXSymbols {
    /// Letters: set as identifiers.
    static let identifiers: [String: Character] = [
        "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ",
        "eta": "η", "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
        "nu": "ν",
        "xi": "ξ", "omicron": "ο", "pi": "π", "varpi": "ϖ", "rho": "ρ", "varrho": "ϱ", "sigma": "σ",
        "varsigma": "ς", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ",
        "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π",
        "Sigma": "Σ", "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "ell": "ℓ", "hbar": "ℏ",
        "Re": "ℜ",
        "Im": "ℑ", "aleph": "ℵ", "wp": "℘", "partial": "∂", "nabla": "∇", "infty": "∞", "emptyset": "∅",
        "varnothing": "∅", "top": "⊤", "bot": "⊥", "forall": "∀", "exists": "∃", "nexists": "∄", "imath": "ı",
        "jmath": "ȷ", "square": "□", "Box": "□", "triangle": "△", "degree": "°", "angle": "∠", "dagger": "†",
        "ldots": "…", "dots": "…", "dotsc": "…", "cdots": "⋯", "dotsb": "⋯", "vdots": "⋮", "ddots": "⋱",
        "S": "§",
        "checkmark": "✓", "#": "#", "$": "$", "%": "%", "&": "&", "_": "_", "-": "\u{AD}",
    ]

    /// Signs between or before things: set as operators.
    static let operators: [String: Character] = [
        "cdot": "⋅", "times": "×", "div": "÷", "pm": "±", "mp": "∓", "ast": "∗", "star": "⋆", "circ": "∘",
        "bullet": "∙", "oplus": "⊕", "ominus": "⊖", "otimes": "⊗", "odot": "⊙", "wedge": "∧", "land": "∧",
        "vee": "∨", "lor": "∨", "neg": "¬", "lnot": "¬", "cap": "∩", "cup": "∪", "setminus": "∖", "le": "≤",
        "leq": "≤", "leqslant": "⩽", "ge": "≥", "geq": "≥", "geqslant": "⩾", "ne": "≠", "neq": "≠", "ll": "≪",
        "gg": "≫", "approx": "≈", "sim": "∼", "simeq": "≃", "cong": "≅", "equiv": "≡", "propto": "∝",
        "in": "∈",
        "notin": "∉", "ni": "∋", "subset": "⊂", "subseteq": "⊆", "supset": "⊃", "supseteq": "⊇", "perp": "⟂",
        "parallel": "∥", "mid": "∣", "nmid": "∤", "triangleq": "≜", "coloneqq": "≔", "doteq": "≐", "to": "→",
        "rightarrow": "→", "leftarrow": "←", "gets": "←", "leftrightarrow": "↔", "Rightarrow": "⇒",
        "Leftarrow": "⇐", "Leftrightarrow": "⇔", "implies": "⟹", "impliedby": "⟸", "iff": "⟺", "mapsto": "↦",
        "longrightarrow": "⟶", "longleftarrow": "⟵", "longmapsto": "⟼", "hookrightarrow": "↪", "uparrow": "↑",
        "downarrow": "↓", "colon": ":", "prime": "′", "prec": "≺", "succ": "≻", "lt": "<", "gt": ">",
        "models": "⊨", "vdash": "⊢", "rightleftharpoons": "⇌", "therefore": "∴", "because": "∵",
    ]

    /// Large operators; in displayed formulas their limits stand below and above, except those of integrals.
    static let largeOperators: [String: Character] = [
        "sum": "∑", "prod": "∏", "coprod": "∐", "bigcup": "⋃", "bigcap": "⋂", "bigoplus": "⨁",
        "bigotimes": "⨂",
        "bigodot": "⨀", "bigvee": "⋁", "bigwedge": "⋀", "int": "∫", "iint": "∬", "oint": "∮",
    ]

    /// Functions whose subscript stands behind.
    static let functions: Set<String> = [
        "log", "ln", "lg", "exp", "sin", "cos", "tan", "cot", "sec", "csc", "arcsin", "arccos", "arctan",
        "sinh",
        "cosh", "tanh", "coth", "arg", "deg", "dim", "hom", "ker",
    ]

    /// Functions whose subscript stands below in displayed formulas.
    static let limitFunctions: [String: String] = [
        "max": "max", "min": "min", "sup": "sup", "inf": "inf", "lim": "lim", "limsup": "lim sup",
        "liminf": "lim inf", "det": "det", "gcd": "gcd", "Pr": "Pr", "argmax": "arg max", "argmin": "arg min",
    ]

    /// Brackets.
    static let delimiters: [String: Character] = [
        "{": "{", "}": "}", "lbrace": "{", "rbrace": "}", "lbrack": "[", "rbrack": "]", "langle": "⟨",
        "rangle": "⟩", "lvert": "|", "rvert": "|", "vert": "|", "lVert": "‖", "rVert": "‖", "Vert": "‖",
        "|": "‖", "lfloor": "⌊", "rfloor": "⌋", "lceil": "⌈", "rceil": "⌉", "backslash": "\\",
    ]

    /// Spaces in em.
    static let spaces: [String: String] = [
        ",": "0.167em", "thinspace": "0.167em", ":": "0.222em", ">": "0.222em", ";": "0.278em",
        "!": "-0.167em",
        " ": "0.333em", "quad": "1em", "qquad": "2em", "enspace": "0.5em", "medspace": "0.222em",
        "thickspace": "0.278em",
    ]

    /// Accents over one argument; `true` where they grow with it.
    static let accents: [String: (mark: Character, isWide: Bool)] = [
        "hat": ("^", false), "bar": ("¯", false), "tilde": ("˜", false), "vec": ("→", false),
        "dot": ("˙", false),
        "ddot": ("¨", false), "check": ("ˇ", false), "breve": ("˘", false), "acute": ("´", false),
        "grave": ("`", false), "mathring": ("˚", false), "widehat": ("^", true), "widetilde": ("˜", true),
        "overline": ("‾", true), "overrightarrow": ("→", true), "overleftarrow": ("←", true),
    ]

    /// Alphabets over one argument.
    static let alphabets: [String: MathAlphabet] = [
        "mathrm": .upright, "mathnormal": .ordinary, "mathit": .italic, "mathbf": .bold,
        "boldsymbol": .boldItalic,
        "bm": .boldItalic, "pmb": .boldItalic, "mathbb": .doubleStruck, "mathbbm": .doubleStruck,
        "mathds": .doubleStruck, "mathcal": .script, "mathscr": .script, "mathfrak": .fraktur,
        "mathsf": .sans,
        "mathtt": .monospaced,
    ]

    /// Text inside of formulas, and the alphabet it is set in.
    static let texts: [String: MathAlphabet] = [
        "text": .upright, "textrm": .upright, "textnormal": .upright, "mbox": .upright, "hbox": .upright,
        "textbf": .bold, "textit": .italic, "emph": .italic, "textsf": .sans, "texttt": .monospaced,
    ]

    /// Switches and notes that change nothing here.
    static let ignored: Set<String> = [
        "nonumber", "notag", "limits", "nolimits", "displaystyle", "textstyle", "scriptstyle", "left.",
        "right.",
        "mathstrut", "strut", "relax", "allowbreak", "nobreak", "centering", "hfill", "/",
    ]
}
