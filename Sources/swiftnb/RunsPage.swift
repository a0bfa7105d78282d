import Foundation
import NotebookModel
import NotebookReport

/// The page over all runs of an outputs folder.
enum RunsPage {
    private static let folderName = "outputs"
    /// What the page shows of a run stands beside it: to read all that a hundred runs left takes many seconds.
    private static let noteName = "index-entry.json"

    /// Writes `index.html` beside the run's folder, if that lies in an outputs folder: elsewhere a page that nobody
    /// asked for would be in the way.
    static func update(beside run: URL) throws(FileError) {
        let folder = run.standardizedFileURL.deletingLastPathComponent()
        guard folder.lastPathComponent == folderName else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let runs = names.sorted().compactMap { entry(of: folder.appendingPathComponent($0)) }
        try write(Data(renderIndex(runs).utf8), to: folder.appendingPathComponent("index.html"))
    }

    /// What the page shows of the run in a folder: as it was noted, or from what the run left, where that is newer.
    ///
    /// A folder without a run, or with one that was killed, is none to show.
    private static func entry(of folder: URL) -> ComparedRun? {
        let note = folder.appendingPathComponent(noteName)
        guard let ended = changed(folder.appendingPathComponent(NotebookRun.savedFileName)) else {
            return nil
        }
        if let noted = changed(note), noted >= ended, let data = try? Data(contentsOf: note),
            var entry = try? JSONDecoder().decode(ComparedRun.self, from: data)
        {
            entry.name = folder.lastPathComponent
            return entry
        }
        guard let entry = try? RunFolder(existing: folder).comparedRun().forIndex else { return nil }
        // Without the note the page is the same, and slower the next time.
        if let data = try? JSONEncoder().encode(entry) { try? write(data, to: note) }
        return entry
    }

    private static func changed(_ file: URL) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: file.path)[.modificationDate]) as? Date
    }
}
