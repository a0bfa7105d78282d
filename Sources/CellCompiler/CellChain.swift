/// What the next cell builds on.
struct CellChain: Sendable {
    /// The module of the latest compiled cell, or the prelude.
    var module: String
    /// Modules that earlier cells imported.
    var imports: Set<String>
    /// The compiled cells.
    var past = PastCells()

    /// How many lines `header` has.
    static let headerLines = 2

    /// The lines before the author's first.
    func header(of source: CellSource) -> String {
        let path = source.file.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return """
            @_exported import \(module)
            #sourceLocation(file: "\(path)", line: \(source.firstLine))

            """
    }
}
