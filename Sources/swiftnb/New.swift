import Foundation

/// `swiftnb new NAME --from TUTORIAL`
struct New {
    /// What `--help` says.
    static let help = """
        Usage: swiftnb new NAME --from TUTORIAL

        Copies a tutorial to NAME.swiftnb, as a starting point. TUTORIAL is the beginning of its name, such
        as 04; swiftnb new alone lists them.

        Example: swiftnb new mine --from 04
        """

    private let name: String?
    private let tutorial: String?

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "new", declarations: [.value("--from")])
        tutorial = options.value("--from")
        guard options.words.count == (tutorial == nil ? 0 : 1) else {
            throw .wrongWords(command: "new", expected: "a name and --from TUTORIAL, or nothing")
        }
        name = options.words.first
    }

    func execute() throws -> ExitStatus {
        let tutorials = Installation.tutorials
        guard let name, let tutorial else {
            print(tutorials.map { $0.deletingPathExtension().lastPathComponent }.joined(separator: "\n"))
            return .success
        }
        let fitting = tutorials.filter { $0.lastPathComponent.hasPrefix(tutorial) }
        guard fitting.count == 1 else { throw FileError.noTutorial(tutorial, fitting: fitting.count) }
        let target = URL(fileURLWithPath: name.hasSuffix(".swiftnb") ? name : "\(name).swiftnb")
        guard !FileManager.default.fileExists(atPath: target.path) else {
            throw FileError.exists(path: target.path)
        }
        try write(try Data(contentsOf: fitting[0]), to: target)
        print(target.path)
        return .success
    }
}
