import Foundation
import NotebookModel
import NotebookReport
import Testing

/// A short training as a side of a comparison.
private func side(
    _ name: String, temperature: String, losses: [Double], training: String = Texts.training
) throws -> ComparedRun {
    var run = SampleRun.run(
        [
            Cell(kind: .code, title: "Parameters", source: "var temperature = 0.5"),
            Cell(kind: .markdown, source: "## Training"), Cell(kind: .code, title: "Train", source: training),
            Cell(kind: .code, title: "Neighbours", source: "neighbours()"),
        ], header: [.init(key: "title", value: "SimCLR <on> flowers")])
    run.parameters = [
        .init(name: "temperature", defaultValue: "0.5", given: temperature == "0.5" ? nil : temperature)
    ]
    run.versions = [.init(key: "swiftnb", value: "1.0.0"), .init(key: "Swift", value: "6.3.1")]
    run.results[1].seconds = 60 * Double(losses.count)
    run.results[1].outputs = [
        .stream(.stdout, "epoch 1\n"),
        .display(
            DisplayBundle(content: ["text/plain": Data("loss \(losses.last ?? 0)".utf8)], isValue: true)),
    ]
    run.results[2].outputs = [
        .display(DisplayBundle(content: ["image/png": try SampleRun.fixture("flower.png")], title: "Flower"))
    ]
    let lines = losses.enumerated().map { step, loss in
        #"{"step":\#(step),"epoch":0,"name":"loss","value":\#(loss),"time":1700000000.1}"#
    }
    return ComparedRun(
        name: name, run: run, metrics: RunMetrics(jsonLines: Data(lines.joined(separator: "\n").utf8)))
}

/// Two runs that differ in everything a page of two runs shows.
enum ComparisonSample {
    static func sides() throws -> (left: ComparedRun, right: ComparedRun) {
        let left = try side("flowers", temperature: "0.5", losses: [4.8, 3, 2.25])
        var right = try side(
            "flowers-cold", temperature: "0.1", losses: [4.8, 2.5, 1.5, 1.125],
            training: Texts.training.replacing("0.07", with: "0.1"))
        right.run.results[2].state = .failed
        right.run.results[2].outputs.append(
            .failure(CellFailure(kind: .thrown, name: "DatasetError", message: "there are no neighbours")))
        right.run.status = .failed
        return (left, right)
    }
}

@Suite("Two runs side by side")
struct ComparisonTests {
    @Test(
        "settings, measured values, cells, changed lines and outputs stand side by side, differences marked")
    func page() throws {
        let (left, right) = try ComparisonSample.sides()
        let page = renderComparison(left, right)
        #expect(PageMarkup(page).dangers == [])
        #expect(renderComparison(left, right) == page)
        try expectSnapshot(
            part(of: page, from: "<header", to: "</header>\n") + main(of: page), "comparison")
    }

    @Test("a run compared with itself differs in nothing")
    func itself() throws {
        let run = try side("flowers", temperature: "0.5", losses: [4.8, 3])
        let markup = PageMarkup(renderComparison(run, run))
        #expect(markup.with(class: "differs").isEmpty && markup.with(class: "changes").isEmpty)
        #expect(markup.text.ranges(of: "The same in both").count == 2)
    }

    @Test("cells that only one run has are set beside nothing, the others find each other")
    func moved() throws {
        let left = try side("a", temperature: "0.5", losses: [1])
        var right = left
        right.run.notebook.cells.insert(Cell(kind: .code, title: "New", source: "new()"), at: 1)
        for place in right.run.results.indices.dropFirst() { right.run.results[place].index += 1 }
        right.run.results.insert(CellResult(index: 1, state: .ok), at: 1)
        let page = renderComparison(left, right)
        let rows = try part(of: page, from: "<h2 id=\"cells\">", to: "</table>")
        let text = PageMarkup(rows).text
        #expect(text.contains("–/2  New") && text.contains("not there"))
        #expect(text.contains("2/3  Train") && text.contains("3/4  Neighbours"))
    }

    @Test("damaged and half lines of a log are left out, and so are values that are no numbers")
    func damagedLog() {
        let text = """
            {"step":1,"epoch":0,"name":"loss","value":2.5,"time":1}
            not json
            {"step":2,"epoch":0,"name":"loss","value":null,"time":1}
            {"step":3,"epoch":0,"name":"accuracy","value":0.5,"time":1}
            {"step":4,"epoch":0,"name":"loss","value":2,"time":1}
            {"step":5,"epoch":0,"name":"lo
            """
        let metrics = RunMetrics(jsonLines: Data(text.utf8))
        #expect(metrics.series.map(\.name) == ["loss", "accuracy"])
        #expect(metrics["loss"]?.steps == [1, 4] && metrics["loss"]?.values == [2.5, 2])
        #expect(metrics["accuracy"]?.values == [0.5] && metrics["other"] == nil)
    }

    @Test("hostile texts in either run are data", arguments: HostileRun.texts)
    func hostile(text: String) {
        let line = #"{"step":1,"name":\#(JSONValue.string(text).text),"value":1}"#
        let metrics = RunMetrics(jsonLines: Data(line.utf8))
        let data = ComparedRun(name: text, run: HostileRun.data(text), metrics: metrics)
        let markup = ComparedRun(name: text, run: HostileRun.markup(text))
        #expect(PageMarkup(renderComparison(data, markup)).dangers == [])
        #expect(PageMarkup(renderComparison(markup, markup)).dangers == [])
    }

    @Test("a log of 100,000 values is drawn with as many points as can be seen")
    func longLog() throws {
        let run = try side("long", temperature: "0.5", losses: (0..<100_000).map { 1 / Double($0 + 1) })
        let page = renderComparison(run, run)
        #expect(page.utf8.count < 60_000)
    }
}
