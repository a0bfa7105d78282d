import Foundation
import Tensors

/// The SHA-256 of every file of an unpacked dataset, in a file beside them that `sha256sum --check` reads too.
enum Checksums {
    static let fileName = "SHA256SUMS"

    static func write(for folder: URL) throws(DownloadError) {
        var lines = ""
        for name in try names(in: folder) {
            lines += "\(try sha256(of: folder.appendingPathComponent(name)))  \(name)\n"
        }
        do {
            try Data(lines.utf8).write(to: folder.appendingPathComponent(fileName), options: .atomic)
        } catch {
            throw .unwritable(path: folder.path, reason: systemReason(of: error))
        }
    }

    /// What a comparison with the checksums says.
    enum Outcome {
        /// There are no checksums.
        case unknown
        /// All files are as they were unpacked.
        case whole
        /// The first file that is not.
        case damaged(String)
    }

    static func compared(_ folder: URL) throws(DownloadError) -> Outcome {
        let file = folder.appendingPathComponent(fileName)
        guard let text = try? String(contentsOf: file, encoding: .utf8) else { return .unknown }
        for line in text.split(whereSeparator: \.isNewline) {
            let (digits, name) = (line.prefix(64), String(line.dropFirst(66)))
            let path = folder.appendingPathComponent(name)
            guard FileManager.default.fileExists(atPath: path.path), try sha256(of: path) == digits else {
                return .damaged(name)
            }
        }
        return .whole
    }

    private static func names(in folder: URL) throws(DownloadError) -> [String] {
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter { name in
                var isFolder: ObjCBool = false
                let path = folder.appendingPathComponent(name).path
                return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                    && !isFolder.boolValue
            }.sorted()
        } catch {
            throw .notUnpacked(path: folder.path, reason: systemReason(of: error))
        }
    }
}

extension DatasetArchive {
    /// How far an unpacked dataset can be trusted.
    public enum Verification: String, Sendable {
        /// Every byte is as it was published.
        case bytes
        /// Names and lengths are right; it was not unpacked by `fetch`, so there are no checksums.
        case lengths
    }

    /// Checks a dataset that `fetch(into:)` left in a folder, byte by byte where there are checksums.
    ///
    /// - Throws: `DownloadError.incomplete` with the first file that is missing or damaged.
    public func verify(in path: String) throws(DownloadError) -> Verification {
        let target = unpackedFolder(path, folder)
        if let shortcoming = shortcoming(of: target) {
            throw .incomplete(path: target.path, reason: shortcoming, name: name)
        }
        switch try Checksums.compared(target) {
        case .unknown: return .lengths
        case .whole: return .bytes
        case .damaged(let file):
            throw .incomplete(path: target.path, reason: "\(file) is damaged; remove it", name: name)
        }
    }
}
