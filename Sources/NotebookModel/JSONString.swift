extension JSONParser {
    /// Reads a string whose opening quote stands at `offset`.
    mutating func string() throws(JSONError) -> String {
        let start = offset
        offset += 1
        var utf8: [UInt8] = []
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: utf8, as: UTF8.self) else {
                    throw JSONError(.malformedString, offset: start)
                }
                return text
            case UInt8(ascii: "\\"): try escape(into: &utf8)
            case 0..<0x20: throw JSONError(.malformedString, offset: offset - 1)
            default: utf8.append(byte)
            }
        }
        throw JSONError(.unexpectedEnd, offset: offset)
    }

    /// Reads what follows a backslash.
    private mutating func escape(into utf8: inout [UInt8]) throws(JSONError) {
        guard offset < bytes.count else { throw JSONError(.unexpectedEnd, offset: offset) }
        let byte = bytes[offset]
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): utf8.append(byte)
        case UInt8(ascii: "b"): utf8.append(0x08)
        case UInt8(ascii: "f"): utf8.append(0x0C)
        case UInt8(ascii: "n"): utf8.append(0x0A)
        case UInt8(ascii: "r"): utf8.append(0x0D)
        case UInt8(ascii: "t"): utf8.append(0x09)
        case UInt8(ascii: "u"): utf8.append(contentsOf: try unicodeEscape())
        default: throw JSONError(.malformedString, offset: offset - 2)
        }
    }

    /// Reads the digits of `\uXXXX`, and of its partner where two make one character.
    ///
    /// Half a surrogate pair, which Python writes without complaint, becomes U+FFFD.
    private mutating func unicodeEscape() throws(JSONError) -> [UInt8] {
        let first = try hexadecimalUnit()
        guard UTF16.isLeadSurrogate(first), bytes[offset...].starts(with: Array("\\u".utf8)) else {
            return Array(String(decoding: [first], as: UTF16.self).utf8)
        }
        let mark = offset
        offset += 2
        let second = try hexadecimalUnit()
        guard UTF16.isTrailSurrogate(second) else {
            offset = mark
            return Array("\u{FFFD}".utf8)
        }
        return Array(String(decoding: [first, second], as: UTF16.self).utf8)
    }

    private mutating func hexadecimalUnit() throws(JSONError) -> UInt16 {
        guard offset + 4 <= bytes.count else { throw JSONError(.unexpectedEnd, offset: bytes.count) }
        var unit: UInt16 = 0
        for byte in bytes[offset..<offset + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else {
                throw JSONError(.malformedString, offset: offset)
            }
            unit = unit << 4 | UInt16(digit)
        }
        offset += 4
        return unit
    }
}
