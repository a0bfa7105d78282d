import Tensors

/// A picture as a network sees it: rows from top to bottom, red, green, blue per pixel, each 0…1.
public struct FloatImage: Sendable, Equatable {
    /// Pixels per row.
    public let width: Int
    /// Number of rows.
    public let height: Int
    /// `[H, W, 3]`, row-major.
    public var pixels: [Float]

    /// Takes over pixels, `[H, W, 3]` row-major.
    public init(width: Int, height: Int, pixels: [Float]) {
        precondition(
            width > 0 && height > 0 && pixels.count == 3 * width * height,
            "FloatImage: \(width)×\(height) needs \(3 * width * height) values (width × height × 3), "
                + "got \(pixels.count)")
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The picture with every byte divided by 255.
    public init(_ image: Image) {
        self.init(width: image.width, height: image.height, pixels: image.pixels.map { Float($0) / 255 })
    }

    /// The picture in 8 bits, rounded, values outside 0…1 clipped.
    public var image: Image {
        let bytes = pixels.map { UInt8((min(max($0, 0), 1) * 255).rounded()) }
        return Image(width: width, height: height, pixels: bytes)
    }
}

extension FloatImage: CustomStringConvertible {
    /// The size, such as `FloatImage 32×32`.
    public var description: String { "FloatImage \(width)×\(height)" }
}
