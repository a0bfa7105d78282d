import Foundation

/// A file in the making that takes its place whole or not at all, also when the process is killed or the power fails.
///
/// Bytes go to a temporary file beside the target, reach the disk, and are then renamed over it.
package final class DurableFile {
    /// Why the system refused, in its own words.
    package struct Failure: Error {
        /// Such as `no space left on device`.
        package let reason: String

        init() { reason = String(cString: strerror(errno)).lowercased() }
    }

    /// How the names of files in the making end.
    package static let ending = ".partial"

    private let target: URL
    private let temporary: String
    private let descriptor: Int32
    private var isCommitted = false

    /// Begins a file that will be `url`.
    package init(_ url: URL) throws(Failure) {
        target = url
        let name = ".\(url.lastPathComponent).\(getpid())\(DurableFile.ending)"
        temporary = url.deletingLastPathComponent().appendingPathComponent(name).path
        descriptor = open(temporary, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw Failure() }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        if !isCommitted { unlink(temporary) }
    }

    /// Appends bytes.
    package func write(_ bytes: UnsafeRawBufferPointer) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress
            let count = Foundation.write(descriptor, start, rest.count)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { throw Failure() }
            rest = rest.dropFirst(count)
        }
    }

    /// Puts the file in its place.
    package func commit() throws(Failure) {
        guard fsync(descriptor) == 0, rename(temporary, target.path) == 0 else { throw Failure() }
        isCommitted = true
        // The new name is on the disk once the folder is.
        let folder = open(target.deletingLastPathComponent().path, O_RDONLY | O_CLOEXEC)
        guard folder >= 0 else { return }
        fsync(folder)
        close(folder)
    }
}
