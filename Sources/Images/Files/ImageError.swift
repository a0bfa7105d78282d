/// Why a picture could not be read or written.
public enum ImageError: Error, Equatable, Sendable {
    /// The file cannot be opened or read.
    case unreadable(path: String, reason: String)
    /// The file is neither PNG nor JPEG.
    case unknownFormat(path: String)
    /// The file is damaged, cut short or not what its first bytes say.
    case undecodable(path: String, codec: String, reason: String)
    /// The header announces more pixels than `Image.maximumPixelCount`.
    case tooLarge(path: String, width: Int, height: Int)
    /// The file cannot be written.
    case unwritable(path: String, reason: String)
    /// The codec refused the picture.
    case unencodable(codec: String, width: Int, height: Int, reason: String)
}

extension ImageError: CustomStringConvertible {
    /// One line: what, where, what to do.
    public var description: String {
        switch self {
        case .unreadable(let path, let reason):
            "cannot read \(path): \(reason). Check the path and its permissions."
        case .unknownFormat(let path):
            "\(path) is neither PNG nor JPEG. Convert it to one of them, or move it out of the folder."
        case .undecodable(let path, let codec, let reason):
            "cannot decode \(path) as \(codec): \(reason). Export or copy the file anew, or remove it."
        case .tooLarge(let path, let width, let height):
            "\(path) is \(width)×\(height) pixels, more than \(Image.maximumPixelCount / 1_000_000) megapixels. "
                + "Scale it down first."
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason). Check that the folder exists and is writable."
        case .unencodable(let codec, let width, let height, let reason):
            "cannot encode a \(width)×\(height) picture as \(codec): \(reason). Make it smaller."
        }
    }
}
