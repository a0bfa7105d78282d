import CellCompiler
import Exercises
import Foundation
import NotebookModel

/// A file or folder that a command cannot use.
enum FileError: Error, CustomStringConvertible {
    /// The notebook cannot be read or understood.
    case notebook(path: String, NotebookError)
    /// The folder or file cannot be written.
    case unwritable(path: String, reason: String)
    /// The folder holds no run.
    case noRun(folder: String)
    /// The file is there already and would be lost.
    case exists(path: String)
    /// No tutorial, or more than one, begins like this.
    case noTutorial(String, fitting: Int)
    /// The folder holds nothing that could be graded.
    case noSubmissions(folder: String)
    /// Two submissions bear one name.
    case sameAuthor(String)
    /// The notebook's exercises cannot be understood.
    case exercises(path: String, ExerciseError)
    /// The name's ending says nothing about the format.
    case unknownFormat(path: String)

    /// Whether the user named the wrong thing, rather than the machine lacking something.
    var isUsage: Bool {
        switch self {
        case .unwritable: false
        case .notebook, .noRun, .unknownFormat, .exists, .noTutorial, .noSubmissions, .sameAuthor, .exercises:
            true
        }
    }

    var description: String {
        switch self {
        case .notebook(let path, .unreadable(_, let reason)):
            "cannot read the notebook: \(path): \(reason); "
                + (notebookNamed(path).map { "did you mean \($0)?" } ?? "check the name")
        case .notebook(let path, let error):
            "cannot read the notebook: \(path): \(error)"
        case .unwritable(let path, let reason):
            "cannot write: \(path): \(reason); choose another place with -o DIR, or make room there"
        case .noRun(let folder):
            "no run to render: \(folder) has no \(NotebookRun.savedFileName); run the notebook first"
        case .exists(let path):
            "there is a file already: \(path); choose another name, or remove it"
        case .noTutorial(let name, let fitting):
            "\(fitting == 0 ? "no tutorial" : "more than one tutorial") begins with \(name); "
                + "swiftnb new lists them"
        case .noSubmissions(let folder):
            "no submissions: \(folder) holds no notebook and no folder with one; name the folder they are in"
        case .sameAuthor(let author):
            "two submissions are called \(author): name files or folders after their authors"
        case .exercises(let path, let error): "\(path): \(error)"
        case .unknownFormat(let path):
            "unknown format: \(path); names end in .swiftnb, .ipynb or .html"
        }
    }
}

/// The notebook that a name without its ending stands for, where there is one.
private func notebookNamed(_ name: String) -> String? {
    [".swiftnb", ".ipynb"].map { name + $0 }.first(where: FileManager.default.fileExists)
}

extension Notebook {
    /// Reads a notebook, with its path in the error.
    static func read(_ path: String) throws(FileError) -> Notebook {
        do { return try Notebook(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw .notebook(path: path, error)
        }
    }
}

/// Writes a file so that it is there whole or not at all.
func write(_ data: Data, to file: URL) throws(FileError) {
    do { try data.write(to: file, options: .atomic) } catch {
        throw .unwritable(path: file.path, reason: reasonNotWritable(file.path, error))
    }
}
