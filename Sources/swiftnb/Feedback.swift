import Exercises
import Foundation
import NotebookModel
import NotebookReport

/// The page that an author gets back: the points and why, above the notebook as it ran.
struct Feedback {
    let author: String
    let scores: [Score]

    /// The page; hidden checks are named by number alone, and their cells left out.
    func page(of run: NotebookRun?, grading: Grading) -> String {
        let head = Cell(kind: .markdown, source: text)
        guard let run else {
            return renderReport(
                NotebookRun(
                    notebook: Notebook(cells: [head]), fileName: author, sha256: "", started: Date(), seed: 0)
            )
        }
        let hidden = Set(grading.exercises.flatMap { $0.checks.filter(\.check.isHidden).map(\.cell) })
        var shown = run
        shown.notebook.cells = [head]
        shown.results = []
        for (index, cell) in run.notebook.cells.enumerated() where !hidden.contains(index) {
            shown.notebook.cells.append(cell)
            guard var result = run.result(of: index) else { continue }
            result.index = shown.notebook.cells.count - 1
            shown.results.append(result)
        }
        shown.fileName = author
        return renderReport(shown)
    }

    private var text: String {
        let points = scores.reduce(0) { $0 + $1.points }
        let worth = scores.reduce(0) { $0 + $1.worth }
        var lines = ["# \(escaped(author)): \(Grade.text(points)) of \(Grade.text(worth)) points", ""]
        lines += ["| exercise | points | of | why |", "|---|--:|--:|---|"]
        for score in scores {
            let why = score.trouble.map { [$0] } ?? reasons(of: score)
            let cell = why.isEmpty ? "every check holds" : why.map(escaped).joined(separator: "<br>")
            lines.append(
                "| \(escaped(score.title)) | \(Grade.text(score.points)) | \(Grade.text(score.worth)) | \(cell) |"
            )
        }
        return lines.joined(separator: "\n")
    }

    private func reasons(of score: Score) -> [String] {
        var hidden = 0
        return score.verdicts.compactMap { verdict in
            if verdict.isHidden { hidden += 1 }
            let name = verdict.isHidden ? "hidden check \(hidden)" : verdict.claim
            return verdict.reason.map { "\(name): \($0)" }
        }
    }

    /// Text in Markdown that stands for itself, on one line.
    private func escaped(_ text: String) -> String {
        text.map { character in
            if character.isNewline { return " " }
            return character.isASCII && (character.isPunctuation || character.isSymbol)
                ? "\\\(character)" : "\(character)"
        }.joined()
    }
}
