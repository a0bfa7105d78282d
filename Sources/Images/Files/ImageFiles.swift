import Tensors
import Foundation

extension Image {
    /// The most pixels a file may hold. Larger pictures are refused from their header, before any memory is taken.
    public static let maximumPixelCount = 100_000_000

    /// Decodes the bytes of a PNG or JPEG file to RGB8.
    ///
    /// Grey, palette, 16-bit and CMYK pictures become RGB; transparent pixels are laid over white; a photo is
    /// turned the way up that its EXIF orientation says.
    /// - Parameter path: names the picture in errors.
    public init(decoding bytes: [UInt8], path: String = "picture") throws(ImageError) {
        self = try bytes.withUnsafeBufferPointer { bytes throws(ImageError) in
            try Image.decode(bytes, path: path)
        }
    }

    /// Reads a PNG or JPEG file; see `init(decoding:path:)`.
    public init(contentsOf url: URL) throws(ImageError) {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw .unreadable(path: url.path, reason: systemReason(of: error))
        }
        self = try [UInt8](data).withUnsafeBufferPointer { bytes throws(ImageError) in
            try Image.decode(bytes, path: url.path)
        }
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, path: String) throws(ImageError) -> Image
    {
        guard !bytes.isEmpty else {
            throw .undecodable(path: path, codec: "PNG or JPEG", reason: "the file is empty")
        }
        guard let codec = Codec(startOf: bytes) else { throw .unknownFormat(path: path) }
        let header = try codec.header(bytes, path: path)
        let (width, height) = (Int(header.width), Int(header.height))
        guard width > 0 && height > 0 else {
            throw .undecodable(path: path, codec: codec.rawValue, reason: "the picture has no pixels")
        }
        guard width * height <= maximumPixelCount else {
            throw .tooLarge(path: path, width: width, height: height)
        }
        let stored = Image(width: width, height: height, pixels: try codec.decode(bytes, header, path: path))
        return stored.oriented(exif: Int(header.orientation))
    }

    /// The bytes of a PNG file, RGB8, no loss.
    public func pngData() throws(ImageError) -> [UInt8] { try Codec.png.encode(self, quality: 100) }

    /// The bytes of a JPEG file.
    /// - Parameter quality: 1…100.
    public func jpegData(quality: Int = 92) throws(ImageError) -> [UInt8] {
        precondition((1...100).contains(quality), "JPEG quality is 1…100, got \(quality)")
        return try Codec.jpeg.encode(self, quality: quality)
    }

    /// Writes the picture, as JPEG where the name ends in .jpg or .jpeg, else as PNG; never half a file.
    public func write(to url: URL) throws(ImageError) {
        let isJPEG = ["jpg", "jpeg"].contains(url.pathExtension.lowercased())
        let bytes = isJPEG ? try jpegData() : try pngData()
        do {
            try Data(bytes).write(to: url, options: .atomic)
        } catch {
            throw .unwritable(path: url.path, reason: systemReason(of: error))
        }
    }
}
