import Foundation
import Tensors

/// A PNG or JPEG file in memory whose header has been read: its size is known, its pixels are not.
public struct EncodedPicture: Sendable {
    /// Columns of the picture the right way up.
    public var width: Int { Int(isTurned ? header.height : header.width) }
    /// Rows of the picture the right way up.
    public var height: Int { Int(isTurned ? header.width : header.height) }
    private let bytes: [UInt8]
    private let path: String
    private let codec: Codec
    private let header: Codec.Header

    /// Reads the header.
    /// - Parameter path: names the picture in errors.
    public init(_ bytes: [UInt8], path: String = "picture") throws(ImageError) {
        (self.bytes, self.path) = (bytes, path)
        guard !bytes.isEmpty else {
            throw .undecodable(path: path, codec: "PNG or JPEG", reason: "the file is empty")
        }
        (codec, header) = try bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
            guard let codec = Codec(startOf: bytes) else { throw .unknownFormat(path: path) }
            return (codec, try codec.header(bytes, path: path))
        }
        let (width, height) = (Int(header.width), Int(header.height))
        guard width > 0 && height > 0 else {
            throw .undecodable(path: path, codec: codec.rawValue, reason: "the picture has no pixels")
        }
        guard width * height <= Image.maximumPixelCount else {
            throw .tooLarge(path: path, width: width, height: height)
        }
    }

    /// Reads a file, and its header.
    public init(contentsOf url: URL) throws(ImageError) {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw .unreadable(path: url.path, reason: systemReason(of: error))
        }
        try self.init([UInt8](data), path: url.path)
    }

    /// The picture; see `Image.init(decoding:path:)`.
    ///
    /// - Parameter divisor: 1, 2, 4 or 8. A JPEG is decoded straight to sides of ⌈width/divisor⌉ and
    ///   ⌈height/divisor⌉ pixels, in a fraction of the time; a PNG always comes whole.
    public func decoded(reducedBy divisor: Int = 1) throws(ImageError) -> Image {
        precondition([1, 2, 4, 8].contains(divisor), "decoded: reduces by 1, 2, 4 or 8, not by \(divisor)")
        let divisor = codec == .jpeg ? divisor : 1
        let pixels = try bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
            try codec.decode(bytes, header, reducedBy: divisor, path: path)
        }
        let stored = Image(
            width: (Int(header.width) + divisor - 1) / divisor,
            height: (Int(header.height) + divisor - 1) / divisor, pixels: pixels)
        return stored.oriented(exif: Int(header.orientation))
    }

    private var isTurned: Bool { (5...8).contains(header.orientation) }
}
