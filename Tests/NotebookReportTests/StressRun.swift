import Foundation
import NotebookModel

/// One notebook with everything that can befall a page: each kind of output, huge outputs, every way to fail, and
/// hostile texts in every place that a text can reach.
enum StressRun {
    static func everything() throws -> NotebookRun {
        var run = try SampleRun.lesson()
        let hostile = HostileRun.everything()
        for part in [huge(), failures(), hostile] { append(part, to: &run) }
        run.notebook.header = Header(
            entries: [.init(key: "title", value: HostileRun.texts[1]), .init(key: "lang", value: "en")]
                + ["author", "subtitle"].map { .init(key: $0, value: HostileRun.texts[2]) })
        run.fileName = HostileRun.texts[3]
        run.sha256 = HostileRun.texts[0]
        run.parameters += HostileRun.texts.map { .init(name: $0, defaultValue: $0, given: $0) }
        run.versions += HostileRun.texts.map { .init(key: $0, value: $0) }
        run.machine += HostileRun.texts.map { .init(key: $0, value: $0) }
        run.status = .failed
        return run
    }

    private static func append(_ part: NotebookRun, to run: inout NotebookRun) {
        for result in part.results {
            var result = result
            result.index += run.notebook.cells.count
            run.results.append(result)
        }
        run.notebook.cells += part.notebook.cells
    }

    /// Much text, long lines, many colours, a long table, a thousand pictures.
    private static func huge() -> NotebookRun {
        var run = SampleRun.run([Cell(kind: .code, title: "Huge", source: Texts.training)])
        let lines = (0..<20_000).map { "line \($0): \u{1B}[3\($0 % 8)mloss \(Double($0) / 7)\u{1B}[0m" }
        let rows = (0..<1_000).map { #"[{"text":"\#($0)","value":\#($0)},{"text":"row \#($0)"}]"# }
        let table =
            #"{"title":"Long","columns":[{"title":"n","numeric":true},{"title":"name","numeric":false}],"rows":[\#(rows.joined(separator: ","))]}"#
        run.results[0].outputs =
            [
                .stream(.stdout, lines.joined(separator: "\n")),
                .stream(.stderr, String(repeating: "without end ", count: 50_000)),
                .stream(.stdout, (0..<5_000).map { "\r\($0) of 5000" }.joined()),
                .omitted(.stdout, bytes: 3_000_000_000, file: "cell-01-stdout.txt"),
                SampleRun.display("application/vnd.swiftnb.table+json", table),
                SampleRun.display("text/html", String(repeating: "<p>much</p>", count: 5_000), title: "Much"),
                SampleRun.display("text/markdown", String(repeating: "- $x^2$ and **more**\n", count: 500)),
            ]
            + (0..<200).map { place in
                .display(
                    DisplayBundle(
                        content: ["image/png": Texts.png(width: 8 + place % 5)], title: "Picture \(place)"))
            }
        return run
    }

    /// A cell for every state, and one for every way to fail.
    private static func failures() -> NotebookRun {
        let states: [CellState] = [
            .failed, .died, .timedOut, .interrupted, .skipped, .notRun, .running,
        ]
        let kinds: [CellFailure.Kind] = [
            .compile, .thrown, .trap, .died, .timedOut, .interrupted, .memory,
        ]
        var run = SampleRun.run(
            (states.map(\.rawValue) + kinds.map(\.rawValue)).map {
                Cell(kind: .code, title: $0, source: "let a = one\nlet b = two")
            })
        for (index, state) in states.enumerated() { run.results[index].state = state }
        for (place, kind) in kinds.enumerated() {
            let index = states.count + place
            let line = run.notebook.cells[index].line
            run.results[index].state = kind == .timedOut ? .timedOut : kind == .died ? .died : .failed
            run.results[index].outputs = [
                .stream(.stdout, "before\n"),
                .failure(
                    CellFailure(
                        kind: kind, name: "Name", message: "what happened", details: "all that was said",
                        line: line, column: 9,
                        diagnostics: [
                            .init(severity: "error", message: "cannot find 'one'", line: line, column: 9),
                            .init(severity: "warning", message: "never used", line: line + 1, column: 5),
                            .init(severity: "note", message: "without a place"),
                        ],
                        frames: [
                            .init(function: "pick(_:)", file: "sample.swiftnb", line: line, column: 3),
                            .init(function: "Array.subscript.getter"),
                        ])),
            ]
        }
        return run
    }
}
