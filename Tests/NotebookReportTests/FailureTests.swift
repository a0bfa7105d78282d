import Foundation
import NotebookModel
import NotebookReport
import Testing

/// A notebook of three cells whose second ended so.
private func stopped(
    _ state: CellState, _ failure: CellFailure?, status: RunStatus = .failed
) -> NotebookRun {
    var run = SampleRun.run([
        Cell(kind: .code, title: "Data", source: "let data = load()"),
        Cell(kind: .markdown, source: "## Train"),
        Cell(kind: .code, title: "Train <b>", source: "train()\nplot()"),
        Cell(kind: .code, source: "evaluate()"),
    ])
    run.status = status
    run.results[1].state = state
    run.results[1].seconds = 3
    run.results[1].outputs = [.stream(.stdout, "epoch 1\n")] + (failure.map { [.failure($0)] } ?? [])
    run.results[2].state = .notRun
    return run
}

@Suite("Runs that did not end well")
struct FailureTests {
    @Test(
        "the box says what happened, where, and keeps what was printed before",
        arguments: [
            (
                CellState.failed,
                CellFailure(
                    kind: .thrown, name: "DatasetError", message: "no .png or .jpg files in data/flowers",
                    line: 8,
                    column: 5)
            ),
            (
                .failed,
                CellFailure(
                    kind: .trap, name: "Index out of range", message: "Index out of range",
                    details: "Fatal error: Index out of range\nmore", line: 8,
                    frames: [
                        .init(function: "pick(_:)", file: "sample.swiftnb", line: 8, column: 3),
                        .init(function: "Array.subscript.getter"),
                        .init(function: "train<A>()", file: "Trainer.swift", line: 88),
                    ])
            ),
            (.died, CellFailure(kind: .died, name: "SIGKILL", message: "The process was killed.")),
            (.timedOut, CellFailure(kind: .timedOut, name: "", message: "The cell ran longer than 3 s.")),
            (.interrupted, CellFailure(kind: .interrupted, name: "", message: "Interrupted.")),
            (.failed, CellFailure(kind: .memory, name: "", message: "The run took more than 512 MiB.")),
        ])
    func box(state: CellState, failure: CellFailure) throws {
        let page = renderReport(stopped(state, failure))
        #expect(PageMarkup(page).dangers == [])
        #expect(page.contains("epoch 1"))
        try expectSnapshot(
            part(of: page, from: "<header", to: "<details") + "\n"
                + part(of: page, from: "<section class=\"cell \(state.rawValue)", to: "</section>\n"),
            "failure-\(failure.kind.rawValue)")
    }

    @Test("the head links to the cell that failed and says how many were not run")
    func headLink() throws {
        let failure = CellFailure(kind: .thrown, name: "E", message: "m", line: 8)
        let page = renderReport(stopped(.failed, failure))
        let head = try part(of: page, from: "<p class=\"notice failed\">", to: "</p>")
        #expect(PageMarkup(head).all("a").map { $0["href"] } == ["#cell-2"])
        #expect(
            PageMarkup(head).text
                == "An error was thrown: E in cell 2 “Train <b>”, line 8. One cell was not run.")
        #expect(PageMarkup(page).elements.contains { $0["id"] == "cell-2" })
    }

    @Test("cells that were not run say so and show no time, skipped ones as well")
    func notRun() throws {
        var run = stopped(.failed, CellFailure(kind: .thrown, name: "E", message: "m"))
        run.results[0].state = .skipped
        let page = renderReport(run)
        for (state, words) in [("not-run", "not run"), ("skipped", "skipped")] {
            let cell = try part(of: page, from: "<section class=\"cell \(state)\"", to: "</section>")
            #expect(cell.contains("<span class=\"badge \(state)\">\(words)</span>"))
            #expect(!cell.contains("class=\"time\""))
        }
    }

    @Test("a page written during a run says that it is unfinished, where it was, and what is still to come")
    func unfinished() throws {
        let page = renderReport(stopped(.running, nil, status: .unfinished))
        let notice = try part(of: page, from: "<p class=\"notice unfinished\">", to: "</p>")
        #expect(
            PageMarkup(notice).text
                == "This run has not finished. It was in cell 2 when this page was written. One cell is still to come."
        )
        #expect(PageMarkup(notice).all("a").map { $0["href"] } == ["#cell-2"])
        #expect(page.contains("<span class=\"badge running\">running</span>"))
    }

    @Test("a run that has not begun has every cell as not run")
    func planned() {
        let notebook = Notebook(header: Header(entries: []), cells: [Cell(kind: .code, source: "a()")])
        let run = NotebookRun(
            notebook: notebook, fileName: "x.swiftnb", sha256: "0", started: Date(timeIntervalSince1970: 0),
            seed: 0)
        let page = renderReport(run)
        #expect(page.contains("<span class=\"badge unfinished\">unfinished</span>"))
        #expect(page.contains("<span class=\"badge not-run\">not run</span>"))
    }

    @Test("cells that failed on the way are told of when the run went on to its end")
    func wentOn() {
        var run = stopped(.failed, CellFailure(kind: .thrown, name: "E", message: "m"))
        run.results[2].state = .ok
        let page = renderReport(run)
        #expect(page.contains("<p class=\"notice failed\">"))
        #expect(!page.contains("not run"))
    }
}
