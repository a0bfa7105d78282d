import Foundation
import NotebookModel
import NotebookTesting
import Testing

/// Long tests; `scripts/check-slow` runs them.
@Suite(
    "A long session", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SWIFTNB_SLOW"] == "1", "scripts/check-slow runs it"))
struct SoakTests {
    /// Memory of a process in KiB, as a cell and a test can find it.
    private static let resident = """
        func resident() -> Int {
            let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
            let line = status.split(separator: "\\n").first { $0.hasPrefix("VmRSS") } ?? ""
            return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
        }
        """

    /// What of the cells' libraries is mapped, KiB.
    private static let mappedCode = """
        func mappedCode() -> Int {
            // Foundation takes the first page of such a file for all of it.
            guard let file = fopen("/proc/self/maps", "r") else { return 0 }
            defer { fclose(file) }
            var (sum, line) = (0, [CChar](repeating: 0, count: 4096))
            while fgets(&line, 4096, file) != nil {
                let text = String(cString: line)
                guard text.contains("/cells/Cell") else { continue }
                let ends = text.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0, radix: 16) }
                sum += (ends[1] - ends[0]) / 1024
            }
            return sum
        }
        """

    private func residentOfRunner() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS") } ?? ""
        return line.split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.first ?? 0
    }

    @Test("of 1,000 cells, a tenth of which fail in turn in every way, keeps every value and its memory")
    func thousandCells() throws {
        let count = 1000
        var text = "// %%\n\(Self.resident)\n\(Self.mappedCode)\n"
        text += "var count = 0\nfinal class Kept { var log: [Int] = [] }\nlet kept = Kept()\n"
        var failing: Set<Int> = []
        for n in 1..<count {
            if n % 10 == 5 {
                failing.insert(n)
                let failure = SurvivalTests.failures[n / 10 % SurvivalTests.failures.count]
                text += "// %% tags=[\"raises-exception\"]\nkept.log.append(\(n))\n\(failure.code)\n"
            } else {
                text +=
                    "// %%\ncount += 1; kept.log.append(\(n))\nfunc f\(n % 7)(_ n: Int) -> Int { n + \(n) }\n"
                text +=
                    "print(count, kept.log.count, f\(n % 7)(count)\(n % 100 == 0 ? ", resident(), mappedCode()" : ""))\n"
            }
        }
        var runner: [Int] = []
        let notebook = try FinishedNotebook(
            text, optimization: .none,
            observe: { event in
                if case .cellEnded(let result, _) = event, result.index % 100 == 0 {
                    runner.append(residentOfRunner())
                }
            })
        var sound = 0
        for n in 1..<count {
            if failing.contains(n) {
                #expect(notebook.states[n] == .failed)
                continue
            }
            sound += 1
            let words = notebook.stdout(n).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
            #expect(words.prefix(3) == [sound, n, sound + n], "cell \(n): \(words)")
        }
        let samples = (1..<count / 100).map { n in
            notebook.stdout(100 * n).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }.suffix(2)
        }
        let kernel = samples.compactMap(\.first), code = samples.compactMap(\.last)
        print("kernel, KiB:", kernel, "of it code:", code, "runner, KiB:", runner)
        let (grown, loaded) = (kernel[kernel.count - 1] - kernel[0], code[code.count - 1] - code[0])
        #expect(grown <= loaded, "the kernel grew by \(grown) KiB and loaded \(loaded) KiB of code")
        #expect(runner[runner.count - 1] - runner[1] < 32 << 10, "the runner's memory: \(runner)")
    }

    @Test("with 200 interrupts at random moments of a training loop neither hangs nor loses a value")
    func interrupts() throws {
        var random = SystemRandomNumberGenerator()
        var text = """
            // %%
            session.dataset = PetalsDataset(count: 100, size: 16)
            session.pipeline = .simCLR(size: 16)
            session.model = SimCLR(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
            session.batchSize = 16
            let network = SimCLR(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
            let adam = Adam(network.parameters, learningRate: 3e-4)
            var generator = RandomGenerator(seed: 0)
            let pictures = Tensor.uniform([32, 16, 16, 3], using: &generator)
            final class Kept { var begun = 0, ended = 0, log: [Float] = [] }
            let kept = Kept()
            func step() {
                kept.begun += 1
                adam.zeroGrad()
                let loss = infoNCE(network(pictures), temperature: 0.5)
                loss.backward()
                adam.step()
                kept.log.append(loss.item)
                kept.ended += 1
            }

            """
        // Each cell checks what the interrupted one before it left, then runs until it is interrupted itself.
        for n in 0..<200 {
            let time = Double.random(in: 0.1...0.7, using: &random)
            let loop = n % 4 == 3 ? "_ = try session.train(epochs: 100_000)" : "while true { step() }"
            text += "// %% timeout=\(time)\nlet ended\(n) = kept.ended\nstep()\n"
            text +=
                "print(kept.ended - ended\(n), kept.log.allSatisfy(\\.isFinite))\nfflush(stdout)\n\(loop)\n"
        }
        let notebook = try FinishedNotebook(text, library: true) { $0.failurePolicy = .proceed }
        for n in 1...200 {
            #expect(notebook.states[n] == .timedOut, "interrupt \(n)")
            // A long training may have warned behind it.
            #expect(notebook.stdout(n).hasPrefix("1 true\n"), "interrupt \(n)")
            #expect(notebook.failure(n)?.message.contains("the kernel was ended") == false, "interrupt \(n)")
        }
        let slowest = notebook.run.results.map(\.seconds).max() ?? 0
        print("slowest of 200 interrupted cells:", slowest, "s")
    }
}
