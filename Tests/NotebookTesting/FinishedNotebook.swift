import CellCompiler
import Foundation
import NotebookModel
import NotebookRunner

/// A notebook that was compiled and run in a real kernel, with short ways to what its cells left behind.
///
/// Cells are counted from 0 in the order of the file, code cells only.
public struct FinishedNotebook {
    /// The run as the report gets it.
    public let run: NotebookRun
    /// Where the run left its files.
    public let folder: URL

    /// Runs the text of a `.swiftnb` file named `test.swiftnb`.
    ///
    /// - Parameters:
    ///   - text: the cells; a text without a marker is one cell.
    ///   - optimization: how the cells are compiled.
    ///   - library: whether cells see the library too, or Foundation alone.
    ///   - folder: where the run leaves its files; a new one unless given.
    ///   - configure: changes the settings of the run.
    ///   - observe: is told what happens, as it happens.
    public init(
        _ text: String, optimization: CompilerSettings.Optimization = .speed, library: Bool = false,
        in folder: URL? = nil, configure: (inout RunSettings) -> Void = { _ in },
        observe: @escaping (RunEvent) -> Void = { _ in }
    ) throws {
        self.folder = try folder ?? TestBench.newFolder()
        var settings = RunSettings(
            compiler: try TestBench.compilerSettings(optimization, library: library),
            kernel: TestBench.products.appendingPathComponent("swiftnb-kernel"),
            library: library ? TestBench.library : nil, folder: self.folder, notebookPath: "test.swiftnb")
        configure(&settings)
        let planned = NotebookRun(
            notebook: try Notebook(swiftnb: text), fileName: "test.swiftnb", sha256: "", started: Date(),
            seed: 0
        )
        run = try NotebookRunner(settings: settings, observe: observe).run(planned)
    }

    /// What became of the cells.
    public var states: [CellState] { run.results.map(\.state) }

    /// What a cell wrote to standard output.
    public func stdout(_ cell: Int) -> String { text(.stdout, cell) }

    /// What a cell wrote to standard error.
    public func stderr(_ cell: Int) -> String { text(.stderr, cell) }

    /// What all cells wrote to standard output.
    public var stdout: String { run.results.indices.map(stdout).joined() }

    /// Why a cell did not end well.
    public func failure(_ cell: Int) -> CellFailure? {
        for case .failure(let failure) in run.results[cell].outputs { return failure }
        return nil
    }

    private func text(_ stream: Output.StreamName, _ cell: Int) -> String {
        run.results[cell].outputs.reduce(into: "") { if case .stream(stream, let text) = $1 { $0 += text } }
    }
}
