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
            errors += try check(Notebook.read(path), at: path, settings: settings)
        }
        return errors == 0 ? .success : .cellFailed
    }

    /// Compiles the cells of one notebook; answers how many of them do not compile.
    private func check(_ notebook: Notebook, at path: String, settings: CompilerSettings) throws -> Int {
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
        print("\(path): \(cells.count) cells, \(errors == 0 ? "all compile" : "\(errors) do not compile")")
        return errors
    }

    private func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}
