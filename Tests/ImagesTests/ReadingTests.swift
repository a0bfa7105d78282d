import Foundation
import Images
import Testing

/// A picture whose every pixel differs.
func gradientImage(width: Int, height: Int) -> Image {
    var image = Image(width: width, height: height, red: 0, green: 0, blue: 0)
    for y in 0..<height {
        for x in 0..<width {
            image[x, y] = SIMD3(
                UInt8(x * 255 / max(width - 1, 1)), UInt8(y * 255 / max(height - 1, 1)),
                UInt8((7 * x + 5 * y) % 256))
        }
    }
    return image
}

@Suite("Reading and writing pictures")
struct ReadingTests {
    @Test("PNG keeps every pixel", arguments: [(1, 1), (7, 3), (64, 48)])
    func pngRoundTrip(width: Int, height: Int) throws {
        let image = gradientImage(width: width, height: height)
        #expect(try Image(decoding: image.pngData()) == image)
    }

    @Test("JPEG keeps a smooth picture within 8 of 255")
    func jpegRoundTrip() throws {
        var image = gradientImage(width: 40, height: 30)
        for i in stride(from: 2, to: image.pixels.count, by: 3) { image.pixels[i] = 90 }
        let back = try Image(decoding: image.jpegData(quality: 95))
        let worst = zip(image.pixels, back.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 255
        #expect(back.width == 40 && back.height == 30)
        #expect(worst <= 8)
    }

    @Test("grey PNGs of 1, 8 and 16 bits become RGB")
    func greyPNG() throws {
        let bits = HandmadePNG(width: 2, height: 1, bitDepth: 1, colorType: .grey, rows: [[0b0100_0000]])
        #expect(try Image(decoding: bits.bytes).pixels == [0, 0, 0, 255, 255, 255])
        let bytes = HandmadePNG(width: 2, height: 1, colorType: .grey, rows: [[10, 200]])
        #expect(try Image(decoding: bytes.bytes).pixels == [10, 10, 10, 200, 200, 200])
        let words = HandmadePNG(
            width: 2, height: 1, bitDepth: 16, colorType: .grey, rows: [[0x80, 0x80, 0xFF, 0xFF]])
        #expect(try Image(decoding: words.bytes).pixels == [128, 128, 128, 255, 255, 255])
    }

    @Test("palette entries are looked up; a transparent one is white")
    func palettePNG() throws {
        let file = HandmadePNG(
            width: 3, height: 1, colorType: .palette, palette: [1, 2, 3, 40, 50, 60], transparency: [255, 0],
            rows: [[0, 1, 0]])
        #expect(try Image(decoding: file.bytes).pixels == [1, 2, 3, 255, 255, 255, 1, 2, 3])
    }

    @Test("half-transparent pixels are mixed with white")
    func alphaPNG() throws {
        let file = HandmadePNG(
            width: 2, height: 1, colorType: .rgba, rows: [[0, 100, 255, 128, 9, 8, 7, 255]])
        #expect(try Image(decoding: file.bytes).pixels == [127, 177, 255, 9, 8, 7])
    }

    @Test("grey with alpha is mixed with white; 16-bit colour keeps its upper byte, rounded")
    func greyAlphaAndDeepPNG() throws {
        let grey = HandmadePNG(
            width: 2, height: 1, colorType: .greyAlpha, rows: [[100, 255, 0, 51]])
        #expect(try Image(decoding: grey.bytes).pixels == [100, 100, 100, 204, 204, 204])
        let deep = HandmadePNG(
            width: 1, height: 1, bitDepth: 16, colorType: .rgb, rows: [[0x12, 0x00, 0x80, 0x80, 0xFF, 0xFF]])
        #expect(try Image(decoding: deep.bytes).pixels == [0x12, 0x80, 0xFF])
    }

    @Test(
        "a PNG is turned the way up that its EXIF data say, and one with broken EXIF data is read as stored")
    func orientedPNG() throws {
        var file = HandmadePNG(width: 3, height: 1, colorType: .grey, rows: [[10, 20, 30]])
        file.exif = SmallJPEG.tiff(orientation: 3)
        #expect(try Image(decoding: file.bytes).pixels == [30, 30, 30, 20, 20, 20, 10, 10, 10])
        file.exif = SmallJPEG.tiff(orientation: 6)
        #expect(try Image(decoding: file.bytes).height == 3)
        file.exif = [0x49, 0x49, 42, 0, 0xFF, 0xFF, 0xFF, 0x7F]
        #expect(try Image(decoding: file.bytes).pixels == [10, 10, 10, 20, 20, 20, 30, 30, 30])
    }

    @Test("grey, progressive and CMYK JPEGs give their colour", arguments: SmallJPEG.allCases)
    func jpegKinds(file: SmallJPEG) throws {
        let image = try Image(decoding: file.bytes)
        #expect(image.width == 8 && image.height == 8)
        for y in 0..<8 {
            for x in 0..<8 {
                for c in 0..<3 { #expect(abs(Int(image[x, y][c]) - file.colour[c]) <= 2) }
            }
        }
    }

    @Test("a photo is turned the way up that EXIF says", arguments: [1, 2, 3, 4, 5, 6, 7, 8])
    func orientation(value: Int) throws {
        // Four blocks of 8×8: red, green / blue, white.
        let colours: [SIMD3<UInt8>] = [
            SIMD3(255, 0, 0), SIMD3(0, 255, 0), SIMD3(0, 0, 255), SIMD3(255, 255, 255),
        ]
        var image = Image(width: 16, height: 32, red: 0, green: 0, blue: 0)
        for y in 0..<32 { for x in 0..<16 { image[x, y] = colours[y / 16 * 2 + x / 8] } }
        let upright = try Image(decoding: SmallJPEG.withOrientation(value, in: image.jpegData(quality: 100)))
        #expect(upright.width == (value >= 5 ? 32 : 16))
        let corners = [(0, 0), (upright.width - 1, 0), (0, upright.height - 1)].map { x, y in
            colours.indices.min { a, b in
                distance(upright[x, y], colours[a]) < distance(upright[x, y], colours[b])
            }
        }
        // Colours that the upper left, upper right and lower left corners must have.
        let expected = [
            [0, 1, 2], [1, 0, 3], [3, 2, 1], [2, 3, 0], [0, 2, 1], [2, 0, 3], [3, 1, 2], [1, 3, 0],
        ]
        #expect(corners == expected[value - 1])
    }

    private func distance(_ a: SIMD3<UInt8>, _ b: SIMD3<UInt8>) -> Int {
        (0..<3).map { abs(Int(a[$0]) - Int(b[$0])) }.reduce(0, +)
    }
}
