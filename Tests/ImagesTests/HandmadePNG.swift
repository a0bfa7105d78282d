/// A PNG file written byte by byte (PNG specification, third edition), of kinds that the library never writes.
struct HandmadePNG {
    enum ColorType: UInt8 {
        case grey = 0
        case rgb = 2
        case palette = 3
        case greyAlpha = 4
        case rgba = 6
    }

    var width: Int
    var height: Int
    var bitDepth: UInt8 = 8
    var colorType: ColorType
    /// Red, green, blue of every palette entry.
    var palette: [UInt8] = []
    /// Transparency chunk.
    var transparency: [UInt8] = []
    /// EXIF chunk.
    var exif: [UInt8] = []
    /// Packed rows without filter bytes.
    var rows: [[UInt8]]

    var bytes: [UInt8] {
        var file: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        let size = HandmadePNG.bigEndian(UInt32(width)) + HandmadePNG.bigEndian(UInt32(height))
        file += HandmadePNG.chunk("IHDR", size + [bitDepth, colorType.rawValue, 0, 0, 0])
        if !exif.isEmpty { file += HandmadePNG.chunk("eXIf", exif) }
        if !palette.isEmpty { file += HandmadePNG.chunk("PLTE", palette) }
        if !transparency.isEmpty { file += HandmadePNG.chunk("tRNS", transparency) }
        file += HandmadePNG.chunk("IDAT", HandmadePNG.stored(rows.flatMap { [0] + $0 }))
        return file + HandmadePNG.chunk("IEND", [])
    }

    /// A zlib stream that holds the bytes as they are.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        let count = UInt16(bytes.count)
        let block = [UInt8(count & 0xFF), UInt8(count >> 8), UInt8(~count & 0xFF), UInt8(~count >> 8)]
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65521
            b = (b + a) % 65521
        }
        return [0x78, 0x01, 0x01] + block + bytes + bigEndian(b << 16 | a)
    }

    private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
        let body = [UInt8](type.utf8) + content
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return bigEndian(UInt32(content.count)) + body + bigEndian(~crc)
    }

    private static func bigEndian(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
}
