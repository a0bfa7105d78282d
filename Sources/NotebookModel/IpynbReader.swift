extension Notebook {
    /// Reads a Jupyter notebook, nbformat 4; outputs are left out.
    ///
    /// Every key of the notebook's metadata becomes a header entry, every cell keeps its type, metadata,
    /// attachments and identifier. Metadata `title` becomes the cell's title.
    public init(ipynb text: String) throws(NotebookError) {
        let json: JSONValue
        do { json = try JSONValue(parsing: text) } catch { throw .notJSON(error) }
        guard let version = json["nbformat"]?.int else { throw .notJupyter("the key nbformat is missing") }
        guard version == 4 else { throw .unsupportedJupyterVersion(version) }
        guard let cells = json["cells"]?.array else { throw .notJupyter("the list cells is missing") }
        self.init(header: Jupyter.header(of: json["metadata"]?.object ?? []))
        for (index, cell) in cells.enumerated() { self.cells.append(try Cell(jupyter: cell, index: index)) }
    }
}

extension Cell {
    fileprivate init(jupyter json: JSONValue, index: Int) throws(NotebookError) {
        guard let type = json["cell_type"]?.string, let kind = Kind(rawValue: type) else {
            throw .notJupyter("cell \(index + 1) has no known cell_type")
        }
        guard let source = json["source"].flatMap(Jupyter.text) else {
            throw .notJupyter("cell \(index + 1) has no source")
        }
        self.init(kind: kind, metadata: Metadata(json["metadata"]?.object ?? []), source: source)
        if case .string(let title)? = metadata["title"] {
            self.title = title
            metadata["title"] = nil
        }
        // What an earlier run noted about the cell is an output, not part of the notebook.
        metadata[Jupyter.recordKey] = nil
        let id = json["id"]?.string
        self.id = id == Jupyter.id(ofCell: index) ? nil : id
        attachments = json["attachments"]
    }
}

/// What both directions of the conversion to Jupyter's format agree on.
enum Jupyter {
    /// The kernel that our notebooks name, which is left out of the header.
    static let kernel: JSONValue = ["display_name": "Swift", "language": "swift", "name": "swiftnb"]
    /// The language that our notebooks name, which is left out of the header.
    static let language: JSONValue = [
        "codemirror_mode": "swift", "file_extension": ".swift", "mimetype": "text/x-swift", "name": "swift",
    ]
    /// The metadata key under which an executed code cell carries its state and seconds.
    static let recordKey = "swiftnb"
    private static let defaults = [("kernelspec", kernel), ("language_info", language)]

    /// The identifier of a cell that has none of its own: the same for the same place, so that files compare.
    static func id(ofCell index: Int) -> String { "cell-\(index + 1)" }

    /// A text, given whole or as a list of lines.
    static func text(_ json: JSONValue) -> String? {
        switch json {
        case .string(let text): return text
        case .array(let lines):
            let texts = lines.compactMap(\.string)
            return texts.count == lines.count ? texts.joined() : nil
        default: return nil
        }
    }

    /// A text as the list of lines that Jupyter writes.
    static func lines(_ text: String) -> JSONValue {
        .array(TextLines(text).lines.map { .string(String($0)) })
    }

    /// A notebook's metadata as header entries.
    ///
    /// The kernel and language of our own notebooks go without saying; that a notebook names none is said by `null`.
    static func header(of metadata: [JSONValue.Member]) -> Header {
        var entries: [Header.Entry] = []
        for member in metadata where !defaults.contains(where: { $0 == (member.key, member.value) }) {
            entries.append(entry(key: member.key, value: member.value))
        }
        for (key, _) in defaults where !metadata.contains(where: { $0.key == key }) {
            entries.append(Header.Entry(key: key, value: "null"))
        }
        return Header(entries: entries)
    }

    private static func entry(key: String, value: JSONValue) -> Header.Entry {
        guard case .string(let text) = value else { return Header.Entry(key: key, value: value.text) }
        let isPlain = !text.isEmpty && HeaderBlock.isPlain(text) && HeaderBlock.json(text) == nil
        return Header.Entry(key: key, value: text, isQuoted: !isPlain)
    }

    /// A header as a notebook's metadata, with the kernel and language of our own where it names none.
    static func metadata(of header: Header) -> JSONValue {
        var members = header.entries.map { entry in
            let json = entry.isQuoted ? nil : HeaderBlock.json(entry.value)
            return JSONValue.Member(key: entry.key, value: json ?? .string(entry.value))
        }
        for (key, value) in defaults {
            if let index = members.firstIndex(where: { $0.key == key }) {
                if members[index].value == .null { members.remove(at: index) }
            } else {
                members.append(JSONValue.Member(key: key, value: value))
            }
        }
        return .object(members)
    }
}
