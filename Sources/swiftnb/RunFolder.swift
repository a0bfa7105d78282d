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
        try writeResources(resources)
        try writeNotebook(run)
        do {
            try write(run.saved(), to: url.appendingPathComponent(NotebookRun.savedFileName))
        } catch let error as FileError {
            throw error
        } catch {
            throw .unwritable(path: url.path, reason: "\(error)")
        }
        try writeFigures(run)
    }

    /// Writes the executed notebook as Jupyter has it.
    @discardableResult
    func writeNotebook(_ run: NotebookRun) throws(FileError) -> URL {
        let file = url.appendingPathComponent(Self.executedName(of: run.fileName))
        try write(Data(run.ipynb.utf8), to: file)
        return file
    }

    /// Writes the executed notebook as Markdown.
    func writeMarkdown(_ run: NotebookRun) throws(FileError) -> URL {
        let name = (run.fileName as NSString).deletingPathExtension
        let file = url.appendingPathComponent("\(name).md")
        try write(Data(renderMarkdown(run).utf8), to: file)
        return file
    }

    /// Writes the drawing, the picture and the data of each figure, named by cell and order.
    private func writeFigures(_ run: NotebookRun) throws(FileError) {
        let folder = url.appendingPathComponent("figures")
        for figure in run.results.flatMap(\.figureFiles).compactMap(\.self) {
            try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            for file in figure.files {
                try write(
                    file.content, to: folder.appendingPathComponent("\(figure.name).\(file.ending)"))
            }
        }
    }

    /// Keeps the pictures that the notebook's text shows: for `render`, and where the executed notebook and its
    /// Markdown form look for them.
    private func writeResources(_ resources: [String: Data]) throws(FileError) {
        let saved = url.appendingPathComponent(Self.savedResources)
        guard !resources.isEmpty else {
            try? FileManager.default.removeItem(at: saved)  // that of an earlier run
            return
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { try write(encoder.encode(resources), to: saved) } catch {
            throw error as? FileError ?? .unwritable(path: saved.path, reason: "\(error)")
        }
        for (path, data) in resources where Self.staysInside(path) {
            let file = url.appendingPathComponent(path.removingPercentEncoding ?? path)
            try? FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try write(data, to: file)
        }
    }

    /// Whether a path names a picture in this folder that is none of the run's own.
    private static func staysInside(_ path: String) -> Bool {
        let path = path.removingPercentEncoding ?? path
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.contains("") && !parts.contains("..") && !["figures", "session"].contains(parts[0])
            && ["png", "jpg", "jpeg", "gif", "svg"].contains((path as NSString).pathExtension.lowercased())
    }

    /// What an earlier run left here.
    func savedRun() throws(FileError) -> (run: NotebookRun, resources: [String: Data]) {
        func data(_ name: String) -> Data? { try? Data(contentsOf: url.appendingPathComponent(name)) }
        guard let run = data(NotebookRun.savedFileName).flatMap({ try? NotebookRun(saved: $0) }) else {
            throw .noRun(folder: url.relativePath)
        }
        let resources = data(Self.savedResources).flatMap {
            try? JSONDecoder().decode([String: Data].self, from: $0)
        }
        return (run, resources ?? [:])
    }

    /// What an earlier run left here, and what it measured; one without training measured nothing.
    func comparedRun() throws(FileError) -> ComparedRun {
        let lines = try? Data(contentsOf: url.appendingPathComponent("metrics.jsonl"))
        return ComparedRun(
            name: url.lastPathComponent, run: try savedRun().run,
            metrics: lines.map { RunMetrics(jsonLines: $0) } ?? RunMetrics())
    }

    private static let savedResources = "saved-pictures.json"
}

/// The local pictures that the notebook's text shows, read from beside the notebook; missing ones stay out.
func resources(of notebook: Notebook, at path: String) -> [String: Data] {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent()
    var found: [String: Data] = [:]
    for name in markdownPictures(of: notebook) {
        let files = [name, name.removingPercentEncoding ?? name].map { folder.appendingPathComponent($0) }
        // A device or a pipe might never end.
        let file = files.first { file in
            let kind = try? FileManager.default.attributesOfItem(
                atPath: file.resolvingSymlinksInPath().path)[.type]
            return kind as? FileAttributeType == .typeRegular
        }
        found[name] = file.flatMap { try? Data(contentsOf: $0) }
    }
    return found
}
