import Foundation
import Images

/// A folder that is gone when the test is over.
final class TemporaryFolder {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("pictures-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    var path: String { url.path }

    /// Writes bytes below the folder and makes the folders on the way.
    func write(_ bytes: [UInt8], to name: String) throws {
        let file = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    /// Writes a picture of one grey, as PNG or JPEG by the name.
    func write(grey: UInt8, to name: String) throws {
        let image = Image(width: 6, height: 4, red: grey, green: grey, blue: grey)
        try write(name.lowercased().hasSuffix("png") ? image.pngData() : image.jpegData(), to: name)
    }
}
