import Foundation

/// A cell's text as a program of its own, for comparisons: what `swiftc` makes of a `main.swift`.
public enum CompiledProgram {
    /// Compiles and links.
    ///
    /// - Parameters:
    ///   - text: the program, which imports what it needs.
    ///   - executable: the file to be made; the source is written beside it.
    public static func build(
        _ text: String, settings: CompilerSettings, to executable: URL
    ) throws(BuildError) {
        let source = executable.deletingLastPathComponent().appendingPathComponent("main.swift")
        do { try Data(text.utf8).write(to: source) } catch {
            throw .cacheUnwritable(path: source.path, reason: reasonNotWritable(source.path, error))
        }
        let compiler = settings.toolchain.root.appendingPathComponent("bin/swiftc")
        var arguments = [
            source.path, "-o", executable.path, settings.optimization.rawValue, "-swift-version", "5",
        ]
        arguments += Frontend(settings: settings).libraryOptions
        if let folder = settings.libraryBuildDirectory?.path {
            arguments += ["-L", folder, "-lContrastiveLearning", "-Xlinker", "-rpath=\(folder)"]
        }
        let result = try ChildProcess.run(compiler, arguments)
        guard result.status == 0 else { throw .toolFailed(path: compiler.path, output: result.output) }
    }
}
