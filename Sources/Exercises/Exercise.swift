import NotebookModel
import SwiftParser
import SwiftSyntax

/// An exercise: a cell tagged `exercise` that holds a task, its solution between marks, and checks.
///
///     // %% Mean of a list tags=["exercise"] points=2
///     func mean(_ x: [Double]) -> Double {
///         // BEGIN SOLUTION
///         x.reduce(0, +) / Double(x.count)
///         // END SOLUTION
///     }
///     try expect(mean([1, 2, 3]) == 2, "the mean of 1, 2, 3 is 2")
///     // BEGIN HIDDEN CHECKS
///     try expect(mean([5]) == 5, "the mean of one number is that number")
///     // END HIDDEN CHECKS
///
/// The learner's part reaches to the statement that holds the solution or, where there is no mark, to the first check;
/// from there on the cell belongs to the teacher.
public struct Exercise: Equatable, Sendable {
    /// The cell's title, or `Exercise` and its number.
    public let title: String
    /// What it is worth; the metadata `points`, else 1.
    public let points: Double
    /// The cell's place in the notebook.
    public let cell: Int
    /// The lines above the checks, marks included.
    public let work: [String]
    /// What follows, in order.
    public let checks: [Check]

    /// One top-level statement of the teacher's part.
    public struct Check: Equatable, Sendable {
        /// The statement as the teacher wrote it.
        public let source: String
        /// The statement with `expect` named in full, so that a learner's function of that name does not replace it.
        let graded: String
        /// The claim that it checks; `nil` for a statement that only prepares one.
        public let claim: String?
        /// Whether learners do not get to see it.
        public let isHidden: Bool
    }

    /// The tag that makes a cell an exercise.
    public static let tag = "exercise"

    /// The exercises of a notebook, in order.
    ///
    /// Throws where a mark has no partner, or two exercises bear one title.
    public static func all(of notebook: Notebook) throws(ExerciseError) -> [Exercise] {
        var found: [Exercise] = []
        for (index, cell) in notebook.cells.enumerated() where cell.kind == .code && cell.tags.contains(tag) {
            let exercise = try Exercise(cell, at: index, number: found.count + 1)
            guard !found.contains(where: { $0.title == exercise.title }) else {
                throw .sameTitle(exercise.title, line: cell.line)
            }
            found.append(exercise)
        }
        return found
    }

    init(_ cell: Cell, at index: Int, number: Int) throws(ExerciseError) {
        title = cell.title ?? "Exercise \(number)"
        points = cell.metadata["points"]?.double ?? 1
        self.cell = index
        let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let marks = try Marks(lines, firstLine: cell.line)
        let statements = Self.statements(of: cell.source)
        let solved = marks.solutions.last?.upperBound
        let first = statements.first { statement in
            solved.map { statement.lines.lowerBound > $0 } ?? (statement.claim != nil)
        }
        let firstHidden = marks.hidden.first { $0.lowerBound > solved ?? -1 }
        let start = min(first?.lines.lowerBound ?? lines.count, firstHidden?.lowerBound ?? lines.count)
        work = Array(lines[..<start])
        checks = statements.filter { $0.lines.lowerBound >= start }.map { statement in
            let isHidden = marks.hidden.contains { $0.contains(statement.lines.lowerBound) }
            return Check(
                source: statement.text, graded: statement.graded, claim: statement.claim, isHidden: isHidden)
        }
    }

    private struct Statement {
        let text: String
        let graded: String
        let claim: String?
        let lines: ClosedRange<Int>
    }

    private static func statements(of source: String) -> [Statement] {
        let tree = Parser.parse(source: source)
        let converter = SourceLocationConverter(fileName: "", tree: tree)
        return tree.statements.map { item in
            let start = converter.location(for: item.positionAfterSkippingLeadingTrivia).line - 1
            let end = converter.location(for: item.endPositionBeforeTrailingTrivia).line - 1
            let call = expectation(in: item)
            return Statement(
                text: item.trimmedDescription, graded: graded(item, call), claim: call.map(claim),
                lines: start...max(start, end))
        }
    }

    /// The call of `expect(condition, claim)` that a statement consists of.
    private static func expectation(in item: CodeBlockItemSyntax) -> FunctionCallExprSyntax? {
        var node = Syntax(item.item)
        while let attempt = node.as(TryExprSyntax.self) { node = Syntax(attempt.expression) }
        guard let call = node.as(FunctionCallExprSyntax.self), !call.arguments.isEmpty,
            call.calledExpression.trimmedDescription == "expect"
        else { return nil }
        return call
    }

    /// The last argument: its text where it is a plain literal, else its source.
    private static func claim(of call: FunctionCallExprSyntax) -> String {
        guard let last = call.arguments.last?.expression else { return "" }
        return last.as(StringLiteralExprSyntax.self)?.representedLiteralValue ?? last.trimmedDescription
    }

    private static func graded(_ item: CodeBlockItemSyntax, _ call: FunctionCallExprSyntax?) -> String {
        guard let name = call?.calledExpression else { return item.trimmedDescription }
        var bytes = Array(item.trimmedDescription.utf8)
        let start =
            name.positionAfterSkippingLeadingTrivia.utf8Offset
            - item.positionAfterSkippingLeadingTrivia.utf8Offset
        bytes.insert(contentsOf: Array("Display.".utf8), at: start)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Why a notebook's exercises cannot be understood.
public enum ExerciseError: Error, Equatable, Sendable, CustomStringConvertible {
    /// A mark stands without the one that belongs to it.
    case markAlone(String, line: Int)
    /// Two exercises cannot be told apart.
    case sameTitle(String, line: Int)
    /// The notebook has no exercises.
    case none

    /// One line: where, what, what to do.
    public var description: String {
        switch self {
        case .markAlone(let mark, let line):
            "line \(line): \"\(mark)\" stands alone; solutions and hidden checks stand between a BEGIN and an END"
        case .sameTitle(let title, let line):
            "line \(line): a second exercise is called \"\(title)\"; give each a title of its own"
        case .none: "no exercises; tag a cell with tags=[\"exercise\"]"
        }
    }
}
