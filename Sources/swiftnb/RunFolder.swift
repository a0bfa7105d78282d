import CellCompiler
import Foundation
import NotebookModel
import NotebookReport

/// The folder in which a run leaves what it made.
struct RunFolder {
    let url: URL

    /// Makes the folder and sees that it can be written.
    ///
    /// - Parameters:
    ///   - fileName: the notebook's.
    ///   - keepingEarlierRun: leaves what an earlier run measured and learnt, for this one to go on with.
    init(creating url: URL, for fileName: String, keepingEarlierRun: Bool) throws(FileError) {
        self.url = url
        do {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        } catch {
            throw .unwritable(path: url.path, reason: reasonNotWritable(url.path, error))
        }
        guard access(url.path, W_OK) == 0 else {
            throw .unwritable(path: url.path, reason: String(cString: strerror(errno)).lowercased())
        }
        let executed = [Self.executedName(of: fileName)]
        clear(executed + (keepingEarlierRun ? Self.shown : Self.shown + Self.learnt))
    }

    private static func executedName(of fileName: String) -> String {
        (fileName as NSString).deletingPathExtension + ".ipynb"
    }

    /// What an earlier run showed: beside this one's it would mislead.
    private static let shown = ["figures", NotebookRun.savedFileName]
    /// What an earlier run measured and learnt.
    private static let learnt = ["metrics.jsonl", "tensorboard", "session"]

    /// Removes what an earlier run left; a folder that holds no run is left alone.
    private func clear(_ names: [String]) {
        guard FileManager.default.fileExists(atPath: url.appendingPathComponent("run.json").path) else {
            return
        }
        let all = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        let overlong = all.filter { $0.wholeMatch(of: /cell-\d+-std(out|err)\.txt/) != nil }
        for name in names + overlong {
            try? FileManager.default.removeItem(at: url.appendingPathComponent(name))
        }
    }

    /// The folder of an earlier run.
    init(existing url: URL) { self.url = url }

    /// The page.
    var report: URL { url.appendingPathComponent("report.html") }

    /// Writes record and page of a run that begins: the record first, so that no earlier run's stands beside the
    /// page of this one.
    func writeBeginning(_ run: NotebookRun, resources: [String: Data]) throws(FileError) {
        try writeRecord(run)
        try writeReport(run, resources: resources)
    }

    /// Writes the page and the record: after every cell. The page first: the record says nothing that it lacks.
    func writeReport(_ run: NotebookRun, resources: [String: Data]) throws(FileError) {
        try write(Data(renderReport(run, resources: resources).utf8), to: report)
        try writeRecord(run)
    }

    private func writeRecord(_ run: NotebookRun) throws(FileError) {
        try write(Data(run.record.utf8), to: url.appendingPathComponent("run.json"))
    }

    /// Writes everything: at the end.
    func writeAll(_ run: NotebookRun, resources: [String: Data]) throws(FileError) {
        try writeReport(run, resources: resources)
        try write(
            Data(run.ipynb.utf8), to: url.appendingPathComponent(Self.executedName(of: run.fileName)))
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
