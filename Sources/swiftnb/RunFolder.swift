import CellCompiler
import Foundation
import NotebookModel
import NotebookReport

/// The folder in which a run leaves what it made.
struct RunFolder {
    let url: URL

    /// Makes the folder and sees that it can be written.
    init(creating url: URL) throws(FileError) {
        self.url = url
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: url.path, reason: reasonNotWritable(url.path, error))
        }
        guard access(url.path, W_OK) == 0 else {
            throw .unwritable(path: url.path, reason: String(cString: strerror(errno)).lowercased())
        }
        let figures = url.appendingPathComponent("figures")
        try? FileManager.default.removeItem(at: figures)  // those of an earlier run would mislead
    }

    /// The folder of an earlier run.
    init(existing url: URL) { self.url = url }

    /// The page.
    var report: URL { url.appendingPathComponent("report.html") }

    /// Writes the page and the record: after every cell.
    func writeReport(_ run: NotebookRun, resources: [String: Data]) throws(FileError) {
        try write(Data(renderReport(run, resources: resources).utf8), to: report)
        try write(Data(run.record.utf8), to: url.appendingPathComponent("run.json"))
    }

    /// Writes everything: at the end.
    func writeAll(_ run: NotebookRun, resources: [String: Data]) throws(FileError) {
        try writeReport(run, resources: resources)
        let name = (run.fileName as NSString).deletingPathExtension
        try write(Data(run.ipynb.utf8), to: url.appendingPathComponent("\(name).ipynb"))
        do {
            try write(run.saved(), to: url.appendingPathComponent(NotebookRun.savedFileName))
        } catch let error as FileError {
            throw error
        } catch {
            throw .unwritable(path: url.path, reason: "\(error)")
        }
        try writeFigures(run)
    }

    /// Writes each figure as SVG and each picture as PNG, named by cell and order.
    private func writeFigures(_ run: NotebookRun) throws(FileError) {
        let folder = url.appendingPathComponent("figures")
        for result in run.results {
            var order = 0
            for case .display(let bundle) in result.outputs {
                for (type, ending) in [("image/svg+xml", "svg"), ("image/png", "png")] {
                    guard let data = bundle.content[type] else { continue }
                    order += 1
                    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                    let name = String(format: "cell-%02d-%d.%@", result.index + 1, order, ending)
                    try write(data, to: folder.appendingPathComponent(name))
                }
            }
        }
    }
}

/// The local pictures that the notebook's text shows, read from beside the notebook; missing ones stay out.
func resources(of notebook: Notebook, at path: String) -> [String: Data] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var found: [String: Data] = [:]
    for name in markdownPictures(of: notebook) {
        found[name] = try? Data(contentsOf: folder.appendingPathComponent(name))
    }
    return found
}
