import Foundation

/// The way of an archive's bytes to a file, by `curl`, taken up again wherever it broke off.
struct Download {
    /// What is fetched.
    let archive: DatasetArchive
    /// From where.
    let url: URL
    /// To where: what has come so far.
    let file: URL
    /// Seconds before the second try; twice as many before each further one.
    let pause: Double
    /// Told how many bytes have come.
    let progress: (Int) -> Void

    /// Tries that may bring nothing before it is given up.
    private static let patience = 5

    /// Fetches what is missing, and checks length and SHA-256.
    func finish() throws(DownloadError) {
        let wasBegun = received > 0
        try fetchRest()
        let found = try sha256(of: file)
        guard found != archive.sha256 else { return }
        try? FileManager.default.removeItem(at: file)
        // An old beginning may belong to another file: once more, from the start.
        guard wasBegun else {
            throw .wrongBytes(url: url.absoluteString, expected: archive.sha256, found: found)
        }
        try Download(archive: archive, url: url, file: file, pause: pause, progress: progress).finish()
    }

    private var received: Int {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
        return (attributes?[.size] as? NSNumber)?.intValue ?? 0
    }

    private func fetchRest() throws(DownloadError) {
        var (fruitless, wait) = (0, pause)
        while received < archive.bytes {
            let before = received
            let failure = try tryOnce()
            if received >= archive.bytes { break }
            guard let failure else {  // the server says that this is all
                let found = received
                try? FileManager.default.removeItem(at: file)
                throw .wrongLength(url: url.absoluteString, expected: archive.bytes, found: found)
            }
            if failure.cannotResume { try? FileManager.default.removeItem(at: file) }
            if failure.isFinal { throw .refused(url: url.absoluteString, reason: failure.reason) }
            if received > before { (fruitless, wait) = (0, pause) } else { fruitless += 1 }
            guard fruitless < Self.patience else {
                let (path, total) = (url.absoluteString, archive.bytes)
                guard received > 0 else { throw .refused(url: path, reason: failure.reason) }
                throw .broken(url: path, received: received, total: total, reason: failure.reason)
            }
            Thread.sleep(forTimeInterval: wait)
            wait *= 2
        }
        let found = received
        guard found == archive.bytes else {
            try? FileManager.default.removeItem(at: file)
            throw .wrongLength(url: url.absoluteString, expected: archive.bytes, found: found)
        }
    }

    /// Why a try ended early.
    private struct Failure {
        let reason: String
        /// Whether another try would end in the same way.
        let isFinal: Bool
        /// Whether the server gives nothing but the whole.
        let cannotResume: Bool
    }

    /// One connection; `nil` where the server gave all it wanted to give.
    private func tryOnce() throws(DownloadError) -> Failure? {
        let tool = try Tool(
            "curl",
            [
                "--fail", "--location", "--silent", "--show-error", "--connect-timeout", "30",
                "--speed-limit", "1", "--speed-time", "60", "--continue-at", "-", "--write-out",
                "%{http_code}", "--output", file.path, "--", url.absoluteString,
            ])
        while tool.isRunning {
            progress(received)
            if received > archive.bytes { tool.stop() }
            Thread.sleep(forTimeInterval: 0.1)
        }
        let result = try tool.finish()
        progress(received)
        if result.status == 0 { return nil }
        let answer = Int(result.output) ?? 0
        let complaint = result.complaint.isEmpty ? "curl status \(result.status)" : result.complaint
        // 3: no address; 33: no ranges; 23: the disk. Of the server's answers, 408 and 429 ask for patience.
        return Failure(
            reason: complaint,
            isFinal: [1, 3, 23].contains(result.status)
                || result.status == 22 && (400..<500).contains(answer) && ![408, 416, 429].contains(answer),
            cannotResume: result.status == 33 || answer == 416)
    }
}
