/// A notebook as a value: an optional header and the cells in file order.
public struct Notebook: Equatable, Sendable, Codable {
    /// The `// ---` block at the top of a `.swiftnb` file, empty where there is none.
    public var header: Header
    /// The cells, in the order of the file.
    public var cells: [Cell]
    /// How the part before the first cell stood in the file, so that it is written back unchanged.
    var written: WrittenPreamble?

    /// Makes a notebook from its parts.
    public init(header: Header = Header(), cells: [Cell] = []) {
        self.header = header
        self.cells = cells
    }

    /// The title of the header, else the first `#` heading of a Markdown cell, else `nil`.
    public var title: String? {
        if let title = header["title"], !title.isEmpty { return title }
        for cell in cells where cell.kind == .markdown {
            for line in cell.source.split(separator: "\n") where line.hasPrefix("# ") {
                return String(line.dropFirst(2))
            }
        }
        return nil
    }

    /// Whether header and cells are the same, however they are spaced in their files.
    public static func == (left: Notebook, right: Notebook) -> Bool {
        left.header == right.header && left.cells == right.cells
    }
}

/// The YAML scalars at the top of a notebook file.
public struct Header: Equatable, Sendable, Codable {
    /// The keys and values in file order.
    public var entries: [Entry]

    /// One `key: value` line of a header.
    public struct Entry: Equatable, Sendable, Codable {
        /// The name before the colon.
        public var key: String
        /// The value after the colon, quotes removed.
        public var value: String
        /// Whether the value stands in quotes: `"5"` is text, `5` a number.
        public var isQuoted: Bool

        /// Makes an entry.
        public init(key: String, value: String, isQuoted: Bool = false) {
            self.key = key
            self.value = value
            self.isQuoted = isQuoted
        }
    }

    /// Makes a header from its entries.
    public init(entries: [Entry] = []) {
        self.entries = entries
    }

    /// The value of the first entry with this key.
    public subscript(key: String) -> String? {
        entries.first { $0.key == key }?.value
    }
}

/// One cell of a notebook.
public struct Cell: Equatable, Sendable, Codable {
    /// What a cell holds.
    public enum Kind: String, Sendable, Codable {
        /// Swift source that is compiled and run.
        case code
        /// CommonMark text.
        case markdown
        /// Text passed through untouched.
        case raw
    }

    /// What the cell holds.
    public var kind: Kind
    /// The title after the `// %%` marker, `nil` where there is none.
    public var title: String?
    /// The `key=value` pairs after the marker, in order of the file.
    public var metadata: Metadata
    /// The text of the cell: Swift for code, Markdown with its `// ` prefixes removed for text.
    public var source: String
    /// The 1-based line of the notebook file on which `source` begins; 0 where there is no file.
    public var line: Int
    /// The identifier that a Jupyter notebook gave the cell; one is made from its place where it has none.
    public var id: String?
    /// The files that a Jupyter notebook attached to the cell.
    public var attachments: JSONValue?
    /// How the cell stood in the file, marker and spacing included, so that it is written back unchanged.
    var written: String?

    /// Makes a cell.
    public init(
        kind: Kind, title: String? = nil, metadata: Metadata = Metadata(), source: String, line: Int = 0
    ) {
        self.kind = kind
        self.title = title
        self.metadata = metadata
        self.source = source
        self.line = line
    }

    /// The strings of the `tags` metadata.
    public var tags: [String] {
        guard case .array(let values) = metadata["tags"] else { return [] }
        return values.compactMap { if case .string(let tag) = $0 { tag } else { nil } }
    }

    /// Whether the cell carries this tag.
    public func has(_ tag: Tag) -> Bool { tags.contains(tag.rawValue) }

    /// Whether the notebook asks for a new kernel here (`kernel="new"`): the cell and those after it do without
    /// what came before.
    public var beginsKernel: Bool { kind == .code && metadata["kernel"]?.string == "new" }

    /// Whether both hold the same and stand on the same line, however they are spaced in their files.
    public static func == (left: Cell, right: Cell) -> Bool {
        left.line == right.line && left.hasSameContent(as: right)
    }

    /// Whether both hold the same; text is compared byte by byte, not up to canonical equivalence.
    func hasSameContent(as other: Cell) -> Bool {
        kind == other.kind && metadata == other.metadata && attachments == other.attachments
            && id == other.id && title.map { Array($0.utf8) } == other.title.map { Array($0.utf8) }
            && source.utf8.elementsEqual(other.source.utf8)
    }
}

/// The cell tags that the runner and the report know.
public enum Tag: String, Sendable {
    /// The cell whose variables `-p NAME VALUE` replaces.
    case parameters
    /// The report leaves the source out.
    case hideInput = "hide-input"
    /// The report leaves the outputs out.
    case hideOutput = "hide-output"
    /// The report leaves the whole cell out.
    case hideCell = "hide-cell"
    /// A failure of this cell does not stop the run.
    case raisesException = "raises-exception"
    /// The cell is not run.
    case skip
}
