/// Takes the names of cells' modules out of what a cell prints: Swift's own descriptions write `Kind.a` of a type in
/// a script as `Cell0123456789abcdef0123.Kind.a`, which means nothing to a reader and changes with the cell.
struct CellNameFilter {
    /// The beginning of a name at the end of a piece, until its rest comes.
    private var held: [UInt8] = []

    private static let start = Array("Cell".utf8)
    private static let length = 25  // with its 20 digits and the point
    /// Shorter beginnings at the end of a short piece are shown at once: words end like this. A long piece may have
    /// been cut anywhere.
    private static let (leastHeld, longPiece) = (5, 4096)

    /// What of the text so far can be shown.
    mutating func append(_ bytes: [UInt8]) -> [UInt8] {
        guard !held.isEmpty || bytes.contains(Self.start[0]) else { return bytes }
        let all = held + bytes
        held = []
        var result: [UInt8] = []
        result.reserveCapacity(all.count)
        var index = 0
        while let found = all[index...].firstIndex(of: Self.start[0]) {
            result += all[index..<found]
            let matched = Self.matching(all[found...])
            if matched == Self.length {
                index = found + matched
            } else if found + matched == all.count,
                matched >= (bytes.count < Self.longPiece ? Self.leastHeld : 1)
            {
                held = Array(all[found...])
                return result
            } else {
                result.append(all[found])
                index = found + 1
            }
        }
        result += all[index...]
        return result
    }

    /// What is left when nothing more comes.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// The text without the names.
    static func without(_ text: String) -> String {
        var filter = CellNameFilter()
        return String(decoding: filter.append(Array(text.utf8)) + filter.finish(), as: UTF8.self)
    }

    /// How many bytes could be those of a name.
    private static func matching(_ bytes: ArraySlice<UInt8>) -> Int {
        var count = 0
        for byte in bytes.prefix(length) {
            let fits =
                switch count {
                case 0..<4: byte == start[count]
                case length - 1: byte == UInt8(ascii: ".")
                default: (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte)
                }
            guard fits else { break }
            count += 1
        }
        return count
    }
}
