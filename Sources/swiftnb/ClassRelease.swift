import CellCompiler
import Exercises
import Foundation
import NotebookModel

/// `swiftnb class release NOTEBOOK`
struct ClassRelease {
    private let path: String
    private let target: URL

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "class", declarations: [.value("-o")])
        guard options.words.count == 1 else {
            throw .wrongWords(command: "class release", expected: "one notebook")
        }
        path = options.words[0]
        let file = URL(fileURLWithPath: path)
        target =
            options.value("-o").map { URL(fileURLWithPath: $0) }
            ?? file.deletingLastPathComponent().appendingPathComponent("student/\(file.lastPathComponent)")
    }

    func execute() throws -> ExitStatus {
        let notebook = try Notebook.read(path)
        let version = try withExercises(of: path) { () throws(ExerciseError) in try notebook.studentVersion()
        }
        guard target.standardizedFileURL != URL(fileURLWithPath: path).standardizedFileURL else {
            throw FileError.exists(path: target.path)
        }
        let folder = target.deletingLastPathComponent()
        do { try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true) } catch {
            throw FileError.unwritable(path: folder.path, reason: reasonNotWritable(folder.path, error))
        }
        let text = target.pathExtension == "ipynb" ? version.ipynb : try version.swiftnb
        try write(Data(text.utf8), to: target)
        let bare = try withExercises(of: path) { () throws(ExerciseError) in
            try notebook.studentVersion(checks: false)
        }
        guard try Check.compiles(bare, at: target.path) else {
            complain("the learner's version does not compile: \(target.path): see above")
            return .cellFailed
        }
        print(target.path)
        return .success
    }
}
