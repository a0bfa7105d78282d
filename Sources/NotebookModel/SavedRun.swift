import Foundation

/// A whole run with all outputs in one file, so that its report can be made again without running.
extension NotebookRun {
    /// The name of that file in the outputs folder.
    public static let savedFileName = "saved-run.json"

    /// Everything there is to know about the run, as bytes; `init(saved:)` gives an equal value.
    public func saved() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// Reads what `saved()` gave.
    public init(saved data: Data) throws {
        self = try JSONDecoder().decode(NotebookRun.self, from: data)
    }
}
