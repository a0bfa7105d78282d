import CellCompiler
import Exercises
import Foundation
import NotebookModel

/// `swiftnb class release|check|grade …`
struct Class {
    /// What `--help` says.
    static let help = """
        Usage: swiftnb class release NOTEBOOK [-o FILE]
               swiftnb class check NOTEBOOK [-p NAME VALUE]…
               swiftnb class grade --original NOTEBOOK DIR… [options]

        For exercises: cells tagged exercise that hold a task, its solution between // BEGIN SOLUTION and
        // END SOLUTION, and checks: calls of expect, some between // BEGIN HIDDEN CHECKS and
        // END HIDDEN CHECKS.

          release  write the learner's version, without solutions and hidden checks, and see that it compiles
          check    run a learner's copy with the checks that it holds; exit status 1 if one does not hold
          grade    run every submission of the folders with the checks of the original, hidden ones too;
                   each in a sandbox without network, with limits, and several at a time

          -p NAME VALUE            replace the value of a variable of the parameters cell
          -o FILE                  of release: where to write (default: student/NOTEBOOK beside it)
          -o DIR                   of grade: where to write grades.csv and the feedback (default: grades)
          --timeout SECONDS        of grade: the longest that a cell may run (default 60)
          --total-timeout SECONDS  of grade: the longest that a submission may run (default 600)
          --memory MIB             of grade: the most memory that a submission may take (default 2048)
          --disk MIB               of grade: the most that it may write (default 512)
          --jobs N                 of grade: submissions at a time (default: one per core)

        A submission is a notebook in DIR, named after its author, or the notebook in a folder of that name.
        """

    private enum Work: String {
        case release, check, grade
    }

    private let work: Work
    private let arguments: [String]

    init(_ arguments: [String]) throws(UsageError) {
        guard let word = arguments.first, let work = Work(rawValue: word) else {
            throw .wrongWords(command: "class", expected: "release, check or grade")
        }
        self.work = work
        self.arguments = Array(arguments.dropFirst())
    }

    func execute() throws -> ExitStatus {
        switch work {
        case .release: try ClassRelease(arguments).execute()
        case .check: try ClassCheck(arguments).execute()
        case .grade: try ClassGrade(arguments).execute()
        }
    }
}

/// Runs something that understands the exercises of a notebook, with the notebook's path in its errors.
func withExercises<Answer>(of path: String, _ body: () throws(ExerciseError) -> Answer) throws(FileError)
    -> Answer
{
    do throws(ExerciseError) { return try body() } catch { throw .exercises(path: path, error) }
}
