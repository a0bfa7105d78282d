import Foundation

/// `swiftnb new NAME --from TUTORIAL`
struct New {
    /// What `--help` says.
    static let help = """
        Usage: swiftnb new NAME --from TUTORIAL

        Copies a tutorial to NAME.swiftnb, as a starting point. TUTORIAL is the beginning of its name, such
        as 04, or zh/04 for the same one in Chinese; swiftnb new alone lists them.

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

    /// The tutorials by the names that `--from` takes: the English ones, then `zh/NAME` for each Chinese one.
    private static var tutorials: [(name: String, file: URL)] {
        let english = Installation.tutorials
        let chinese = english.map {
            $0.deletingLastPathComponent().appendingPathComponent("zh/\($0.lastPathComponent)")
        }.filter { FileManager.default.fileExists(atPath: $0.path) }
        func named(_ files: [URL], _ folder: String) -> [(name: String, file: URL)] {
            files.map { (folder + $0.deletingPathExtension().lastPathComponent, $0) }
        }
        return named(english, "") + named(chinese, "zh/")
    }

    func execute() throws -> ExitStatus {
        let tutorials = Self.tutorials
        guard let name, let tutorial else {
            print(tutorials.map(\.name).joined(separator: "\n"))
            return .success
        }
        let fitting = tutorials.filter { "\($0.name).swiftnb".hasPrefix(tutorial) }
        guard fitting.count == 1 else { throw FileError.noTutorial(tutorial, fitting: fitting.count) }
        let target = URL(fileURLWithPath: name.hasSuffix(".swiftnb") ? name : "\(name).swiftnb")
        guard !FileManager.default.fileExists(atPath: target.path) else {
            throw FileError.exists(path: target.path)
        }
        try write(try Data(contentsOf: fitting[0].file), to: target)
        print(target.path)
        return .success
    }
}
