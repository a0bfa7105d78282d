import Foundation
import Images
import Tensors
import Testing

@Suite("Files that cannot be used")
struct DamagedFileTests {
    private func error(decoding bytes: [UInt8]) -> ImageError? {
        do throws(ImageError) {
            _ = try Image(decoding: bytes, path: "rose/1.jpg")
            return nil
        } catch { return error }
    }

    private func isUndecodable(_ error: ImageError?, as codec: String) -> Bool {
        guard case .undecodable(path: "rose/1.jpg", codec: codec, reason: _) = error else { return false }
        return true
    }

    @Test("a truncated JPEG is an error, not a half-grey picture", arguments: [3, 20, 300, 0.5, 0.9])
    func truncatedJPEG(kept: Double) throws {
        let file = try gradientImage(width: 96, height: 80).jpegData()
        let count = kept < 1 ? Int(kept * Double(file.count)) : Int(kept)
        #expect(isUndecodable(error(decoding: Array(file.prefix(count))), as: "JPEG"))
    }

    @Test("a truncated PNG is an error", arguments: [8, 20, 40, 0.5, 0.9])
    func truncatedPNG(kept: Double) throws {
        let file = try gradientImage(width: 96, height: 80).pngData()
        let count = kept < 1 ? Int(kept * Double(file.count)) : Int(kept)
        #expect(isUndecodable(error(decoding: Array(file.prefix(count))), as: "PNG"))
    }

    @Test("no prefix of a file and no flipped bit crashes the decoder")
    func damage() throws {
        let image = gradientImage(width: 17, height: 11)
        for file in [try image.pngData(), try image.jpegData()] {
            for count in 0..<file.count {
                #expect(error(decoding: Array(file.prefix(count))) != nil || count > 600)
            }
            for at in file.indices {
                var broken = file
                broken[at] ^= 0x41
                _ = error(decoding: broken)
            }
        }
    }

    @Test("files damaged at random, in bytes and in length, are read or refused, 3,000 of them")
    func fuzz() throws {
        var rng = RandomGenerator(seed: 5)
        let image = gradientImage(width: 23, height: 19)
        let files =
            [
                try image.pngData(), try image.jpegData(),
                SmallJPEG.withOrientation(6, in: try image.jpegData()),
            ]
            + SmallJPEG.allCases.map(\.bytes)
            + [HandmadePNG(width: 2, height: 1, bitDepth: 16, colorType: .grey, rows: [[1, 2, 3, 4]]).bytes]
        var (read, refused) = (0, 0)
        for number in 0..<3000 {
            var broken = files[number % files.count]
            for _ in 0..<Int.random(in: 1...8, using: &rng) {
                broken[Int.random(in: broken.indices, using: &rng)] = UInt8.random(in: 0...255, using: &rng)
            }
            if number % 3 == 0 {
                broken = Array(broken.prefix(Int.random(in: 0...broken.count, using: &rng)))
            }
            if error(decoding: broken) == nil { read += 1 } else { refused += 1 }
        }
        #expect(read > 100 && refused > 1000)
    }

    @Test("a header that announces too many pixels is refused before memory is taken")
    func sizeBomb() throws {
        var png = HandmadePNG(width: 1, height: 1, colorType: .rgb, rows: [[1, 2, 3]])
        (png.width, png.height) = (60_000, 50_000)
        #expect(error(decoding: png.bytes) == .tooLarge(path: "rose/1.jpg", width: 60_000, height: 50_000))
        var jpeg = SmallJPEG.grey.bytes
        let frame = try #require(jpeg.indices.first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 })
        jpeg.replaceSubrange(frame + 5..<frame + 9, with: [0xEA, 0x60, 0xC3, 0x50])
        #expect(error(decoding: jpeg) == .tooLarge(path: "rose/1.jpg", width: 50_000, height: 60_000))
    }

    @Test("an empty file and a text file say what they are")
    func otherFiles() {
        #expect(isUndecodable(error(decoding: []), as: "PNG or JPEG"))
        #expect(error(decoding: Array("GIF89a".utf8)) == .unknownFormat(path: "rose/1.jpg"))
    }

    @Test("a missing file names its path and the reason")
    func missingFile() {
        #expect(throws: ImageError.unreadable(path: "/nowhere/1.png", reason: "no such file")) {
            try Image(contentsOf: URL(fileURLWithPath: "/nowhere/1.png"))
        }
    }

    @Test("a picture written to disk reads back; a missing folder is an error")
    func files() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        let image = gradientImage(width: 12, height: 9)
        #expect(throws: ImageError.self) { try image.write(to: folder.appendingPathComponent("a.png")) }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try image.write(to: folder.appendingPathComponent("a.png"))
        #expect(try Image(contentsOf: folder.appendingPathComponent("a.png")) == image)
        try image.write(to: folder.appendingPathComponent("a.JPG"))
        #expect(try Image(contentsOf: folder.appendingPathComponent("a.JPG")).width == 12)
    }

    @Test("every error is one line that names the file")
    func wording() {
        let errors: [ImageError] = [
            .unreadable(path: "a.png", reason: "r"), .unknownFormat(path: "a.png"),
            .undecodable(path: "a.png", codec: "PNG", reason: "r"),
            .tooLarge(path: "a.png", width: 1, height: 2),
            .unwritable(path: "a.png", reason: "r"),
        ]
        for error in errors {
            #expect(error.description.contains("a.png") && !error.description.contains("\n"))
        }
    }
}
