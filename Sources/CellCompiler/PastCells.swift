import Foundation
import NotebookModel

/// The cells of a chain so far, and what of them is superseded.
///
/// Most declarations hide those of earlier cells by being nearer in the chain of imports. Functions with the same
/// parameters and another result do not, and a conformance cannot be declared twice. For these the earlier
/// cell's module is written again without what is superseded; its library is loaded and stays as it is.
struct PastCells {
    /// A cell that was compiled.
    struct Cell {
        let module: String
        /// What the compiler saw, but for the header with its import.
        let source: CellSource
        let edits: [SourceEdit]
        let header: String
        let declarations: Declarations
        var superseded: Set<Declarations.Key> = []
    }

    private var cells: [Cell] = []

    /// Names that guards bound; they are not visible in later cells.
    var guardNames: Set<String> { cells.reduce(into: []) { $0.formUnion($1.declarations.guardNames) } }

    /// Takes in the next cell of the chain.
    mutating func append(_ cell: Cell) { cells.append(cell) }

    /// Marks what the declarations of a new cell supersede.
    mutating func supersede(by new: Declarations) {
        let redeclared = redeclaredTypes(with: new)
        for key in new.keys {
            let owner = Declarations.owner(of: key)
            if let owner, new.types.contains(owner) { continue }
            for index in cells.indices.reversed() {
                let old = cells[index].declarations
                if old.keys.contains(key), needsSuperseding(key, old, new, redeclared) {
                    cells[index].superseded.insert(key)
                }
                if let owner, old.types.contains(owner) { break }  // before it, another type had the name
            }
        }
    }

    /// Types that more than one cell has declared: spelled alike, they may be different ones.
    private func redeclaredTypes(with new: Declarations) -> Set<String> {
        var once = new.types
        var twice: Set<String> = []
        for cell in cells {
            twice.formUnion(once.intersection(cell.declarations.types))
            once.formUnion(cell.declarations.types)
        }
        return twice
    }

    private func needsSuperseding(
        _ key: Declarations.Key, _ old: Declarations, _ new: Declarations, _ redeclared: Set<String>
    ) -> Bool {
        guard let before = old.callables[key], let after = new.callables[key] else { return true }
        guard before.map(\.rest) == after.map(\.rest) else { return true }
        let words = ([key] + after.map(\.rest)).joined(separator: " ").split {
            !$0.isLetter && !$0.isNumber && $0 != "_"
        }
        return words.contains { redeclared.contains(String($0)) }
    }

    /// Folders with the modules that stand in for those of cells of which something is superseded; to be searched
    /// before the cache.
    func standIns(in cache: CellCache) throws(BuildError) -> [URL] {
        var folders: [URL] = []
        for cell in cells where !cell.superseded.isEmpty {
            let name =
                cell.module + "-"
                + SHA256.hash(cell.superseded.sorted().joined(separator: "\n").utf8).prefix(16)
            for marker in ["@available(*, unavailable) ", "@_disfavoredOverload "] {
                let text =
                    cell.header + (cell.edits + cell.removals(marker)).applied(to: cell.source.text) + "\n"
                // Where the rest of the cell itself needs what is superseded, it is made the last choice instead.
                if try cache.emitStandIn(text, of: cell.module, named: name, searching: folders) { break }
            }
            folders.append(cache.standIn(named: name))
        }
        return folders
    }
}

extension PastCells.Cell {
    /// Edits that take away what is superseded.
    fileprivate func removals(_ marker: String) -> [SourceEdit] {
        superseded.flatMap { key in
            (declarations.callables[key] ?? []).map { SourceEdit.insert(marker, at: $0.offset) }
                + (declarations.conformances[key] ?? []).map { SourceEdit.blank($0) }
        }
    }
}
