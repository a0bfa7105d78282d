extension Notebook {
    /// The notebook as a `.swiftnb` file.
    ///
    /// Cells and header that say what they said when they were read stand as they stood; others take the
    /// canonical form: marker, source, one empty line. A code cell with a line that begins with `// %%`
    /// cannot be written: source is never changed.
    public var swiftnb: String {
        get throws(NotebookError) {
            let newline = written?.newline ?? "\n"
            var text = preambleText(newline: newline)
            for (index, cell) in cells.enumerated() {
                let isLast = index == cells.count - 1
                if !text.isEmpty, text.utf8.last != 0x0A, text != "\u{FEFF}" { text += newline }
                let isFirst = index == 0
                if let same = cell.unchangedText(isFirst: isFirst, isLast: isLast, newline: newline) {
                    text += same
                    continue
                }
                if cell.kind == .code, TextLines.split(cell.source).contains(where: CellMarker.begins) {
                    throw .sourceHoldsMarker(cell: index)
                }
                text += cell.canonicalLines(isLast: isLast).map { $0 + newline }.joined()
            }
            return text
        }
    }

    private func preambleText(newline: String) -> String {
        if let written {
            let lines = TextLines(ByteOrderMark.split(written.text).rest).lines
            if let read = try? Notebook.preamble(of: lines, before: lines.count), read.header == header {
                return written.text
            }
        }
        let lines = HeaderBlock.lines(of: header)
        return (lines.isEmpty ? [] : lines + [""]).map { $0 + newline }.joined()
    }
}

extension Cell {
    /// The text that the cell was read from, when reading it again gives this cell.
    fileprivate func unchangedText(isFirst: Bool, isLast: Bool, newline: String) -> String? {
        guard let written else { return nil }
        var candidates = [written]
        if !isLast {
            // It may have stood last, without the line end and the empty line that others have.
            let ended = written.utf8.last == 0x0A ? written : written + newline
            candidates = [ended, ended + newline]
        } else if written.utf8.count > newline.utf8.count {
            candidates.append(String(Substring(written.utf8.dropLast(newline.utf8.count))))
        }
        return candidates.first { candidate in
            let lines = TextLines(candidate).lines
            guard isFirst || lines.first.map(CellMarker.begins) == true else { return false }
            let again = try? Cell(lines: lines[...], line: 1, isLast: isLast, newline: newline)
            return again?.hasSameContent(as: self) == true
        }
    }

    /// The cell in canonical form, as lines without ends.
    fileprivate func canonicalLines(isLast: Bool) -> [String] {
        let body = kind == .code ? TextLines.split(source) : CommentedText.comment(source)
        let isEmpty = kind == .code && source.isEmpty
        return [CellMarker(of: self).text] + (isEmpty ? [] : body) + (isLast ? [] : [""])
    }
}
