import NotebookModel

/// A submission made ready to be graded: the learner's work, followed by the teacher's checks, each in a cell of its
/// own, so that one that fails costs itself alone.
public struct Grading: Sendable {
    /// The notebook to run; a failed cell must not end the run.
    public private(set) var notebook: Notebook
    /// What stands where in it.
    public private(set) var exercises: [Entry] = []

    /// One exercise in the notebook to run.
    public struct Entry: Sendable {
        /// The teacher's exercise.
        public let exercise: Exercise
        /// The place of the learner's work; `nil` where the submission lacks the exercise.
        public let work: Int?
        /// The places of the checks, with what they check.
        public let checks: [(cell: Int, check: Exercise.Check)]
    }

    /// The visible checks of a learner's own copy.
    public init(own copy: Notebook) throws(ExerciseError) { try self.init(submission: copy, original: copy) }

    /// The checks of `original`, hidden ones included, on a submission; exercises belong together by their titles.
    public init(submission: Notebook, original: Notebook) throws(ExerciseError) {
        let wanted = try Exercise.all(of: original)
        guard !wanted.isEmpty else { throw .none }
        let handedIn = Dictionary(
            uniqueKeysWithValues: try Exercise.all(of: submission).map { ($0.cell, $0) })
        var cells: [Cell] = []
        var entries: [String: Entry] = [:]
        for (index, cell) in submission.cells.enumerated() {
            guard let own = handedIn[index], let exercise = wanted.first(where: { $0.title == own.title })
            else {
                cells.append(cell)
                continue
            }
            var work = cell
            work.source = own.work.joined(separator: "\n")
            cells.append(work)
            let place = cells.count - 1
            let checks = exercise.checks.map { check in
                cells.append(Cell(kind: .code, title: exercise.title, source: check.graded, line: cell.line))
                return (cells.count - 1, check)
            }
            entries[exercise.title] = Entry(exercise: exercise, work: place, checks: checks)
        }
        notebook = Notebook(header: submission.header, cells: cells)
        exercises = wanted.map { entries[$0.title] ?? Entry(exercise: $0, work: nil, checks: []) }
    }

    /// Leaves the cells of an exercise out of the run.
    public mutating func leaveOut(_ title: String) {
        guard let entry = exercises.first(where: { $0.exercise.title == title }) else { return }
        for cell in [entry.work].compactMap({ $0 }) + entry.checks.map(\.cell) {
            notebook.cells[cell].metadata["tags"] = .array([.string(Tag.skip.rawValue)])
        }
    }
}
