import Foundation
import Tensors

extension DatasetArchive {
    /// How far a fetch has come.
    public enum Stage: Sendable, Equatable {
        /// So many bytes of the archive have come.
        case received(Int)
        /// The archive is being unpacked.
        case unpacking
    }

    /// Fetches the archive, checks its SHA-256, and unpacks it: afterwards the dataset is there whole, or nothing of it.
    ///
    /// A fetch that breaks off, or is killed, goes on where it was when it is called again. Nothing is fetched where
    /// the dataset is already there. The way there is `curl`, which knows proxies and certificates.
    ///
    /// - Parameters:
    ///   - path: the folder that will hold the dataset's own; it is made where it is missing.
    ///   - mirror: another place that offers the same bytes.
    ///   - keepsArchive: whether the archive stays beside what was in it.
    ///   - pause: seconds before a connection that broke is tried again; twice as many before each further try.
    ///   - progress: told about ten times a second.
    /// - Returns: the dataset's folder.
    @discardableResult
    public func fetch(
        into path: String, from mirror: URL? = nil, keepsArchive: Bool = false, pause: Double = 1,
        progress: @escaping (Stage) -> Void = { _ in }
    ) throws(DownloadError) -> URL {
        let root = URL(fileURLWithPath: (path as NSString).expandingTildeInPath, isDirectory: true)
        let target = root.appendingPathComponent(folder, isDirectory: true)
        if shortcoming(of: target) == nil { return target }
        do { try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true) } catch {
            throw .unwritable(path: root.path, reason: systemReason(of: error))
        }
        let lock = try Lock(root)
        defer { lock.release() }
        let archive = root.appendingPathComponent(".\(name).part")
        try requireRoom(in: root, begun: archive)
        try Download(archive: self, url: mirror ?? url, file: archive, pause: pause) {
            progress(.received($0))
        }.finish()
        progress(.unpacking)
        try unpack(archive, to: target, in: root)
        if keepsArchive {
            try move(archive, to: root.appendingPathComponent(url.lastPathComponent))
        } else {
            try? FileManager.default.removeItem(at: archive)
        }
        return target
    }

    /// Unpacks beside the target, checks, and gives the folder its name in one step.
    private func unpack(_ archive: URL, to target: URL, in root: URL) throws(DownloadError) {
        let scratch = root.appendingPathComponent(".\(name).unpacking")
        try? FileManager.default.removeItem(at: scratch)
        defer { try? FileManager.default.removeItem(at: scratch) }
        do { try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true) } catch {
            throw .unwritable(path: scratch.path, reason: systemReason(of: error))
        }
        let result = try Tool.run(
            "tar", ["--extract", "--no-same-owner", "--file", archive.path, "--directory", scratch.path])
        guard result.status == 0 else {
            throw .notUnpacked(path: archive.path, reason: result.complaint)
        }
        let unpacked = scratch.appendingPathComponent(folder)
        if let shortcoming = shortcoming(of: unpacked) {
            throw .notUnpacked(path: archive.path, reason: shortcoming)
        }
        try Checksums.write(for: unpacked)
        if FileManager.default.fileExists(atPath: target.path) {
            try move(target, to: scratch.appendingPathComponent("replaced"))
        }
        try move(unpacked, to: target)
    }

    private func move(_ from: URL, to: URL) throws(DownloadError) {
        guard rename(from.path, to.path) == 0 else {
            throw .unwritable(path: to.path, reason: String(cString: strerror(errno)).lowercased())
        }
    }

    private func requireRoom(in root: URL, begun: URL) throws(DownloadError) {
        let sizes = try? FileManager.default.attributesOfFileSystem(forPath: root.path)
        guard let free = (sizes?[.systemFreeSize] as? NSNumber)?.intValue else { return }
        let attributes = try? FileManager.default.attributesOfItem(atPath: begun.path)
        let needed = bytes - ((attributes?[.size] as? NSNumber)?.intValue ?? 0) + unpackedBytes
        guard free >= needed else { throw .noRoom(path: root.path, needed: needed, free: free) }
    }

    /// Whether a folder holds the dataset, by the names and lengths of its files.
    public func isThere(in path: String) -> Bool { shortcoming(of: unpackedFolder(path, folder)) == nil }

    /// What a folder lacks to hold the dataset, by the names and lengths of its files; `nil` where it lacks nothing.
    func shortcoming(of folder: URL) -> String? {
        guard FileManager.default.fileExists(atPath: folder.path) else { return "there is no such folder" }
        for file in files {
            let path = folder.appendingPathComponent(file.name).path
            guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
                let size = (attributes[.size] as? NSNumber)?.intValue
            else { return "\(file.name) is missing" }
            if let bytes = file.bytes, bytes != size { return "\(file.name) has \(size) bytes, not \(bytes)" }
        }
        return nil
    }
}

/// Keeps two processes from fetching to one folder, by a lock on the folder itself.
private struct Lock {
    private let descriptor: Int32

    init(_ folder: URL) throws(DownloadError) {
        descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .unwritable(path: folder.path, reason: String(cString: strerror(errno)).lowercased())
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw .busy(path: folder.path)
        }
    }

    func release() { close(descriptor) }
}
