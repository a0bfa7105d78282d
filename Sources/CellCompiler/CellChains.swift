import NotebookModel

extension CellSource {
    /// The code cells of a notebook that are to be run, in chains, one for each kernel: a cell that asks for a new
    /// kernel begins a chain and sees nothing of the cells before.
    ///
    /// - Parameter file: the notebook's path as compile errors and traces shall show it.
    public static func chains(of notebook: Notebook, file: String) -> [[CellSource]] {
        var chains: [[CellSource]] = [[]]
        for (index, cell) in notebook.cells.enumerated() where cell.kind == .code && !cell.has(.skip) {
            if cell.beginsKernel && chains != [[]] { chains.append([]) }
            chains[chains.count - 1].append(CellSource(cell, at: index, of: file))
        }
        return chains
    }
}
