/// How the part before the first cell stood in the file, and how its lines end.
struct WrittenPreamble: Sendable, Codable {
    /// Byte order mark, header and blank lines, exactly.
    var text: String
    /// `\n`, or `\r\n` where the first line ends so.
    var newline: String
}

/// The mark U+FEFF that some editors put before a text.
enum ByteOrderMark {
    /// The mark, empty where there is none, and the text behind it.
    static func split(_ text: String) -> (mark: String, rest: Substring) {
        let utf8 = text.utf8
        guard utf8.starts(with: [0xEF, 0xBB, 0xBF]) else { return ("", Substring(text)) }
        return ("\u{FEFF}", Substring(utf8.dropFirst(3)))
    }
}

extension Notebook {
    /// Reads a `.swiftnb` file's text.
    ///
    /// A line `// %%` in the first column begins a cell wherever it stands, inside a multi-line string or a
    /// block comment too, as in every percent-format editor. The notebook remembers how it was written:
    /// what is not changed is written back byte by byte.
    public init(swiftnb text: String) throws(NotebookError) {
        let mark = ByteOrderMark.split(text)
        let lines = TextLines(mark.rest).lines
        let newline = lines.first?.utf8.suffix(2).elementsEqual([0x0D, 0x0A]) == true ? "\r\n" : "\n"
        let starts = lines.indices.filter { CellMarker.begins(lines[$0]) }
        let (header, first) = try Notebook.preamble(of: lines, before: starts.first ?? lines.count)
        self.init(header: header)
        written = WrittenPreamble(text: mark.mark + lines[..<first].joined(), newline: newline)
        var bounds = starts
        if first < (starts.first ?? lines.count) { bounds.insert(first, at: 0) }
        for (position, start) in bounds.enumerated() {
            let isLast = position == bounds.count - 1
            let end = isLast ? lines.count : bounds[position + 1]
            let text = lines[start..<end]
            cells.append(try Cell(lines: text, line: start + 1, isLast: isLast, newline: newline))
        }
    }

    /// Reads the header before the first marker.
    ///
    /// - Returns: the header, and the index of the first line that belongs to a cell.
    static func preamble(
        of lines: [Substring], before end: Int
    ) throws(NotebookError) -> (header: Header, first: Int) {
        let isText = { (index: Int) in !TextLines.isBlank(lines[index]) }
        guard let opening = (0..<end).first(where: isText) else { return (Header(), end) }
        guard HeaderBlock.isFence(lines[opening]) else { return (Header(), opening) }
        guard let closing = (opening + 1..<end).first(where: { HeaderBlock.isFence(lines[$0]) }) else {
            throw .headerNotClosed(line: opening + 1)
        }
        let header = try HeaderBlock.parse(lines[opening + 1..<closing], line: opening + 2)
        return (header, (closing + 1..<end).first(where: isText) ?? end)
    }
}

extension Cell {
    /// Reads a cell from its lines, ends included; the first is its marker where it has one.
    ///
    /// One empty line before the next marker is spacing; everything else belongs to the source.
    init(lines: ArraySlice<Substring>, line number: Int, isLast: Bool, newline: String) throws(NotebookError)
    {
        var marker = CellMarker()
        var body = lines.map { TextLines.content(of: $0, newline: newline) }
        var bodyLine = number
        if let first = lines.first, CellMarker.begins(first) {
            marker = try CellMarker(parsing: first, line: number)
            body.removeFirst()
            bodyLine += 1
        }
        if !isLast, body.last?.isEmpty == true { body.removeLast() }
        self.init(kind: marker.kind, title: marker.title, metadata: marker.metadata, source: "")
        line = bodyLine
        (id, attachments) = (marker.id, marker.attachments)
        switch kind {
        case .code: source = body.joined(separator: "\n")
        case .markdown, .raw: (source, line) = try CommentedText.strip(body, kind: kind, line: bodyLine)
        }
        written = lines.joined()
    }
}
