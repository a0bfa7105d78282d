import Foundation
import NotebookModel
import NotebookReport

/// `swiftnb diff FOLDER FOLDER`
struct Diff {
    /// What `--help` says.
    static let help = """
        Usage: swiftnb diff FOLDER FOLDER [-o FILE]

        Writes one page that sets two runs side by side: parameters, versions, measured values, cells, figures
        and tables. FOLDER is what a run left, such as outputs/NAME. Nothing is run.

          -o FILE  write the page there instead of beside the second folder
        """

    private let folders: [URL]
    private let output: URL

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "diff", declarations: [.value("-o")])
        guard options.words.count == 2 else {
            throw .wrongWords(command: "diff", expected: "the folders of two runs")
        }
        folders = options.words.map { URL(fileURLWithPath: $0).standardizedFileURL }
        let names = folders.map(\.lastPathComponent).joined(separator: "-")
        output =
            options.value("-o").map { URL(fileURLWithPath: $0) }
            ?? folders[1].deletingLastPathComponent().appendingPathComponent("diff-\(names).html")
    }

    func execute() throws -> ExitStatus {
        let sides = try folders.map { folder throws(FileError) in
            try RunFolder(existing: folder).comparedRun()
        }
        try write(Data(renderComparison(sides[0], sides[1]).utf8), to: output)
        print(output.path)
        return .success
    }
}
