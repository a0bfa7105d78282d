import Foundation
import NotebookModel
import NotebookReport

/// `swiftnb convert IN OUT`
struct Convert {
    private let input: String
    private let output: String

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "convert", declarations: [])
        guard options.words.count == 2 else {
            throw .wrongWords(command: "convert", expected: "two file names")
        }
        (input, output) = (options.words[0], options.words[1])
    }

    func execute() throws -> ExitStatus {
        let notebook = try Notebook.read(input)
        let target = URL(fileURLWithPath: output)
        switch target.pathExtension {
        case "swiftnb": try write(Data(notebook.swiftnb.utf8), to: target)
        case "ipynb": try write(Data(notebook.ipynb.utf8), to: target)
        case "html": try write(page(of: notebook), to: target)
        default: throw FileError.unknownFormat(path: output)
        }
        return .success
    }

    private func page(of notebook: Notebook) throws -> Data {
        let bytes = try Data(contentsOf: URL(fileURLWithPath: input))
        let run = NotebookRun(
            notebook: notebook, fileName: URL(fileURLWithPath: input).lastPathComponent,
            sha256: SHA256.hash(bytes), started: Date(), seed: 0)
        return Data(renderReport(run, resources: resources(of: notebook, at: input)).utf8)
    }
}
