import Foundation
import NotebookModel

/// Runs in which one text stands in every place that a text can reach.
enum HostileRun {
    /// Texts that a browser, a parser or a policy might act on.
    static let texts = [
        "<script>document.documentElement.dataset.pwned=1</script>",
        "</script><script>document.documentElement.dataset.pwned=1</script>",
        "\"><img src=x onerror=\"document.documentElement.dataset.pwned=1\">",
        "' onmouseover='document.documentElement.dataset.pwned=1' autofocus onfocus='alert(1)",
        "</title></style></textarea></pre></code></svg></math></table></details></main><h1>out</h1>",
        "--><!--<b>", "]]><![CDATA[<script>alert(1)</script>]]>", "<?php echo 1 ?><!DOCTYPE html>",
        "&lt;script&gt;alert(1)&lt;/script&gt;&#0;&#x3C;b&#62;&notit;",
        "javascript:document.documentElement.dataset.pwned=1",
        "<svg><script>alert(1)</script><foreignObject><iframe src='https://example.org'></foreignObject></svg>",
        "<math><mtext></mtext><mglyph><style></math><img src onerror=alert(1)>",
        "<meta http-equiv=refresh content='0;url=https://example.org'><base href='https://example.org'>",
        "<link rel=stylesheet href=https://example.org/x.css><style>@import 'https://example.org/y.css'</style>",
        "<a href=\"jav&#x09;ascript:alert(1)\">x</a>[x](javascript:alert(1))![x](https://example.org/p.png)",
        "$</math><script>alert(1)</script>$ `</code><script>alert(1)</script>`",
        "\u{0}\u{1}\u{8}\u{B}\u{C}\u{1B}[31m\u{7F}\u{FFFE}\u{E000}\u{E001}0\u{2028}\u{2029}",
        "\u{202E}right to left\u{202C} \u{2066}isolate", "中文 日本語 한국어 عربي 🌷👩‍👩‍👧",
        String(repeating: "W", count: 3_000), String(repeating: "<b>", count: 500), "",
    ]

    /// A run with `text` wherever a text is data: it must appear as itself.
    static func data(_ text: String) -> NotebookRun {
        let metadata = Metadata([("tags", .array([.string("parameters"), .string(text)]))])
        var run = SampleRun.run(
            [
                Cell(kind: .code, title: text, metadata: metadata, source: "let text = 1 // \(text)"),
                Cell(kind: .raw, source: text), Cell(kind: .code, title: text, source: text),
            ],
            header: [
                .init(key: "title", value: text), .init(key: "lang", value: text),
                .init(key: "author", value: text),
                .init(key: "subtitle", value: text),
            ])
        run.fileName = text
        run.sha256 = text
        run.parameters = [.init(name: text, defaultValue: text, given: text)]
        run.versions = [.init(key: text, value: text), .init(key: "swiftnb", value: text)]
        run.machine = [.init(key: text, value: text)]
        run.status = .failed
        run.results[0].outputs = outputs(text)
        run.results[1].state = .failed
        run.results[1].outputs = [.failure(failure(text, line: run.notebook.cells[2].line))]
        return run
    }

    private static func outputs(_ text: String) -> [Output] {
        let quoted = JSONValue.string(text).text
        let table =
            #"{"title":\#(quoted),"columns":[{"title":\#(quoted),"numeric":true}],"rows":[[{"text":\#(quoted),"value":1}]]}"#
        func shown(_ type: String, _ content: String) -> Output {
            .display(
                DisplayBundle(content: [type: Data(content.utf8)], title: text, alternativeText: text))
        }
        return [
            .stream(.stdout, text), .stream(.stderr, text), .omitted(.stdout, bytes: 1, file: text),
            .progress(.init(id: 1, label: text, done: 1, total: 2, detail: text, seconds: 1)),
            shown("text/plain", text), shown("application/json", quoted),
            shown("application/vnd.swiftnb.table+json", table),
            shown("image/svg+xml", "<svg viewBox=\"0 0 1 1\"/>"),
            .display(
                DisplayBundle(
                    content: ["image/png": Texts.png(width: 8), "text/csv": Data(text.utf8)], title: text,
                    alternativeText: text)),
            shown("image/png", text), shown("text/html", "<p>\(text.isEmpty ? "" : "x")</p>"),
            shown(text, text),
        ]
    }

    private static func failure(_ text: String, line: Int) -> CellFailure {
        CellFailure(
            kind: .trap, name: text, message: text, details: text, line: line, column: 3,
            diagnostics: [
                .init(severity: text, message: text, line: line, column: 2),
                .init(severity: "error", message: text),
            ],
            frames: [.init(function: text, file: text, line: 1, column: 1)])
    }

    /// A run with `text` wherever a text is markup of some kind.
    static func markup(_ text: String) -> NotebookRun {
        let svg = #"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" onload="alert(1)"><style>@import url(//x)</style>
            <a href="javascript:alert(1)">lost</a><text onclick="x()" style="fill:url(https://example.org/#a);font-size:3">t</text>
            <image href="https://example.org/x.png"/><use href="https://example.org/x.svg#a"/><animate onbegin="x()"/>
            <rect fill="URL(https://example.org/#b)" stroke="u\72l(x)"/>\#(text)</svg>
            """#
        var run = SampleRun.run(
            [
                Cell(kind: .markdown, source: text),
                Cell(kind: .markdown, source: "# \(text)\n\n[\(text)](\(text))"),
                Cell(kind: .markdown, source: "![\(text)](\(text)) <div title=\"\(text)\">\(text)"),
                Cell(kind: .markdown, source: "| \(text) |\n|---|\n| \(text) |\n\n```\(text)\n\(text)\n```"),
                Cell(kind: .markdown, source: "$\(text)$ and $$\\text{\(text)}$$ [^1]\n\n[^1]: \(text)"),
                Cell(kind: .code, source: "1"),
            ])
        run.results[0].outputs = [
            SampleRun.display("text/html", text),
            SampleRun.display("text/html", "<div title=\"\(text)\">\(text)"),
            SampleRun.display("text/markdown", text), SampleRun.display("text/latex", text),
            SampleRun.display("text/latex", "$$\(text)$$"), SampleRun.display("image/svg+xml", svg),
            SampleRun.display(
                "image/svg+xml", "<svg viewBox=\"\(text)\"><text id=\"\(text)\">\(text)</text></svg>"),
            SampleRun.display("application/json", text),
            SampleRun.display("application/vnd.swiftnb.table+json", text),
        ]
        return run
    }

    /// All of the hostile texts, as data and as markup, in one notebook.
    static func everything() -> NotebookRun {
        var run = SampleRun.run([], header: [.init(key: "title", value: texts[0])])
        for text in texts {
            for part in [data(text), markup(text)] {
                for result in part.results {
                    var result = result
                    result.index += run.notebook.cells.count
                    run.results.append(result)
                }
                run.notebook.cells += part.notebook.cells
            }
        }
        return run
    }
}
