import NotebookModel

/// What there is to compile: one cell's Swift and where it stands.
public struct CellSource: Sendable, Equatable {
    /// The Swift source.
    public var text: String
    /// The notebook file's name, as diagnostics, traps and traces shall show it.
    public var file: String
    /// The 1-based line of that file on which `text` begins.
    public var firstLine: Int
    /// The cell's place in `Notebook.cells`.
    public var index: Int

    /// Makes a source.
    public init(text: String, file: String, firstLine: Int, index: Int) {
        self.text = text
        self.file = file
        self.firstLine = firstLine
        self.index = index
    }

    /// The source of the cell at a place of a notebook file.
    ///
    /// A Jupyter file has no lines that a reader could count: its cells are files of their own, `book.ipynb[3]`,
    /// whose lines count from 1.
    public init(_ cell: Cell, at index: Int, of file: String) {
        let isNumbered = cell.line > 0
        self.init(
            text: cell.source, file: isNumbered ? file : "\(file)[\(index + 1)]",
            firstLine: max(1, cell.line), index: index)
    }
}

/// A cell as a library.
///
/// Load it with `RTLD_NOW | RTLD_GLOBAL` after the cells compiled before it, then call `entryPoint`.
public struct CompiledCell: Sendable, Equatable {
    /// The shared library.
    public var libraryPath: String
    /// The C function that runs the cell: `int entry(int argc, char **argv)`.
    public var entryPoint: String
    /// The module's name, new for every compilation of a chain.
    public var moduleName: String
    /// Seconds spent; next to nothing from the cache.
    public var seconds: Double
    /// Whether it came from the cache of an earlier run.
    public var fromCache: Bool
    /// What the compiler warned of, at places of the notebook.
    public var warnings: [CellFailure.Diagnostic]
    /// The author's columns for those that the library's debug information names.
    public var positions: PositionMap
}

/// What came of compiling one cell.
public enum CompileOutcome: Sendable, Equatable {
    /// The cell is ready to be loaded and is visible to the cells compiled after it.
    case compiled(CompiledCell)
    /// The compiler refused the cell; the chain stands as before.
    case refused(CellFailure)
}
