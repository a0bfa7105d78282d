import Foundation
import Tensors

/// A file of records of one length, read one at a time from any thread.
final class RecordFile: Sendable {
    /// Where it lies.
    let path: String
    /// Bytes in a record.
    let recordLength: Int
    /// Whole records in the file.
    let count: Int
    private let descriptor: Int32

    /// Opens a file; one whose length is no multiple of the record's, or that has another number of records, is an
    /// error.
    init(_ url: URL, recordLength: Int, count expected: Int?, download: String) throws(DatasetError) {
        path = url.path
        self.recordLength = recordLength
        descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            count = 0
            if errno == ENOENT { throw .incomplete(path: path, download: download) }
            throw .unreadableFile(path: path, reason: String(cString: strerror(errno)).lowercased())
        }
        var status = stat()
        let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
        count = size / recordLength
        guard size > 0 && size % recordLength == 0 && count == expected ?? count else {
            throw .wrongLength(path: path, bytes: size, record: recordLength, count: expected)
        }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Record `i`, or its first bytes.
    func record(_ i: Int, prefix: Int? = nil) throws(DatasetError) -> [UInt8] {
        try bytes(from: i * recordLength, count: prefix ?? recordLength)
    }

    /// The first byte of every record.
    func firstBytes() throws(DatasetError) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(count)
        // A thousand records at once: files of labels alone have records of one byte.
        for start in stride(from: 0, to: count, by: 1000) {
            let block = min(1000, count - start)
            let all = try bytes(from: start * recordLength, count: block * recordLength)
            for i in 0..<block { result.append(all[i * recordLength]) }
        }
        return result
    }

    private func bytes(from start: Int, count: Int) throws(DatasetError) -> [UInt8] {
        var failure: Int32 = 0
        let result = [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            done = 0
            while done < count {
                let got = pread(
                    descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(start + done))
                if got < 0 && errno == EINTR { continue }
                guard got > 0 else {
                    failure = got < 0 ? errno : 0
                    return
                }
                done += got
            }
        }
        guard result.count == count else {
            let reason =
                failure == 0 ? "it was cut short meanwhile" : String(cString: strerror(failure)).lowercased()
            throw .unreadableFile(path: path, reason: reason)
        }
        return result
    }
}

/// The lines of a small text file that are not empty; `nil` where there is no such file.
func lines(of url: URL) -> [String]? {
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return nil }
    return text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
        .filter { !$0.isEmpty }
}

/// The folder that a path names, or the one of the given name within it, as unpacked archives have.
func unpackedFolder(_ path: String, _ name: String) -> URL {
    let root = URL(fileURLWithPath: (path as NSString).expandingTildeInPath, isDirectory: true)
    let inner = root.appendingPathComponent(name, isDirectory: true)
    return FileManager.default.fileExists(atPath: inner.path) ? inner : root
}
