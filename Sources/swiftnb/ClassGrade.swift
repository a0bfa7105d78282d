import CellCompiler
import Exercises
import Foundation
import NotebookModel

/// `swiftnb class grade --original NOTEBOOK DIR…`
struct ClassGrade {
    private let original: String
    private let folders: [String]
    private let output: URL
    private let parameters: [(name: String, value: String)]
    private var limits = Sandbox.Limits()
    private let jobs: Int

    private static let declarations: [Options.Declaration] = [
        .value("--original"), .value("-o"), .pair("-p"), .value("--timeout"), .value("--total-timeout"),
        .value("--memory"), .value("--disk"), .value("--jobs"),
    ]

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "class", declarations: Self.declarations)
        guard let original = options.value("--original"), !options.words.isEmpty else {
            throw .wrongWords(
                command: "class grade", expected: "--original NOTEBOOK and the folders of the submissions")
        }
        self.original = original
        folders = options.words
        output = URL(fileURLWithPath: options.value("-o") ?? "grades")
        parameters = options.pairs("-p")
        if let seconds = try options.number("--timeout", minimum: 1) { limits.cellSeconds = seconds }
        if let seconds = try options.number("--total-timeout", minimum: 1) { limits.totalSeconds = seconds }
        if let size = try options.number("--memory", minimum: 64) { limits.memoryMiB = size }
        if let size = try options.number("--disk", minimum: 64) { limits.diskMiB = size }
        jobs = try options.number("--jobs", minimum: 1) ?? ProcessInfo.processInfo.activeProcessorCount
    }

    func execute() throws -> ExitStatus {
        let notebook = try Notebook.read(original)
        _ = try withExercises(of: original) { () throws(ExerciseError) in
            guard try !Exercise.all(of: notebook).isEmpty else { throw .none }
        }
        let submissions = try Submission.all(
            in: folders, named: URL(fileURLWithPath: original).lastPathComponent)
        let sandbox = try Sandbox(toolchain: Toolchain.find(), limits: limits)
        do { try FileManager.default.createDirectory(at: output, withIntermediateDirectories: true) } catch {
            throw FileError.unwritable(path: output.path, reason: reasonNotWritable(output.path, error))
        }
        let grades = grade(submissions, with: notebook, in: sandbox)
        for grade in grades {
            let page = output.appendingPathComponent("\(grade.author).html")
            try write(Data(grade.feedback.utf8), to: page)
        }
        let table = output.appendingPathComponent("grades.csv")
        try write(Data(Grade.table(grades).utf8), to: table)
        print(table.path)
        return .success
    }

    /// Grades several at a time, in any order; answers in the order of the submissions.
    private func grade(
        _ submissions: [Submission], with original: Notebook, in sandbox: Sandbox
    ) -> [Grade] {
        let results = Results(count: submissions.count)
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = jobs
        for (index, submission) in submissions.enumerated() {
            queue.addOperation { [parameters] in
                let grader = Grader(original: original, sandbox: sandbox, parameters: parameters)
                results.set(index, grader.grade(submission))
            }
        }
        queue.waitUntilAllOperationsAreFinished()
        return results.all
    }
}

/// What several threads find, in order.
private final class Results: @unchecked Sendable {
    private let lock = NSLock()
    private var grades: [Grade?]
    private var done = 0

    init(count: Int) { grades = Array(repeating: nil, count: count) }

    func set(_ index: Int, _ grade: Grade) {
        lock.withLock {
            grades[index] = grade
            done += 1
            print("[\(done)/\(grades.count)] \(grade.summary)")
        }
    }

    var all: [Grade] { lock.withLock { grades.compactMap { $0 } } }
}
