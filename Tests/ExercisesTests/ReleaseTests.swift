import NotebookModel
import Testing

import Exercises

@Suite("The learner's version")
struct ReleaseTests {
    @Test("solutions and hidden checks are out, tasks and visible checks stay")
    func version() throws {
        let version = try SampleExercises.notebook.studentVersion()
        #expect(
            version.cells[2].source == """
                // Write the mean of a list.
                func mean(_ x: [Double]) -> Double {
                    fatalError("not solved yet: write your code here")
                }
                let answer = mean(numbers)
                try expect(answer == 2, "the mean of 1, 2, 3 is 2")
                try expect(mean([4]) == 4, "the mean of one number is that number")
                """)
        #expect(
            version.cells[3].source == """
                // Give `seven` its value.
                // Write your code here.
                try expect(seven == 7, "seven is 7")
                """)
    }

    @Test("a Chinese notebook speaks Chinese in the places of the solutions")
    func chinese() throws {
        let text = "// ---\n// lang: zh-Hans\n// ---\n" + SampleExercises.text
        let version = try Notebook(swiftnb: text).studentVersion()
        #expect(version.cells[2].source.contains("\n    fatalError(\"还没有作答：请在这里写代码\")\n"))
        #expect(version.cells[3].source.contains("\n// 请在这里写代码。\n"))
        let whole = try version.swiftnb
        #expect(!whole.contains("not solved") && !whole.contains("Write your code"))
    }

    @Test("cells that are no exercises stay as they are")
    func others() throws {
        let notebook = try SampleExercises.notebook
        let version = try notebook.studentVersion()
        #expect(version.cells[0] == notebook.cells[0])
        #expect(version.cells[1] == notebook.cells[1])
    }

    @Test("nothing of a solution or a hidden check is anywhere in the file")
    func nothingLeaks() throws {
        let text = try SampleExercises.notebook.studentVersion().swiftnb
        for secret in ["SOLUTION", "HIDDEN", "reduce", "ten ones", "let seven", "many"] {
            #expect(!text.contains(secret), "\(secret)")
        }
    }

    @Test(
        "a mark without its partner is an error that names the line",
        arguments: [
            ("// BEGIN SOLUTION\nlet x = 1", "// BEGIN SOLUTION", 2),
            ("let x = 1\n// END SOLUTION", "// END SOLUTION", 3),
            ("// BEGIN SOLUTION\n// BEGIN HIDDEN CHECKS\n// END HIDDEN CHECKS", "// BEGIN SOLUTION", 2),
            ("// BEGIN SOLUTION\n// END HIDDEN CHECKS", "// END HIDDEN CHECKS", 3),
        ])
    func markAlone(source: String, mark: String, line: Int) throws {
        let notebook = try Notebook(swiftnb: "// %% One tags=[\"exercise\"]\n\(source)\n")
        #expect(throws: ExerciseError.markAlone(mark, line: line)) { try Exercise.all(of: notebook) }
    }

    @Test("two exercises with one title are an error")
    func sameTitle() throws {
        let cell = "// %% One tags=[\"exercise\"]\nlet x = 1\n\n"
        let notebook = try Notebook(swiftnb: cell + cell)
        #expect(throws: ExerciseError.sameTitle("One", line: 5)) { try Exercise.all(of: notebook) }
    }

    @Test("a notebook without exercises has no learner's version")
    func none() throws {
        let notebook = try Notebook(swiftnb: "// %%\nlet x = 1\n")
        #expect(throws: ExerciseError.none) { try notebook.studentVersion() }
    }
}
