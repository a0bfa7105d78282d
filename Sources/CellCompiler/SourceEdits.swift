/// A change to a cell's text that keeps every character of the author on its line.
enum SourceEdit: Equatable, Sendable {
    /// Puts text without line ends before the byte at `offset`.
    case insert(String, at: Int)
    /// Replaces bytes by blanks.
    case blank(Range<Int>)

    /// Where it begins: bytes from the start of the cell.
    var offset: Int {
        switch self {
        case .insert(_, let offset): offset
        case .blank(let range): range.lowerBound
        }
    }
}

extension [SourceEdit] {
    /// The text with the edits made.
    func applied(to text: String) -> String {
        var bytes = Array<UInt8>(text.utf8)
        for case .blank(let range) in self {
            for index in range where bytes[index] != 0x0A { bytes[index] = 0x20 }
        }
        var result: [UInt8] = []
        var start = 0
        for case .insert(let inserted, let offset) in sorted(by: { $0.offset < $1.offset }) {
            result.append(contentsOf: bytes[start..<offset])
            result.append(contentsOf: inserted.utf8)
            start = offset
        }
        result.append(contentsOf: bytes[start...])
        return String(decoding: result, as: UTF8.self)
    }
}

/// Where on the lines of a notebook text was inserted for the compiler, to find the author's columns again.
///
/// Lines and columns count from 1, columns in bytes of UTF-8, as the compiler counts.
public struct PositionMap: Sendable, Equatable, Codable {
    /// An insertion as it stands in the compiled line.
    struct Insertion: Sendable, Equatable, Codable {
        var column: Int
        var count: Int
    }

    private var insertions: [Int: [Insertion]] = [:]
    private var lines: [Int: String] = [:]

    /// A map that changes nothing.
    public init() {}

    /// The map of one cell.
    init(edits: [SourceEdit], text: String, firstLine: Int) {
        let bytes = Array(text.utf8)
        var line = firstLine
        var lineStart = 0
        var position = 0
        var shift = 0
        for edit in edits.sorted(by: { $0.offset < $1.offset }) {
            let offset = edit.offset
            while position < offset {
                if bytes[position] == 0x0A { (line, lineStart, shift) = (line + 1, position + 1, 0) }
                position += 1
            }
            guard case .insert(let inserted, _) = edit else {
                insertions[line, default: []] += []  // blanks shift nothing, but the line is not the author's
                continue
            }
            let count = inserted.utf8.count
            insertions[line, default: []].append(
                Insertion(column: offset - lineStart + shift + 1, count: count))
            shift += count
        }
        let split = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
        for (offset, line) in split.enumerated() { lines[firstLine + offset] = String(Substring(line)) }
    }

    /// Takes over another cell's lines.
    public mutating func merge(_ other: PositionMap) {
        for line in other.lines.keys { insertions[line] = other.insertions[line] }
        lines.merge(other.lines) { $1 }
    }

    /// The author's column for a column of the compiled line; inside an insertion, the column behind it.
    public func column(_ column: Int, onLine line: Int) -> Int {
        var inserted = 0
        for insertion in insertions[line] ?? [] where insertion.column <= column {
            inserted += min(insertion.count, column - insertion.column)
        }
        return column - inserted
    }

    /// Whether the compiled line differs from the author's in its columns.
    func isShifted(line: Int) -> Bool { insertions[line] != nil }

    /// The author's line, `nil` where it belongs to no cell.
    func text(ofLine line: Int) -> String? { lines[line] }
}
