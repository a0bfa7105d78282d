/// Why a dataset could not be fetched or is not as it should be.
public enum DownloadError: Error, Equatable, Sendable {
    /// The server refused, or could not be reached.
    case refused(url: String, reason: String)
    /// The connection broke again and again.
    case broken(url: String, received: Int, total: Int, reason: String)
    /// The bytes are not those that the makers published.
    case wrongBytes(url: String, expected: String, found: String)
    /// What was fetched is longer or shorter than what the makers published.
    case wrongLength(url: String, expected: Int, found: Int)
    /// The archive cannot be unpacked, or lacks a file.
    case notUnpacked(path: String, reason: String)
    /// A file cannot be written.
    case unwritable(path: String, reason: String)
    /// There is not enough room.
    case noRoom(path: String, needed: Int, free: Int)
    /// Another process is at it.
    case busy(path: String)
    /// A program that is needed cannot be started.
    case noProgram(name: String, reason: String)
    /// The dataset is not there, or not whole.
    case incomplete(path: String, reason: String, name: String)
}

extension DownloadError: CustomStringConvertible {
    /// One line: what, where, what to do.
    public var description: String {
        switch self {
        case .refused(let url, let reason):
            "cannot fetch \(url): \(reason); check the connection, or give a mirror with --url"
        case .broken(let url, let received, let total, let reason):
            "fetching \(url) broke off after \(megabytes(received)) of \(megabytes(total)): \(reason); "
                + "run it again, it goes on from there"
        case .wrongBytes(let url, let expected, let found):
            "what came from \(url) has SHA-256 \(found), not \(expected); it was removed: fetch it again, or give "
                + "another mirror with --url"
        case .wrongLength(let url, let expected, let found):
            "what came from \(url) has \(found) bytes, not \(expected); it was removed: fetch it again, or give "
                + "another mirror with --url"
        case .notUnpacked(let path, let reason):
            "cannot unpack \(path): \(reason); make room, or fetch it again"
        case .unwritable(let path, let reason):
            "cannot write \(path): \(reason); choose another place with -o DIR, or make room there"
        case .noRoom(let path, let needed, let free):
            "no room in \(path): \(megabytes(needed)) are needed, \(megabytes(free)) are free; choose another place "
                + "with -o DIR, or make room there"
        case .busy(let path):
            "another process is fetching to \(path); wait for it, or choose another place with -o DIR"
        case .noProgram(let name, let reason):
            "cannot start \(name): \(reason); scripts/setup installs it"
        case .incomplete(let path, let reason, let name):
            "\(path): \(reason); fetch it with: swiftnb data fetch \(name)"
        }
    }
}

/// Such as `170.1 MB`.
private func megabytes(_ bytes: Int) -> String {
    let tenths = (bytes + 50_000) / 100_000
    return "\(tenths / 10).\(tenths % 10) MB"
}
