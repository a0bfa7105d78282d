import Foundation

/// The libraries that an object file asks for by its imports: the section `.swift1_autolink_entries` of an
/// ELF file, options such as `-lFoundation` that end in a zero byte each.
enum AutolinkEntries {
    /// The names behind `-l`, each once; none for a file that is no 64-bit little-endian ELF object.
    static func libraries(of object: URL) -> [String] {
        guard let data = try? Data(contentsOf: object), let section = section(of: [UInt8](data)) else {
            return []
        }
        var names: [String] = []
        for entry in section.split(separator: 0) where entry.starts(with: "-l".utf8) {
            let name = String(decoding: entry.dropFirst(2), as: UTF8.self)
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Offsets are those of `Elf64_Ehdr` and `Elf64_Shdr`.
    private static func section(of file: [UInt8]) -> ArraySlice<UInt8>? {
        guard file.starts(with: [0x7F, 0x45, 0x4C, 0x46, 2, 1]),
            let table = number(at: 0x28, size: 8, in: file),
            let entrySize = number(at: 0x3A, size: 2, in: file),
            let count = number(at: 0x3C, size: 2, in: file),
            let namesIndex = number(at: 0x3E, size: 2, in: file),
            let names = number(at: table + namesIndex * entrySize + 0x18, size: 8, in: file)
        else { return nil }
        let wanted = Array(".swift1_autolink_entries\0".utf8)
        for index in 0..<count {
            let header = table + index * entrySize
            guard let name = number(at: header, size: 4, in: file),
                let offset = number(at: header + 0x18, size: 8, in: file),
                let size = number(at: header + 0x20, size: 8, in: file)
            else { return nil }
            let start = names + name
            guard start + wanted.count <= file.count, file[start...].starts(with: wanted) else { continue }
            return offset + size <= file.count ? file[offset..<offset + size] : nil
        }
        return nil
    }

    private static func number(at offset: Int, size: Int, in file: [UInt8]) -> Int? {
        guard offset >= 0, offset + size <= file.count else { return nil }
        let value = file[offset..<offset + size].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return Int(exactly: value).flatMap { $0 < 1 << 40 ? $0 : nil }
    }
}
