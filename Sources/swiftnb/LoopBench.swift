import CellCompiler
import Foundation
import NotebookRunner

/// `swiftnb bench loop`: a training loop written by hand, in a cell and in a compiled program, as one JSON line.
///
/// Both are the same text, compiled with the same optimisation against the same library, and run in turn in the same
/// environment; the fastest step of each counts, because other work on the machine only ever adds time.
struct LoopBench {
    private let steps: Int
    private let repeats: Int

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(
            arguments, of: "bench", declarations: [.value("--steps"), .value("--repeat")])
        guard options.words.isEmpty else { throw .wrongWords(command: "bench", expected: "one kind of work") }
        steps = try options.number("--steps", minimum: 2) ?? 60
        repeats = try options.number("--repeat", minimum: 1) ?? 5
    }

    /// What was measured; seconds a step.
    private struct Measurement: Encodable {
        let what = "loop"
        let steps, repeats: Int
        let cell, program, ratio: Double

        enum CodingKeys: String, CodingKey {
            case what, steps, ratio
            case repeats = "repeat"
            case cell = "cell_seconds"
            case program = "program_seconds"
        }
    }

    func execute() throws -> ExitStatus {
        let place = try TemporaryPlace()
        let notebook = try place.write("// %%\n\(loop)", to: "loop.swiftnb")
        let settings = CompilerSettings(
            toolchain: try Toolchain.find(), libraryBuildDirectory: Installation.folder)
        let program = place.folder.appendingPathComponent("loop")
        try CompiledProgram.build(
            "import ContrastiveLearning\nimport Foundation\n\(loop)", settings: settings, to: program)
        let environment = RunSettings(
            compiler: settings, kernel: Installation.kernel, library: nil, folder: place.folder,
            notebookPath: ""
        ).kernelEnvironment
        var (cell, alone): ([Double], [Double]) = ([], [])
        for _ in 0..<repeats {
            alone += try stepTimes(program, [], in: place, environment: environment)
            cell += try stepTimes(Installation.program, ["run", notebook], in: place)
        }
        guard let cell = cell.min(), let alone = alone.min() else {
            throw BenchOutput.Failure(description: "bench: the loop did not run")
        }
        print(
            try BenchOutput.line(
                Measurement(steps: steps, repeats: repeats, cell: cell, program: alone, ratio: cell / alone)))
        return .success
    }

    private func stepTimes(
        _ program: URL, _ arguments: [String], in place: TemporaryPlace, environment: [String: String]? = nil
    ) throws -> [Double] {
        var times: [Double] = []
        try place.run(program, arguments, environment: environment) { line in
            if line.hasPrefix("step ") {
                times += line.split(separator: " ").last.flatMap { Double($0) }.map { [$0] } ?? []
            }
        }
        return times
    }

    /// Views, loss, gradient, step; and arithmetic of the loop's own.
    private var loop: String {
        """
        var random = RandomGenerator(seed: 0)
        let pictures = (0..<4).map { _ in Tensor.uniform([64, 32, 32, 3], using: &random) }
        let network = SimCLR(backbone: .smallConvNet, projection: 64, seed: 0)
        let adam = Adam(network.parameters, learningRate: 3e-4)
        var average: Float = 0
        let clock = ContinuousClock()
        for step in 0..<\(steps) {
            let start = clock.now
            adam.zeroGrad()
            let loss = infoNCE(network(pictures[step % 4]), temperature: 0.5)
            loss.backward()
            adam.step()
            average += (loss.item - average) / Float(step + 1)
            for parameter in network.parameters { average += 1e-9 * Float(parameter.count % 7) }
            print("step", step, (clock.now - start) / .seconds(1))
        }

        """
    }
}
