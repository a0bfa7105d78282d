import Foundation
import NotebookTesting
import Testing

@Suite("Jupyter's own schema")
struct JupyterSchemaTests {
    /// A Python with the package `nbformat`, which holds the official schema: `$SWIFTNB_PYTHON`, else `python3`.
    private static let python: [String]? = {
        let words = ["/usr/bin/env", ProcessInfo.processInfo.environment["SWIFTNB_PYTHON"] ?? "python3"]
        return (try? run(words + ["-c", "import nbformat"])) == 0 ? words : nil
    }()

    private static func run(_ words: [String]) throws -> Int32 {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus
    }

    @Test(
        "holds for a converted notebook and for an executed one with every kind of output",
        .enabled(if: python != nil, "needs python3, or $SWIFTNB_PYTHON, with nbformat"))
    func valid() throws {
        let place = try Workplace()
        try place.write(
            """
            // ---
            // title: "Every kind"
            // lang: en
            // ---

            // %% [markdown]
            // # Text with $x^2$

            // %% [raw]
            // raw

            // %% Values tags=["parameters", "hide-input"] timeout=20 extra={"a": [1, null, 2.5]}
            var n = 3
            n
            // %%
            print("out"); FileHandle.standardError.write(Data("err\\n".utf8))
            show(html: "<b>b</b>", title: "B"); show(markdown: "*m*"); show(latex: "x^2")
            show(Image(width: 4, height: 4, red: 1, green: 2, blue: 3))
            for _ in progress(0..<3) {}
            plot([1, 2, 3], title: "T")
            // %% tags=["raises-exception"]
            print([1][n])
            // %% tags=["raises-exception"]
            struct Refused: Error {}
            throw Refused()
            // %% tags=["raises-exception"]
            let wrong: Int = "text"
            // %% tags=["skip"]
            print("skipped")
            // %% timeout=0.2
            while true {}
            // %%
            print("not run")
            """, to: "n.swiftnb")
        #expect(try place.swiftnb("convert", "n.swiftnb", "converted.ipynb").status == 0)
        #expect(try place.swiftnb("run", "n.swiftnb").status == 1)
        let check =
            "import sys, nbformat\n"
            + "for p in sys.argv[1:]:\n    b = nbformat.read(p, as_version=4); nbformat.validate(b)\n"
            + "    assert (b.nbformat, b.nbformat_minor) == (4, 5)"
        let files = ["converted.ipynb", "outputs/n/n.ipynb"].map {
            place.folder.appendingPathComponent($0).path
        }
        #expect(try Self.run((Self.python ?? []) + ["-W", "error", "-c", check] + files) == 0)
    }
}
