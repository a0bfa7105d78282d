import Foundation
import NotebookModel

/// A notebook that somebody handed in.
struct Submission {
    /// The name of the file or folder, without ending.
    let author: String
    let file: URL

    /// The submissions in `folders`: notebooks, and sub-folders with one notebook, or one called `name`.
    static func all(in folders: [String], named name: String) throws(FileError) -> [Submission] {
        var found: [Submission] = []
        for path in folders {
            let folder = URL(fileURLWithPath: path)
            guard let entries = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                throw .noSubmissions(folder: path)
            }
            let before = found.count
            for entry in entries.sorted() where !entry.hasPrefix(".") {
                let url = folder.appendingPathComponent(entry)
                if isNotebook(entry) {
                    found.append(Submission(author: url.deletingPathExtension().lastPathComponent, file: url))
                } else if let file = notebook(in: url, named: name) {
                    found.append(Submission(author: entry, file: file))
                }
            }
            guard found.count > before else { throw .noSubmissions(folder: path) }
        }
        var seen: Set<String> = []
        for submission in found where !seen.insert(submission.author).inserted {
            throw .sameAuthor(submission.author)
        }
        return found
    }

    private static func isNotebook(_ name: String) -> Bool {
        name.hasSuffix(".swiftnb") || name.hasSuffix(".ipynb")
    }

    private static func notebook(in folder: URL, named name: String) -> URL? {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let notebooks = entries.filter(isNotebook)
        let chosen = notebooks.contains(name) ? name : (notebooks.count == 1 ? notebooks[0] : nil)
        return chosen.map(folder.appendingPathComponent)
    }
}
