import Foundation
import NotebookModel

/// Runs made by hand, for looking at and for comparing.
enum SampleRun {
    /// A file beside the tests.
    static func fixture(_ name: String) throws -> Data {
        try Data(
            contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
                .appendingPathComponent("Fixtures").appendingPathComponent(name))
    }

    /// A run of these cells; every code cell went well and left nothing.
    static func run(_ cells: [Cell], header: [Header.Entry] = []) -> NotebookRun {
        var notebook = Notebook(header: Header(entries: header), cells: cells)
        var line = 1
        for index in notebook.cells.indices {
            line += 1
            notebook.cells[index].line = line
            line +=
                notebook.cells[index].source.split(separator: "\n", omittingEmptySubsequences: false).count
                + 1
        }
        var run = NotebookRun(
            notebook: notebook, fileName: "sample.swiftnb",
            sha256: String(repeating: "0123456789abcdef", count: 4),
            started: Date(timeIntervalSince1970: 1_780_000_000), seed: 7)
        for index in run.results.indices { run.results[index].state = .ok }
        run.status = .ok
        run.seconds = 192.4
        return run
    }

    /// One code cell with these outputs.
    static func run(outputs: [Output], source: String = "let x = 1", tags: [String] = []) -> NotebookRun {
        let metadata = Metadata([("tags", .array(tags.map { .string($0) }))])
        var run = run([Cell(kind: .code, title: "A cell", metadata: metadata, source: source)])
        run.results[0].outputs = outputs
        run.results[0].seconds = 0.25
        return run
    }

    /// A display of one form.
    static func display(_ type: String, _ text: String, title: String? = nil, isValue: Bool = false) -> Output
    {
        .display(DisplayBundle(content: [type: Data(text.utf8)], title: title, isValue: isValue))
    }

    /// A notebook as a learner sees it: prose, mathematics, figures, tables, all going well.
    static func lesson() throws -> NotebookRun {
        let cells = lessonCells()
        var run = run(
            cells, header: [.init(key: "title", value: "SimCLR on flowers"), .init(key: "lang", value: "en")])
        run.parameters = [
            .init(name: "epochs", defaultValue: "5", given: "2"),
            .init(name: "imageSize", defaultValue: "32"),
            .init(name: "augmentation", defaultValue: "\"gentle\"", given: "\"strong\""),
        ]
        run.versions = [
            .init(key: "swiftnb", value: "1.0.0"), .init(key: "Swift", value: "6.3.1"),
            .init(key: "OpenBLAS", value: "0.3.21"),
        ]
        run.machine = [
            .init(key: "Processor", value: "Intel Xeon Platinum 8481C"), .init(key: "Cores", value: "2"),
            .init(key: "Memory", value: "24 GiB"), .init(key: "BLAS kernel", value: "SkylakeX"),
        ]
        let outputs = try lessonOutputs()
        for (place, index) in run.results.indices.enumerated() where place < outputs.count {
            run.results[index].outputs = outputs[place]
            run.results[index].seconds = [0.003, 1.24, 0.31, 154.2, 12.6, 0.02][place % 6]
        }
        return run
    }

    private static func lessonCells() -> [Cell] {
        let parameters = Metadata([("tags", .array([.string("parameters")]))])
        return [
            Cell(kind: .markdown, source: Texts.introduction),
            Cell(
                kind: .code, title: "Parameters", metadata: parameters,
                source: "var epochs = 5\nvar imageSize = 32\nvar augmentation = \"gentle\"  // or \"strong\""),
            Cell(
                kind: .markdown,
                source:
                    "## Two views of one picture\n\nEach picture is changed *twice*; the model must find the partner."
            ),
            Cell(kind: .code, title: "Five pictures, two views each", source: Texts.views),
            Cell(kind: .markdown, source: Texts.loss),
            Cell(
                kind: .code,
                source:
                    "let z = model(concatenate(views))\ncontrastiveLogits(z, views: 2, temperature: temperature)"
            ),
            Cell(kind: .markdown, source: "### Training\n\nNow the loop, written by hand."),
            Cell(kind: .code, title: "Train", source: Texts.training),
            Cell(
                kind: .markdown,
                source: "## What was learned\n\n> A linear classifier on frozen features.\n\nSee the table."),
            Cell(kind: .code, title: "Linear evaluation beside its baselines", source: "evaluate(session)"),
            Cell(kind: .code, title: "Nearest neighbours", source: "neighbours(of: 3)"),
        ]
    }

    private static func lessonOutputs() throws -> [[Output]] {
        let grid = DisplayBundle(
            content: ["image/png": try fixture("grid.png")], title: "Five flowers and their second views",
            alternativeText: "Two rows of five flowers; each column shows one flower twice.")
        let curve = DisplayBundle(
            content: [
                "image/svg+xml": try fixture("plot.svg"),
                "text/csv": Data("step,loss\n0,4.84\n1,4.71\n".utf8),
            ], title: "InfoNCE over 400 steps — 损失", alternativeText: "The loss falls from 4.8 to 1.6 nats.")
        let heat = DisplayBundle(
            content: ["image/svg+xml": try fixture("heatmap.svg")], title: "Similarity of 8 views")
        let flower = DisplayBundle(
            content: ["image/png": try fixture("flower.png")], alternativeText: "A flower")
        let table =
            #"{"title":"Accuracy on 863 pictures","columns":[{"title":"features","numeric":false},{"title":"accuracy","numeric":true},{"title":"fitted in","numeric":true}],"rows":[[{"text":"raw pixels"},{"text":"41.8 %","value":41.8},{"text":"1.2 s","value":1.2}],[{"text":"untrained encoder"},{"text":"45.0 %","value":45},{"text":"3.4 s","value":3.4}],[{"text":"SimCLR"},{"text":"61.5 %","value":61.5},{"text":"3.1 s","value":3.1}]]}"#
        let log = (1...120).map {
            "epoch 1, step \($0 * 10): loss \u{1B}[32m\(4.8 - Double($0) / 50)\u{1B}[0m"
        }
        return [
            [],
            [.display(grid), .stream(.stdout, "2000 pictures, 5 classes\nshape [10, 32, 32, 3]\n")],
            [
                display(
                    "text/plain",
                    "Tensor [4, 3]\n[[ 0.1200, -0.4410,  0.9000],\n [ 0.0031,  0.2000, -0.1100], …]",
                    isValue: true)
            ],
            [
                .progress(
                    .init(
                        id: 1, label: "epoch 2 of 2", done: 67, total: 67, detail: "loss 2.31 · 870 views/s",
                        seconds: 151)),
                .stream(.stdout, log.joined(separator: "\n") + "\n"),
                .stream(.stderr, "warning: learning rate is 0\n"),
                .display(curve), .display(heat),
            ],
            [display("application/vnd.swiftnb.table+json", table)],
            [.display(flower), .display(flower)],
        ]
    }
}
