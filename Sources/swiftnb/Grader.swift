import CellCompiler
import Exercises
import Foundation
import NotebookModel
import NotebookReport

/// What became of a submission.
struct Grade {
    let author: String
    /// One per exercise, in the original's order.
    let scores: [Score]
    /// The feedback page.
    let feedback: String

    var points: Double { scores.reduce(0) { $0 + $1.points } }
    var worth: Double { scores.reduce(0) { $0 + $1.worth } }
    var summary: String { "\(author): \(Self.text(points)) of \(Self.text(worth)) points" }

    /// At most two decimals.
    static func text(_ points: Double) -> String {
        points == points.rounded() ? "\(Int(points))" : String(format: "%.2f", points)
    }

    /// A line per submission as CSV: author, points of each exercise, sum, and why points are missing.
    ///
    /// With letters beyond ASCII it begins with a byte order mark, without which spreadsheets take UTF-8 for the
    /// encoding of their country.
    static func table(_ grades: [Grade]) -> String {
        let titles = grades.first?.scores.map(\.title) ?? []
        var lines = [["author"] + titles + ["points", "of", "reasons"]]
        for grade in grades {
            let reasons = grade.scores.flatMap { score in
                score.trouble.map { ["\(score.title): \($0)"] }
                    ?? score.verdicts.compactMap { verdict in
                        verdict.reason.map { "\(score.title): \(verdict.claim): \($0)" }
                    }
            }
            lines.append(
                [grade.author] + grade.scores.map { text($0.points) }
                    + [text(grade.points), text(grade.worth), reasons.joined(separator: "; ")])
        }
        let table = lines.map { $0.map(field).joined(separator: ",") + "\r\n" }.joined()
        return table.utf8.allSatisfy { $0 < 0x80 } ? table : "\u{FEFF}" + table
    }

    private static func field(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return text }
        return "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
    }
}

/// Grades one submission after another, each in the sandbox.
struct Grader {
    let original: Notebook
    let sandbox: Sandbox
    let parameters: [(name: String, value: String)]

    /// Never fails: what goes wrong is in the grade.
    func grade(_ submission: Submission) -> Grade {
        let notebook: Notebook
        let grading: Grading
        do {
            notebook = try Notebook(contentsOf: submission.file)
            grading = try Grading(submission: notebook, original: original)
        } catch {
            return unreadable(submission, "the notebook cannot be read: \(error)")
        }
        let (scores, run) = scores(of: grading)
        let feedback = Feedback(author: submission.author, scores: scores)
        return Grade(
            author: submission.author, scores: scores, feedback: feedback.page(of: run, grading: grading))
    }

    /// Runs the submission; where it ended the program, again without the exercise that did, so that the others count.
    private func scores(of grading: Grading) -> ([Score], NotebookRun?) {
        var grading = grading
        var fatal: [String: String] = [:]
        while true {
            guard let run = try? sandbox.run(grading.notebook, parameters: parameters) else {
                return (oneByOne(grading), nil)
            }
            guard let culprit = grading.culprit(of: run), fatal[culprit] == nil else {
                let scores = grading.scores(run)
                return (scores.map { score in fatal[score.title].map(score.failed) ?? score }, run)
            }
            fatal[culprit] =
                grading.scores(run).first { $0.title == culprit }?.trouble ?? "it ended the program"
            grading.leaveOut(culprit)
        }
    }

    /// Runs each exercise without the others: for a submission of which no record comes out.
    private func oneByOne(_ grading: Grading) -> [Score] {
        let titles = grading.exercises.map(\.exercise.title)
        return titles.indices.map { index in
            var alone = grading
            for title in titles where title != titles[index] { alone.leaveOut(title) }
            do {
                return alone.scores(try sandbox.run(alone.notebook, parameters: parameters))[index]
            } catch {
                let reason = (error as? Sandbox.Trouble)?.reason ?? "\(error)"
                return alone.scores(nil)[index].failed(because: reason)
            }
        }
    }

    private func unreadable(_ submission: Submission, _ reason: String) -> Grade {
        guard let empty = try? Grading(submission: Notebook(), original: original) else {
            return Grade(author: submission.author, scores: [], feedback: "")
        }
        return ungraded(submission, empty, reason)
    }

    private func ungraded(_ submission: Submission, _ grading: Grading, _ reason: String) -> Grade {
        let scores = grading.scores(nil).map { $0.failed(because: reason) }
        let feedback = Feedback(author: submission.author, scores: scores)
        return Grade(
            author: submission.author, scores: scores, feedback: feedback.page(of: nil, grading: grading))
    }
}
