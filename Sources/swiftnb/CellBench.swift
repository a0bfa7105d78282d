import Foundation

/// `swiftnb bench cells`: what a small cell costs beside its work, as one JSON line.
///
/// A notebook of small cells that no cache knows is run twice, in a cache folder of its own whose modules are warm:
/// the first run compiles every cell, the second none. Times are taken at what the cells print.
struct CellBench {
    private let count: Int
    private let flags: [String]

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(
            arguments, of: "bench", declarations: [.value("--count"), .flag("--debug")])
        guard options.words.isEmpty else { throw .wrongWords(command: "bench", expected: "one kind of work") }
        count = try options.number("--count", minimum: 2) ?? 30
        flags = options.has("--debug") ? ["--debug"] : []
    }

    /// What was measured; times in seconds.
    private struct Measurement: Encodable {
        let what = "cells"
        let count: Int
        let optimization: String
        /// From the start of the process to the first cell's output, compiled and from the cache.
        let startCold, startWarm: Double
        /// From one cell's output to the next one's.
        let cellCold, cellWarm: Double

        enum CodingKeys: String, CodingKey {
            case what, count, optimization
            case startCold = "start_cold_seconds"
            case startWarm = "start_warm_seconds"
            case cellCold = "cell_cold_seconds"
            case cellWarm = "cell_warm_seconds"
        }
    }

    func execute() throws -> ExitStatus {
        let place = try TemporaryPlace()
        // The compiler builds its modules once, for whatever cell comes first.
        let warming = try place.write(
            "// %%\nprint(\"cell 0\", Tensor.zeros([1]).item, Date())\n", to: "warm.swiftnb")
        _ = try times(of: warming, in: place, lines: 1)
        let notebook = try place.write(cells(stamp: .random(in: 0 ... .max)), to: "cells.swiftnb")
        let cold = try times(of: notebook, in: place, lines: count)
        let warm = try times(of: notebook, in: place, lines: count)
        let each = { (times: [Double]) in (times[times.count - 1] - times[0]) / Double(times.count - 1) }
        print(
            try BenchOutput.line(
                Measurement(
                    count: count, optimization: flags.isEmpty ? "-O" : "-Onone", startCold: cold[0],
                    startWarm: warm[0], cellCold: each(cold), cellWarm: each(warm))))
        return .success
    }

    /// When each cell printed its line, from the start of the process.
    private func times(of notebook: String, in place: TemporaryPlace, lines: Int) throws -> [Double] {
        var times: [Double] = []
        let start = ContinuousClock.now
        try place.run(Installation.program, ["run", notebook] + flags) { line in
            if line.hasPrefix("cell ") { times.append((ContinuousClock.now - start) / .seconds(1)) }
        }
        guard times.count == lines else {
            throw BenchOutput.Failure(description: "bench: the cells did not run")
        }
        return times
    }

    /// The kinds of work that small cells do, in turn.
    private func cells(stamp: UInt32) -> String {
        (0..<count).map { n in
            let body =
                switch n % 5 {
                case 0: "let list\(n) = [3, 1, 2].map { $0 * \(stamp) }.sorted()\nlet value\(n) = list\(n)[0]"
                case 1: "func twice\(n)(_ x: Int) -> Int { 2 * x }\nvar value\(n) = twice\(n)(\(stamp))"
                case 2:
                    "struct Point\(n) { var x = \(stamp); var y = 2.0; func sum() -> Double { Double(x) + y } }\n"
                        + "let value\(n) = Point\(n)().sum()"
                case 3:
                    "let tensor\(n) = Tensor([1, 2, \(stamp % 100)])\nlet value\(n) = (tensor\(n) * 2).sum().item"
                default: "let value\(n) = String(format: \"%.3f\", Double(\(stamp)) / 7)"
                }
            return "// %%\n\(body)\nprint(\"cell \(n)\", value\(n))\n"
        }.joined()
    }
}
