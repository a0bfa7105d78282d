import ContrastiveLearning
import Foundation

/// What was measured, under the names of the PyTorch script.
struct Measurement: Encodable {
    let peer = "swiftnb"
    let what, arch: String
    let size, batch, threads: Int
    /// Median and shortest wall time of one repeat.
    var seconds, bestSeconds: Double?
    /// Median time that all threads together were at work in one repeat.
    var cpuSeconds: Double?
    var viewsPerSecond: Double?
    /// Timed steps and the first losses of a training.
    var steps: Int?
    var losses: [Float]?
    /// The most memory that the process ever held.
    var peakMebibytes: Int?

    enum CodingKeys: String, CodingKey {
        case peer, what, arch, size, batch, threads, seconds, steps, losses
        case bestSeconds = "best_seconds"
        case cpuSeconds = "cpu_seconds"
        case viewsPerSecond = "views_per_s"
        case peakMebibytes = "peak_rss_mib"
    }

    init(of settings: BenchSettings) {
        what = settings.work.rawValue
        arch = settings.backbone.rawValue.lowercased()
        (size, batch, threads) = (settings.size, settings.batch, Threads.count)
    }

    /// One line.
    var json: String {
        var complete = self
        complete.peakMebibytes = ResourceUse.now.peakMebibytes
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        guard let data = try? encoder.encode(complete) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    /// Times `body` after two repeats that warm caches and code generators up.
    mutating func time(repeats: Int, views: Int, _ body: () throws -> Void) rethrows {
        for _ in 0..<2 { try body() }
        var (wall, cpu): ([Double], [Double]) = ([], [])
        for _ in 0..<repeats {
            let (before, start) = (ResourceUse.now.cpuSeconds, ContinuousClock.now)
            try body()
            wall.append((ContinuousClock.now - start) / .seconds(1))
            cpu.append(ResourceUse.now.cpuSeconds - before)
        }
        let median = Self.median(wall)
        (seconds, bestSeconds, cpuSeconds) = (median, wall.min(), Self.median(cpu))
        viewsPerSecond = Double(views) / median
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        return (sorted[sorted.count / 2] + sorted[(sorted.count - 1) / 2]) / 2
    }
}

/// What the system knows of this process.
struct ResourceUse {
    /// Time at work, of all threads together.
    let cpuSeconds: Double
    /// The most memory ever held.
    let peakMebibytes: Int

    static var now: ResourceUse {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let seconds = { (time: timeval) in Double(time.tv_sec) + 1e-6 * Double(time.tv_usec) }
        return ResourceUse(
            cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
            peakMebibytes: usage.ru_maxrss / 1024)
    }
}
