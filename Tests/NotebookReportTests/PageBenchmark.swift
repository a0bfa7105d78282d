import Foundation
import NotebookModel
import NotebookReport
import Testing

/// The largest memory that this process has had, in MiB.
private func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") })
    return try #require(Int(line.filter(\.isNumber))) / 1024
}

/// Seconds that this thread has computed: other programs do not count.
private func computedSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

@Suite(
    "What a page costs, printed by scripts/bench-pages", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SWIFTNB_BENCHMARK"] == "1"))
struct PageBenchmark {
    @Test("an index over 100 runs, from what is kept of them")
    func index() throws {
        let drawing = try SampleRun.fixture("plot.svg")
        let kept = try (0..<100).map { place -> Data in
            let shown = DisplayBundle(content: ["image/svg+xml": drawing], title: "Loss \(place)")
            let run = ComparedRun(name: "run-\(place)", run: SampleRun.run(outputs: [.display(shown)]))
            return try JSONEncoder().encode(run.forIndex)
        }
        let start = ContinuousClock.now
        let runs = try kept.map { try JSONDecoder().decode(ComparedRun.self, from: $0) }
        let page = renderIndex(runs)
        let seconds = String(format: "%.2f", (ContinuousClock.now - start) / .seconds(1))
        print("index of 100 runs: \(seconds) s, \(page.utf8.count / 1000) kB")
    }

    @Test("a page of 200 cells and 300 figures")
    func largeNotebook() throws {
        let svg = String(decoding: try SampleRun.fixture("plot.svg"), as: UTF8.self)
        var run = SampleRun.run(
            (0..<200).map { place in
                place % 4 == 0
                    ? Cell(kind: .markdown, source: Texts.loss) : Cell(kind: .code, source: Texts.training)
            })
        for index in run.results.indices {
            run.results[index].outputs = (0..<2).map { order in
                let drawing = svg.replacing(
                    "0 0 640 360", with: "0 0 640 36\(index).\(order)", maxReplacements: 1)
                return .display(
                    DisplayBundle(content: ["image/svg+xml": Data(drawing.utf8)], title: "\(index) \(order)"))
            }
        }
        let before = try peakMemory()
        let times = (0..<5).map { _ in
            let (start, computed) = (ContinuousClock.now, computedSeconds())
            let page = renderReport(run)
            #expect(page.utf8.count > 7_000_000)
            return (
                wall: (ContinuousClock.now - start) / .seconds(1), computing: computedSeconds() - computed
            )
        }
        let wall = String(format: "%.2f", times.map(\.wall).min() ?? 0)
        let computing = String(format: "%.2f", times.map(\.computing).min() ?? 0)
        print(
            "page of 200 cells, 300 figures: \(wall) s, \(computing) s of computing, \(try peakMemory()) MiB "
                + "(\(before) before)")
    }
}
