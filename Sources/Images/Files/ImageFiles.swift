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
        self = try EncodedPicture(bytes, path: path).decoded()
    }

    /// Reads a PNG or JPEG file; see `init(decoding:path:)`.
    public init(contentsOf url: URL) throws(ImageError) {
        self = try EncodedPicture(contentsOf: url).decoded()
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
