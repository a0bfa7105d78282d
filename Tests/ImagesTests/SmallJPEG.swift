import Foundation

/// JPEG files of kinds that the library never writes: 8×8 pixels of one colour, written by Pillow 13.
enum SmallJPEG: CaseIterable {
    case grey
    case progressive
    case cmyk

    var colour: [Int] {
        switch self {
        case .grey: [77, 77, 77]
        case .progressive: [10, 200, 90]
        case .cmyk: [255, 0, 0]
        }
    }

    var bytes: [UInt8] { [UInt8](Data(base64Encoded: base64) ?? Data()) }

    private var base64: String {
        switch self {
        case .grey:
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsI
            CQoKCgoKBggLDAsKDAkKCgr/wAALCAAIAAgBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACP/EABQQAQAAAAAAAAAAAAAAAAAA
            AAD/2gAIAQEAAD8AGb//2Q==
            """.filter { !$0.isWhitespace }
        case .progressive:
            """
            /9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsI
            CQoKCgoKBggLDAsKDAkKCgr/2wBDAQICAgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoK
            CgoKCgoKCgoKCgoKCgr/wgARCAAIAAgDASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAP/xAAVAQEBAAAAAAAAAAAA
            AAAAAAAGCP/aAAwDAQACEAMQAAABsCMp/wD/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAEFAn//xAAUEQEAAAAAAAAA
            AAAAAAAAAAAA/9oACAEDAQE/AX//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/AX//xAAUEAEAAAAAAAAAAAAAAAAA
            AAAA/9oACAEBAAY/An//xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAE/IX//2gAMAwEAAgADAAAAEAP/xAAUEQEAAAAA
            AAAAAAAAAAAAAAAA/9oACAEDAQE/EH//xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oACAECAQE/EH//xAAUEAEAAAAAAAAAAAAA
            AAAAAAAA/9oACAEBAAE/EH//2Q==
            """.filter { !$0.isWhitespace }
        case .cmyk:
            """
            /9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkK
            CgoKCgYICwwLCgwJCgoK/8AAFAgACAAIBEMRAE0RAFkRAEsRAP/EABUAAQEAAAAAAAAAAAAAAAAAAAkK/8QAFBABAAAAAAAA
            AAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwB/E/6f8/j/2Q==
            """.filter { !$0.isWhitespace }
        }
    }

    /// The file with an EXIF segment (little-endian, one entry) right after its first marker.
    static func withOrientation(_ value: Int, in file: [UInt8]) -> [UInt8] {
        let exif = [UInt8]("Exif".utf8) + [0, 0] + tiff(orientation: value)
        return file[..<2] + [0xFF, 0xE1, 0, UInt8(exif.count + 2)] + exif + file[2...]
    }
    /// EXIF data with an orientation alone.
    static func tiff(orientation value: Int) -> [UInt8] {
        [0x49, 0x49, 42, 0, 8, 0, 0, 0, 1, 0]
            + [0x12, 0x01, 3, 0, 1, 0, 0, 0, UInt8(value), 0, 0, 0, 0, 0, 0, 0]
    }
}
