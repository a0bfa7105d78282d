import Foundation
import NotebookModel

/// `swiftnb render FOLDER`
struct Render {
    private let folder: String

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "render", declarations: [])
        guard let folder = options.words.first, options.words.count == 1 else {
            throw .wrongWords(command: "render", expected: "the folder of a run")
        }
        self.folder = folder
    }

    func execute() throws -> ExitStatus {
        let url = URL(fileURLWithPath: folder)
        guard let data = try? Data(contentsOf: url.appendingPathComponent(NotebookRun.savedFileName)),
            let run = try? NotebookRun(saved: data)
        else { throw FileError.noRun(folder: folder) }
        let report = RunFolder(existing: url)
        try report.writeReport(run, resources: [:])
        print(report.report.path)
        return .success
    }
}
