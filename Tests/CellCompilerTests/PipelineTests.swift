import CellCompiler
import Foundation
import NotebookTesting
import Testing

@Suite("Cells compiled two at a time")
struct PipelineTests {
    /// Cells that lean on those just before them in every way that a chain knows.
    private static let cells = [
        "struct Leaf { var size = 1 }\nlet leaf = Leaf()",
        "func area(_ leaf: Leaf) -> Int { leaf.size }\narea(leaf)",
        "func area(_ leaf: Leaf) -> String { \"small\" }\nlet words: String = area(leaf)",
        "extension Leaf: CustomStringConvertible { var description: String { words } }\nleaf",
        "extension Leaf: CustomStringConvertible { var description: String { words + \"!\" } }\nleaf",
        "let broken: Int = words",
        "struct Leaf { var length = 2.0 }\nlet leaf = Leaf()",
        "func returnsNothing() {}\nfunc missing() -> Int { }",
        "leaf.length * 2",
        "func chosen() -> some Sequence<Int> { [3, 1, 2].sorted() }",
        "Array(chosen()).map { $0 * 2 }",
    ]

    private static func sources(_ cells: [String]) -> [CellSource] {
        cells.enumerated().map { index, text in
            CellSource(text: text, file: "two.swiftnb", firstLine: 10 * index + 1, index: index)
        }
    }

    private func freshSettings() throws -> CompilerSettings {
        var settings = try TestBench.compilerSettings()
        settings.cacheDirectory = try TestBench.newFolder()
        return settings
    }

    /// The cells' modules or what is wrong with them, and whether they came from the cache.
    private func told(_ outcome: CompileOutcome) -> (what: String, fromCache: Bool) {
        switch outcome {
        case .compiled(let cell): (cell.moduleName, cell.fromCache)
        case .refused(let failure): (failure.details, false)
        }
    }

    @Test("are what they are one at a time, refused ones and redefinitions included")
    func same() throws {
        let settings = try freshSettings()
        let sources = Self.sources(Self.cells)
        var together: [String] = []
        try CellBuilder(settings: settings).compile(sources) { source, outcome in
            #expect(source == sources[together.count])
            #expect(!told(outcome).fromCache)
            together.append(told(outcome).what)
            return true
        }
        let builder = try CellBuilder(settings: settings)
        let alone = try sources.map { told(try builder.compile($0)) }
        #expect(together == alone.map(\.what))
        #expect(alone.map(\.fromCache) == sources.indices.map { ![5, 7].contains($0) })
    }

    @Test("leave out what was begun upon a cell that is refused")
    func refused() throws {
        let cells = [
            "let before = 1", "let wrong = 1\nfunc missing() -> Int { }", "let after = before",
            "print(wrong)",
            "print(after)",
        ]
        var compiled: [Bool] = []
        try CellBuilder(settings: freshSettings()).compile(Self.sources(cells)) { _, outcome in
            if case .compiled = outcome { compiled.append(true) } else { compiled.append(false) }
            return true
        }
        #expect(compiled == [true, false, true, false, true])
    }

    @Test("are no more when the caller has had enough")
    func stops() throws {
        var count = 0
        try CellBuilder(settings: freshSettings()).compile(Self.sources(Self.cells)) { _, _ in
            count += 1
            return count < 2
        }
        #expect(count == 2)
    }
}
