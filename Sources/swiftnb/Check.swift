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
        let builder = try CellBuilder(settings: settings)
        let cells = notebook.cells.enumerated().filter { $1.kind == .code && !$1.has(.skip) }
        var errors = 0
        for (index, cell) in cells {
            let source = CellSource(cell, at: index, of: path)
            switch try builder.compile(source) {
            case .refused(let failure):
                errors += 1
                say(failure.details)
            case .compiled(let cell):
                for warning in cell.warnings {
                    say(
                        "\(source.file):\(warning.line ?? 1):\(warning.column ?? 1): warning: \(warning.message)"
                    )
                }
            }
        }
        return errors
    }

    private static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
