import Foundation
import NotebookModel

/// `swiftnb render FOLDER`
struct Render {
    /// What `--help` says.
    static let help = """
        Usage: swiftnb render FOLDER [--format html|md|ipynb]

        Writes FOLDER/report.html again from what a run left there, without running anything; or the executed
        notebook as Markdown or for Jupyter, beside it. The last line is the file's path.
        """

    /// The forms of an executed notebook.
    private enum Format: String, CaseIterable {
        case html, md, ipynb
    }

    private let folder: String
    private let format: Format

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "render", declarations: [.value("--format")])
        guard let folder = options.words.first, options.words.count == 1 else {
            throw .wrongWords(command: "render", expected: "the folder of a run")
        }
        self.folder = folder
        let word = options.value("--format") ?? Format.html.rawValue
        guard let format = Format(rawValue: word) else {
            throw .unknownChoice(option: "--format", text: word, choices: Format.allCases.map(\.rawValue))
        }
        self.format = format
    }

    func execute() throws -> ExitStatus {
        let target = RunFolder(existing: URL(fileURLWithPath: folder))
        let (run, resources) = try target.savedRun()
        let file: URL
        switch format {
        case .html:
            try target.writeReport(run, resources: resources)
            file = target.report
        case .md: file = try target.writeMarkdown(run)
        case .ipynb: file = try target.writeNotebook(run)
        }
        print(file.path)
        return .success
    }
}
