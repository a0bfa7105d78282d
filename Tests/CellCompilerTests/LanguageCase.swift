import NotebookTesting
import Testing

/// Cells, and what they print together; cells are divided by `// %%`.
struct LanguageCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let cells: String
    let output: String

    init(_ claim: String, _ cells: String, prints output: String) {
        testDescription = claim
        self.cells = cells
        self.output = output + "\n"
    }
}
