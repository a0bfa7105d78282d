import Foundation
import NotebookReport

/// The page over all runs of an outputs folder.
enum RunsPage {
    private static let folderName = "outputs"

    /// Writes `index.html` beside the run's folder, if that lies in an outputs folder: elsewhere a page that nobody
    /// asked for would be in the way.
    static func update(beside run: URL) throws(FileError) {
        let folder = run.standardizedFileURL.deletingLastPathComponent()
        guard folder.lastPathComponent == folderName else { return }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        // A folder without a run, or with one that was killed, is none to show.
        let runs = names.sorted().compactMap {
            try? RunFolder(existing: folder.appendingPathComponent($0)).comparedRun()
        }
        try write(Data(renderIndex(runs).utf8), to: folder.appendingPathComponent("index.html"))
    }
}
