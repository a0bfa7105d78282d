import Foundation
import Images
import Plots
import Testing

@Suite(
    "What figures cost, printed by scripts/bench-pages", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SWIFTNB_BENCHMARK"] == "1"))
struct FigureBenchmark {
    /// The shortest of five times, in milliseconds; the first figure starts gnuplot.
    private func best(_ work: () throws -> Void) rethrows -> Int {
        let times = try (0..<5).map { _ in
            let start = ContinuousClock.now
            try work()
            return (ContinuousClock.now - start) / .milliseconds(1)
        }
        return Int(times.min() ?? 0)
    }

    @Test("figures of 10,000 points, and the same shown with a PNG beside")
    func points() throws {
        let values = (0..<10_000).map { sin(Double($0) / 300) + Double($0 * 7919 % 1000) / 2000 }
        let cloud = (0..<10_000).map { [Double($0 * 7919 % 9973), Double($0 * 104_729 % 9967)] }
        let classes = cloud.indices.map { $0 % 5 }
        for (name, draw) in [
            ("line", { plot(values) }), ("cloud", { scatter(cloud) }),
            ("cloud in 5 classes", { scatter(cloud, classes: classes) }),
        ] {
            let figure = draw()
            let size = try #require(figure.svg).utf8.count / 1000
            let shown = best { _ = draw().display }
            print("\(name) of 10,000 points: \(best { _ = draw() }) ms, \(size) kB; shown \(shown) ms")
        }
    }

    @Test("a grid of 2,000 thumbnails")
    func thumbnails() throws {
        let pictures = (0..<2_000).map { index in
            Image(
                width: 32, height: 32,
                pixels: (0..<3072).map { UInt8(truncatingIfNeeded: $0 &* (index + 1) &* 31 >> 3) })
        }
        let rows = stride(from: 0, to: 2_000, by: 40).map { Array(pictures[$0..<$0 + 40]) }
        var size = 0
        let time = best { size = grid(of: rows).display.content[.svg]?.count ?? 0 }
        print("2,000 thumbnails of 32 pixels: \(time) ms, \(size / 1000) kB")
    }
}
