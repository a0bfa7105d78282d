import Foundation

/// The kinds of pictures a page can hold.
enum PictureKind: String {
    case png = "image/png"
    case jpeg = "image/jpeg"
    case gif = "image/gif"
    case svg = "image/svg+xml"

    /// How the addresses of pictures written into Markdown begin.
    static let inlinePrefixes = [
        "data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,",
    ]

    /// Looks at the first bytes; `nil` for anything else.
    init?(of data: Data) {
        if data.starts(with: [0x89, 0x50, 0x4E, 0x47]) {
            self = .png
        } else if data.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if data.starts(with: Data("GIF8".utf8)) {
            self = .gif
        } else if String(decoding: data.prefix(1024), as: UTF8.self).contains("<svg") {
            self = .svg
        } else {
            return nil
        }
    }
}

/// Width and height of a picture in pixels.
struct PictureSize: Equatable {
    /// Columns.
    var width: Int
    /// Rows.
    var height: Int

    /// Reads the size from the picture's header; `nil` where there is none to be found.
    init?(of data: Data, _ kind: PictureKind) {
        let bytes = [UInt8](data.prefix(kind == .png ? 24 : 1 << 18))
        func number(_ at: Int, _ count: Int) -> Int { bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) } }
        switch kind {
        case .png where bytes.count >= 24: (width, height) = (number(16, 4), number(20, 4))
        case .gif where bytes.count >= 10:
            (width, height) = (Int(bytes[6]) | Int(bytes[7]) << 8, Int(bytes[8]) | Int(bytes[9]) << 8)
        case .jpeg:
            var at = 2
            // Segments: FF, marker, length; a start-of-frame one holds the size.
            while at + 9 < bytes.count, bytes[at] == 0xFF {
                let marker = bytes[at + 1]
                if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                    (width, height) = (number(at + 7, 2), number(at + 5, 2))
                    return
                }
                at += 2 + number(at + 2, 2)
            }
            return nil
        default: return nil
        }
    }
}

/// Puts pictures on the page, each once however often it is shown.
struct PictureStore {
    private var counts: [Data: Int] = [:]
    private var stored: [Data: String] = [:]

    /// Learns which pictures occur more than once.
    init(_ pictures: [Data]) {
        for picture in pictures { counts[picture, default: 0] += 1 }
    }

    /// The picture as an element; pictures smaller than a thumbnail are enlarged without blur.
    mutating func image(_ data: Data, _ kind: PictureKind, alternative: String) -> HTML {
        let natural = PictureSize(of: data, kind)
        guard let natural, natural.width > 0, natural.height > 0, counts[data, default: 0] > 1 else {
            return plain(data, kind, natural, alternative)
        }
        // Only SVG can show one picture at two places without a script.
        let scale = Self.scale(natural)
        let size: HTML = "width=\"\(natural.width * scale)\" height=\"\(natural.height * scale)\""
        let frame: HTML = "\(size) viewBox=\"0 0 \(natural.width) \(natural.height)\""
        let content: HTML
        if let id = stored[data] {
            content = "<use href=\"#\(id)\"/>"
        } else {
            let id = "picture-\(stored.count + 1)"
            stored[data] = id
            let address: HTML = "data:\(kind.rawValue);base64,\(data.base64EncodedString())"
            content = """
                <image id="\(id)" width="\(natural.width)" height="\(natural.height)" href="\(address)"/>
                """
        }
        return """
            <svg class="picture\(Self.sharpness(natural))" role="img" aria-label="\(alternative)" \(frame)>\(content)</svg>
            """
    }

    /// What is inside of a drawing: where the page shows it again, a reference to its first place.
    mutating func drawing(_ data: Data, _ content: HTML) -> HTML {
        guard counts[data, default: 0] > 1 else { return content }
        if let id = stored[data] { return "<use href=\"#\(id)\"/>" }
        let id = "picture-\(stored.count + 1)"
        stored[data] = id
        return "<g id=\"\(id)\">\(content)</g>"
    }

    private func plain(
        _ data: Data, _ kind: PictureKind, _ natural: PictureSize?, _ alternative: String
    ) -> HTML {
        let address: HTML = "data:\(kind.rawValue);base64,\(data.base64EncodedString())"
        guard let natural else { return "<img src=\"\(address)\" alt=\"\(alternative)\">" }
        let scale = Self.scale(natural)
        let size: HTML = "width=\"\(natural.width * scale)\" height=\"\(natural.height * scale)\""
        return
            "<img class=\"picture\(Self.sharpness(natural))\" \(size) src=\"\(address)\" alt=\"\(alternative)\">"
    }

    /// How many times a small picture is enlarged.
    private static func scale(_ size: PictureSize) -> Int {
        max(1, min(8, 256 / max(size.width, size.height, 1)))
    }

    /// Enlarging keeps pixels sharp; pictures that a narrow screen shrinks are left smooth there.
    private static func sharpness(_ size: PictureSize) -> String {
        let width = size.width * scale(size)
        return width <= 300 ? " sharp" : width <= 720 ? " sharp-wide" : ""
    }
}
