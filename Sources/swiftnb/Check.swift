import CellCompiler
import Foundation
import NotebookModel

/// `swiftnb check NOTEBOOK…`
struct Check {
    private let notebooks: [String]
    private let optimization: CompilerSettings.Optimization

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "check", declarations: [.flag("--debug")])
        guard !options.words.isEmpty else { throw .wrongWords(command: "check", expected: "a notebook") }
        notebooks = options.words
        optimization = options.has("--debug") ? .none : .speed
    }

    func execute() throws -> ExitStatus {
        let toolchain = try Toolchain.find()
        var errors = 0
        for path in notebooks {
            let settings = CompilerSettings(
                toolchain: toolchain, libraryBuildDirectory: Installation.folder, optimization: optimization)
            let notebook = try Notebook.read(path)
            let failed = try Self.check(notebook, at: path, settings: settings)
            let count = notebook.cells.count { $0.kind == .code && !$0.has(.skip) }
            print("\(path): \(count) cells, \(failed == 0 ? "all compile" : "\(failed) do not compile")")
            errors += failed
        }
        return errors == 0 ? .success : .cellFailed
    }

    /// Whether every cell of a notebook compiles; prints what the compiler says.
    static func compiles(_ notebook: Notebook, at path: String) throws -> Bool {
        let settings = CompilerSettings(
            toolchain: try Toolchain.find(), libraryBuildDirectory: Installation.folder)
        return try check(notebook, at: path, settings: settings) == 0
    }

    /// Compiles the cells of one notebook; answers how many of them do not compile.
    private static func check(_ notebook: Notebook, at path: String, settings: CompilerSettings) throws -> Int
    {
        var errors = 0
        for chain in CellSource.chains(of: notebook, file: path) {
            try CellBuilder(settings: settings).compile(chain) { source, outcome in
                if !tell(outcome, of: source) { errors += 1 }
                return true
            }
        }
        return errors
    }

    /// Prints what the compiler said; answers whether the cell compiles.
    private static func tell(_ outcome: CompileOutcome, of source: CellSource) -> Bool {
        switch outcome {
        case .refused(let failure):
            say(failure.details)
            return false
        case .compiled(let cell):
            for warning in cell.warnings {
                let place = "\(source.file):\(warning.line ?? 1):\(warning.column ?? 1)"
                say("\(place): warning: \(warning.message)")
            }
            return true
        }
    }

    private static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
