import Foundation

/// The command lines of the compiler and the linker.
struct Frontend: Sendable {
    let settings: CompilerSettings

    /// The C function that runs a module's top-level code.
    static func entryPoint(of module: String) -> String { "\(module)_main" }

    /// Compiles a script to an object and a module with source positions.
    func compile(
        _ source: URL, module: String, object: URL, interface: URL, searching folders: [URL]
    ) throws(BuildError) -> ChildProcess {
        let sourceInfo = interface.deletingPathExtension().appendingPathExtension("swiftsourceinfo")
        let outputs = [
            "-c", source.path, "-o", object.path, "-emit-module-path", interface.path,
            "-emit-module-source-info-path", sourceInfo.path,
        ]
        return try ChildProcess.run(toolchain.frontend, outputs + options(module: module, searching: folders))
    }

    /// Writes only the module: what the next cell needs, long before the optimiser is done with this one.
    ///
    /// - Parameter toleratingErrors: for a stand-in of an earlier cell: its code that uses what is superseded does not
    ///   compile any more, but it runs already.
    func emitInterface(
        _ source: URL, module: String, interface: URL, searching folders: [URL],
        toleratingErrors: Bool = false
    ) throws(BuildError) -> ChildProcess {
        let sourceInfo = interface.deletingPathExtension().appendingPathExtension("swiftsourceinfo")
        let outputs = ["-emit-module", source.path, "-o", interface.path, "-suppress-warnings"]
        let kind =
            toleratingErrors
            ? [
                "-experimental-allow-module-with-compiler-errors",
                "-experimental-skip-non-inlinable-function-bodies",
            ] : ["-emit-module-source-info-path", sourceInfo.path]
        return try ChildProcess.run(
            toolchain.frontend, outputs + kind + options(module: module, searching: folders))
    }

    /// Links an object to a library that finds earlier cells and our library in the process that loads it.
    ///
    /// `swiftrt.o` registers the cell's types and conformances with the Swift run time.
    func link(_ object: URL, to library: URL) throws(BuildError) -> ChildProcess {
        let folder = toolchain.runtimeLibraries
        let wanted = AutolinkEntries.libraries(of: object).filter { name in
            FileManager.default.fileExists(atPath: folder.appendingPathComponent("lib\(name).so").path)
        }
        let arguments =
            ["-shared", "--eh-frame-hdr", "-o", library.path, toolchain.runtimeStart.path, object.path]
            + ["-L", folder.path, "-rpath", folder.path, "--as-needed"] + wanted.map { "-l\($0)" }
        return try ChildProcess.run(toolchain.linker, arguments)
    }

    private var toolchain: Toolchain { settings.toolchain }

    /// What every compilation of a chain has in common.
    private func options(module: String, searching folders: [URL]) -> [String] {
        [
            "-module-name", module, "-entry-point-function-name", Self.entryPoint(of: module),
        ] + common + folders.flatMap { ["-I", $0.path] } + libraryOptions
    }

    /// Flags that change what comes out; they are part of the cache key.
    ///
    /// Language mode 5: in mode 6 top-level variables belong to the main actor. Exclusivity is unchecked,
    /// because its records lie on the stack of a thread that is parked after a trap.
    var common: [String] {
        [
            settings.optimization.rawValue, "-enable-testing", "-disable-access-control", "-package-name",
            "nb",
            "-swift-version", "5", "-enforce-exclusivity=unchecked", "-gline-tables-only",
            "-diagnostic-style=llvm", "-enable-bare-slash-regex", "-plugin-path", toolchain.macroPlugins.path,
            "-in-process-plugin-server-path", toolchain.macroServer.path, "-module-cache-path",
            settings.cacheDirectory.appendingPathComponent("clang").path,
        ]
    }

    /// Where the library's modules are, and the module maps of the C targets that they import.
    var libraryOptions: [String] {
        guard let folder = settings.libraryBuildDirectory else { return [] }
        let modules = folder.appendingPathComponent("Modules")
        let contents = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let maps = contents.filter { $0.hasSuffix(".build") }.sorted().map {
            folder.appendingPathComponent($0).appendingPathComponent("module.modulemap").path
        }
        return ["-I", modules.path]
            + maps.filter(FileManager.default.fileExists).flatMap { ["-Xcc", "-fmodule-map-file=\($0)"] }
    }
}
