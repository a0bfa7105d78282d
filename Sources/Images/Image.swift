import Tensors

/// A picture in memory: rows from top to bottom, three bytes per pixel (red, green, blue, 0…255).
public struct Image: Sendable, Equatable {
    /// Pixels per row.
    public let width: Int
    /// Number of rows.
    public let height: Int
    /// `[H, W, 3]`, row-major.
    public var pixels: [UInt8]

    /// Takes over pixels, `[H, W, 3]` row-major.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(
            width > 0 && height > 0 && pixels.count == 3 * width * height,
            "Image: \(width)×\(height) needs \(3 * width * height) bytes (width × height × 3), got \(pixels.count)"
        )
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// A picture of one colour.
    public init(width: Int, height: Int, red: UInt8, green: UInt8, blue: UInt8) {
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for i in 0..<width * height {
            pixels[3 * i] = red
            pixels[3 * i + 1] = green
            pixels[3 * i + 2] = blue
        }
        self.init(width: width, height: height, pixels: pixels)
    }

    /// The red, green and blue of the pixel in column `x` of row `y`.
    public subscript(x: Int, y: Int) -> SIMD3<UInt8> {
        get {
            let at = offset(x, y)
            return SIMD3(pixels[at], pixels[at + 1], pixels[at + 2])
        }
        set {
            let at = offset(x, y)
            for c in 0..<3 { pixels[at + c] = newValue[c] }
        }
    }

    private func offset(_ x: Int, _ y: Int) -> Int {
        precondition(
            x >= 0 && x < width && y >= 0 && y < height,
            "Image: pixel (\(x), \(y)) lies outside \(width)×\(height)")
        return 3 * (y * width + x)
    }
}

extension Image: CustomStringConvertible {
    /// The size, such as `Image 128×96`.
    public var description: String { "Image \(width)×\(height)" }
}
