import NotebookModel
import Testing
import Foundation

import Exercises

@Suite("Grading")
struct GradingTests {
    /// A run of `grading` in which cells end as `states` says; all others end well.
    private func run(_ grading: Grading, _ states: [Int: (CellState, CellFailure?)]) -> NotebookRun {
        var run = NotebookRun(
            notebook: grading.notebook, fileName: "x.swiftnb", sha256: "", started: Date(), seed: 0)
        for place in run.results.indices {
            let (state, failure) = states[run.results[place].index] ?? (.ok, nil)
            run.results[place].state = state
            if let failure { run.results[place].outputs = [.failure(failure)] }
        }
        return run
    }

    private let unmet = CellFailure(kind: .thrown, name: "UnmetClaim", message: "not so in this run: …")

    @Test("each check stands in a cell of its own behind the learner's work")
    func cells() throws {
        let notebook = try SampleExercises.notebook
        let grading = try Grading(submission: notebook, original: notebook)
        #expect(
            grading.notebook.cells.suffix(2).map(\.source) == [
                "// Give `seven` its value.\n// BEGIN SOLUTION\nlet seven = 7\n// END SOLUTION",
                "try Display.expect(seven == 7, \"seven is 7\")",
            ])
        #expect(grading.exercises[0].checks.map(\.check.isHidden) == [false, false, false, true, true])
        #expect(
            grading.exercises[0].checks.map { $0.check.claim == nil } == [true, false, false, true, false])
    }

    @Test("what a learner makes of the checks does not count: the original's are put in their place")
    func tamperedChecks() throws {
        let tampered = try SampleExercises.solved(
            "try expect(seven == 7, \"seven is 7\")", with: "try expect(true, \"seven is 7\")")
        let grading = try Grading(submission: tampered, original: SampleExercises.notebook)
        #expect(grading.notebook.cells.last?.source == "try Display.expect(seven == 7, \"seven is 7\")")
    }

    @Test("the points are shared among the checks that hold")
    func partialCredit() throws {
        let notebook = try SampleExercises.notebook
        let grading = try Grading(submission: notebook, original: notebook)
        let second = grading.exercises[0].checks[2].cell
        let scores = grading.scores(run(grading, [second: (.failed, unmet)]))
        #expect(scores[0].points == 2)
        #expect(scores[0].verdicts.map(\.reason) == [nil, "does not hold", nil])
        #expect(scores[1].points == 1)
    }

    @Test("an exercise whose work does not compile earns nothing, and says why")
    func brokenWork() throws {
        let notebook = try SampleExercises.notebook
        let grading = try Grading(submission: notebook, original: notebook)
        let work = try #require(grading.exercises[0].work)
        let failure = CellFailure(kind: .compile, name: "error", message: "cannot find 'y' in scope")
        let scores = grading.scores(run(grading, [work: (.failed, failure)]))
        #expect(scores[0].points == 0)
        #expect(scores[0].trouble == "does not compile: cannot find 'y' in scope")
        #expect(scores[1].points == 1)
    }

    @Test("a missing exercise earns nothing")
    func missing() throws {
        let notebook = try SampleExercises.notebook
        var submission = notebook
        submission.cells.remove(at: 2)
        let grading = try Grading(submission: submission, original: notebook)
        let scores = grading.scores(run(grading, [:]))
        #expect(scores.map(\.points) == [0, 1])
        #expect(scores[0].trouble == "the exercise is missing")
        #expect(scores[0].verdicts.count == 3)
    }

    @Test(
        "an exercise that is not solved yet is called so, whatever language its notebook speaks",
        arguments: [("en", "not solved yet: write your code here"), ("zh-Hans", "还没有作答：请在这里写代码")])
    func notSolved(language: String, message: String) throws {
        let text = "// ---\n// lang: \(language)\n// ---\n" + SampleExercises.text
        let version = try Notebook(swiftnb: text).studentVersion()
        #expect(try version.swiftnb.contains(message))
        let grading = try Grading(own: version)
        let first = grading.exercises[0].checks[0].cell
        let trap = CellFailure(kind: .trap, name: "Fatal error", message: message)
        let scores = grading.scores(run(grading, [first: (.failed, trap)]))
        #expect(scores[0].verdicts.map(\.reason) == ["not solved yet", nil])
    }

    @Test("the exercise that ended the program is found, and can be left out")
    func culprit() throws {
        let notebook = try SampleExercises.notebook
        var grading = try Grading(submission: notebook, original: notebook)
        let work = try #require(grading.exercises[0].work)
        let after = Dictionary(
            uniqueKeysWithValues: (work + 1..<grading.notebook.cells.count).map {
                ($0, (CellState.notRun, CellFailure?.none))
            })
        let died = run(grading, after.merging([work: (.died, nil)]) { $1 })
        #expect(grading.culprit(of: died) == "The mean")
        grading.leaveOut("The mean")
        #expect(grading.notebook.cells[work].has(.skip))
        #expect(!grading.notebook.cells[1].has(.skip))
        #expect(grading.culprit(of: run(grading, [:])) == nil)
    }
}
