import Foundation
import NotebookModel
import NotebookTesting
import Testing

/// A notebook of the course, and parameters that make it run in seconds.
struct Lesson: CustomTestStringConvertible {
    let name: String
    let parameters: [String]

    init(_ name: String, _ parameters: KeyValuePairs<String, Int>) {
        self.name = name
        self.parameters = parameters.flatMap { ["-p", $0.key, String($0.value)] }
    }

    var testDescription: String { name }

    /// The file in the repository.
    var file: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../notebooks/\(name).swiftnb").standardizedFileURL
    }

    static let all = [
        Lesson("simclr-flowers", ["epochs": 1, "pictureCount": 500, "batchSize": 32]),
        Lesson("01-pictures-and-views", ["pictureCount": 200]),
        Lesson("02-pairs-and-losses", ["epochs": 1, "pictureCount": 400]),
        Lesson("03-infonce-line-by-line", ["epochs": 1, "pictureCount": 400]),
        Lesson("04-simclr-flowers", ["epochs": 2, "pictureCount": 400, "batchSize": 32]),
        Lesson("05-optimisers-and-schedules", ["epochs": 2, "trialEpochs": 1, "pictureCount": 300]),
        Lesson("06-linear-evaluation", ["epochs": 1, "pictureCount": 600, "fineTuningEpochs": 1]),
        Lesson("07-measuring-a-classifier", ["epochs": 1, "pictureCount": 600, "batchSize": 32]),
        Lesson("08-ablations", ["epochs": 1, "pictureCount": 200, "seeds": 2]),
        Lesson("09-beyond-simclr", ["epochs": 1, "pictureCount": 300, "batchSize": 32]),
        Lesson("10-your-own-pictures", ["epochs": 1, "pictureCount": 300, "batchSize": 32]),
        Lesson("11-looking-inside", ["epochs": 3, "pictureCount": 300, "batchSize": 32, "mapCount": 60]),
    ]

    /// The one without pictures; `HowFastTests` runs it.
    static let howFast = Lesson("12-how-fast", [:])
}

@Suite("the course", .serialized)
struct CourseTests {
    @Test("a lesson runs through in a small setting, and all its claims hold", arguments: Lesson.all)
    func runs(_ lesson: Lesson) throws {
        let place = try Workplace()
        let run = ["run", lesson.file.path, "--quiet", "-o", "out"] + lesson.parameters
        let result = try place.start(run, environment: [:]).finish()
        #expect(result.status == 0)
        #expect(result.stderr == "")
        #expect(try place.read("out/report.html").hasSuffix("</html>\n"))
    }

    @Test(
        "a lesson says its time, has parameters, checked claims, folded answers and two exercises",
        arguments: Lesson.all + [Lesson.howFast])
    func holdsWhatALessonNeeds(_ lesson: Lesson) throws {
        let text = try String(contentsOf: lesson.file, encoding: .utf8)
        let cells = try Notebook(swiftnb: text).cells
        let parameters = cells.filter { $0.tags.contains("parameters") }
        #expect(parameters.count == 1)
        for name in lesson.parameters.isEmpty ? [] : ["data", "seed"] {
            #expect(parameters.first?.source.contains("var \(name) = ") == true, "\(name)")
        }
        let claims = cells.filter { $0.kind == .code && !$0.tags.contains("exercise") }
        #expect(claims.contains { $0.source.contains("try expect(") })
        let exercises = cells.filter { $0.tags.contains("exercise") }
        #expect(exercises.count >= 2)
        for exercise in exercises {
            #expect(try marks(in: exercise.source) == Self.marks, "\(exercise.title ?? "")")
            #expect(exercise.title != nil)
        }
        let prose = cells.filter { $0.kind == .markdown }.map(\.source).joined()
        #expect(prose.contains(/It takes [a-z ]+ to read, and [a-z ]+ to run/))
        let (questions, answers) = (prose.ranges(of: "<details>"), prose.ranges(of: "</details>"))
        #expect(questions.count >= 2 && questions.count == answers.count)
    }

    private static let marks = [
        "// BEGIN SOLUTION", "// END SOLUTION", "// BEGIN HIDDEN CHECKS", "// END HIDDEN CHECKS",
    ]

    /// The marks of an exercise, in order; between the solution and the hidden checks there is one to be seen.
    private func marks(in source: String) throws -> [String] {
        let lines = source.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let solved = try #require(lines.firstIndex(of: Self.marks[1]))
        let hidden = try #require(lines.firstIndex(of: Self.marks[2]))
        #expect(lines[solved..<max(solved, hidden)].contains { $0.hasPrefix("try expect(") })
        return lines.filter { $0.hasPrefix("// BEGIN ") || $0.hasPrefix("// END ") }
    }
}
