import CellCompiler
import NotebookModel
import NotebookTesting
import Testing

@Suite("Parameters")
struct ParameterTests {
    static let notebook = """
        // %% tags=["parameters"]
        var epochs = 5          // passes over the data
        var rate: Double = 1e-3
        let name = "flowers"
        var dark = false, sizes = [32, 64]
        var weights: [Double] = []
        var computed = Int.max  // no literal: not a parameter
        // %%
        print(epochs, rate, name, dark, sizes, weights)
        """

    private func run(_ given: [(name: String, value: String)]) throws -> String {
        let parameters = NotebookParameters(of: try Notebook(swiftnb: Self.notebook))
        return try FinishedNotebook(try parameters.applying(given).notebook.swiftnb).stdout
    }

    @Test("keep their defaults where nothing is given")
    func defaults() throws {
        #expect(try run([]) == "5 0.001 flowers false [32, 64] []\n")
    }

    @Test("given values replace the defaults, typed by the declaration")
    func given() throws {
        let output = try run([
            ("epochs", "2"), ("rate", "1"), ("name", #"a "quoted" \(name)"#), ("dark", "true"),
            ("sizes", "8, 16"), ("weights", "[0.5,1]"),
        ])
        #expect(output == "2 1.0 a \"quoted\" \\(name) true [8, 16] [0.5, 1.0]\n")
    }

    @Test("are recorded with default and given value")
    func recorded() throws {
        let parameters = NotebookParameters(of: try Notebook(swiftnb: Self.notebook))
        let recorded = try parameters.applying([("epochs", "9")]).parameters
        #expect(recorded.map(\.name) == ["epochs", "rate", "name", "dark", "sizes", "weights"])
        #expect(recorded[0] == RunParameter(name: "epochs", defaultValue: "5", given: "9"))
        #expect(recorded[1] == RunParameter(name: "rate", defaultValue: "1e-3"))
    }

    @Test("are listed with type, default and comment")
    func listed() throws {
        let parameters = NotebookParameters(of: try Notebook(swiftnb: Self.notebook))
        let lines = parameters.listing.split(separator: "\n")
        #expect(lines.count == 6)
        #expect(lines[0].hasPrefix("epochs: Int = 5 "))
        #expect(lines[0].hasSuffix(" passes over the data"))
        #expect(lines[4] == "sizes: [Int] = [32, 64]")
    }

    @Test(
        "a value of the wrong type is one line that names the type",
        arguments: [
            ("epochs", "two", "Int"), ("epochs", "1.5", "Int"), ("rate", "fast", "Double"),
            ("rate", "nan", "Double"),
            ("dark", "yes", "Bool"), ("sizes", "1,x", "[Int]"),
        ])
    func wrongType(name: String, value: String, expected: String) throws {
        let parameters = NotebookParameters(of: try Notebook(swiftnb: Self.notebook))
        #expect(
            throws: NotebookParameters.Mistake.wrongType(name: name, value: value, expected: expected)
        ) { try parameters.applying([(name, value)]) }
        let line = "\(NotebookParameters.Mistake.wrongType(name: name, value: value, expected: expected))"
        #expect(!line.contains("\n") && line.contains(name) && line.contains(expected))
    }

    @Test("an unknown name is one line that lists what there is")
    func unknownName() throws {
        let parameters = NotebookParameters(of: try Notebook(swiftnb: Self.notebook))
        do {
            _ = try parameters.applying([("epoch", "1")])
            Issue.record("nothing was thrown")
        } catch {
            #expect(
                "\(error)" == "unknown parameter: epoch; the notebook has epochs: Int, rate: Double, "
                    + "name: String, dark: Bool, sizes: [Int], weights: [Double]")
        }
    }

    @Test("a longer value moves no line: a failure behind it is still at its own line")
    func linesStay() throws {
        let marked = MarkedText(
            """
            // %% tags=["parameters"]
            var index = 0; let values = [1]
            ⟦1⟧print(values[index])
            """)
        let parameters = NotebookParameters(of: try Notebook(swiftnb: marked.text))
        let given = try parameters.applying([("index", "1000000")]).notebook.swiftnb
        #expect(try FinishedNotebook(given).failure(0)?.line == marked.line(1))
    }
}
