import Foundation

/// The files that a run writes into `figures/` of one thing that a cell showed: one name, several endings.
public struct FigureFiles: Equatable, Sendable {
    /// What all of them are called without their endings: `cell-03-1`, the place of the cell in the notebook and of
    /// the figure in the cell, both counted from 1.
    public let name: String
    /// Each file's ending and content: the drawing, the picture, the numbers behind them.
    public let files: [File]

    /// One of the files.
    public struct File: Equatable, Sendable {
        /// `svg`, `png`, `jpg`, `gif` or `csv`.
        public let ending: String
        /// Its bytes.
        public let content: Data
    }

    private static let endings = [
        ("image/svg+xml", "svg"), ("image/png", "png"), ("image/jpeg", "jpg"), ("image/gif", "gif"),
        ("text/csv", "csv"),
    ]

    /// The files of one bundle; `nil` where it has no picture.
    init?(_ bundle: DisplayBundle, cell: Int, order: Int) {
        name = String(format: "cell-%02d-%d", cell + 1, order)
        files = Self.endings.compactMap { type, ending in
            bundle.content[type].map { File(ending: ending, content: $0) }
        }
        guard let first = files.first, first.ending != "csv" else { return nil }
    }
}

extension CellResult {
    /// For each output, in order, the files that a run writes of it; `nil` for those that are no pictures.
    public var figureFiles: [FigureFiles?] {
        var order = 1
        return outputs.map { output in
            guard case .display(let bundle) = output,
                let files = FigureFiles(bundle, cell: index, order: order)
            else { return nil }
            order += 1
            return files
        }
    }
}
