import Foundation
import NotebookModel

/// Compiled cells on disk, from run to run: modules and libraries under names made from all they depend on, so
/// that a name that is there is right.
struct CellCache: Sendable {
    /// What is remembered of a compiled cell; written last, so that its presence means the rest is whole.
    struct Record: Codable, Sendable {
        /// Modules that the cell imports for those after it.
        var imports: [String]
        /// What the compiler warned of.
        var warnings: [CellFailure.Diagnostic]
        /// The author's columns.
        var positions = PositionMap()
        /// Whether its last expression is shown.
        var showsValue = false
    }

    private let frontend: Frontend
    private let folder: URL
    private let scratch: ScratchFolder
    private let fingerprint: String

    init(_ settings: CompilerSettings) throws(BuildError) {
        folder = settings.cacheDirectory.appendingPathComponent("cells")
        scratch = try ScratchFolder(below: settings.cacheDirectory.appendingPathComponent("scratch"))
        frontend = Frontend(settings: settings)
        fingerprint = Self.fingerprint(frontend)
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        } catch {
            throw .cacheUnwritable(path: folder.path, reason: reasonNotWritable(folder.path, error))
        }
        removeLeastRecentlyUsed(limit: settings.cacheLimit)
    }

    /// This program, which rewrites cells, the compiler, its flags and the build of the library.
    private static func fingerprint(_ frontend: Frontend) -> String {
        let settings = frontend.settings
        var parts = frontend.common + frontend.libraryOptions
        parts += [stamp(of: URL(fileURLWithPath: "/proc/self/exe")), stamp(of: settings.toolchain.frontend)]
        if let build = settings.libraryBuildDirectory {
            parts.append(stamp(of: build.appendingPathComponent("libContrastiveLearning.so")))
        }
        return parts.joined(separator: "\n")
    }

    private static func stamp(of file: URL) -> String {
        var status = stat()
        guard stat(file.path, &status) == 0 else { return "none" }
        return "\(status.st_size) \(status.st_mtim.tv_sec) \(status.st_mtim.tv_nsec)"
    }

    /// The name of the module that holds this text after that module.
    func moduleName(previous: String, text: String) -> String {
        "Cell" + SHA256.hash("\(fingerprint)\n\(previous)\n\(text)".utf8).prefix(20)
    }

    /// The library of a module.
    func library(of module: String) -> URL { file(module, "so") }

    /// What is known of a module, `nil` where it is not there whole.
    func record(of module: String) -> Record? {
        guard let data = try? Data(contentsOf: file(module, "json")),
            let record = try? JSONDecoder().decode(Record.self, from: data),
            FileManager.default.fileExists(atPath: file(module, "swiftmodule").path)
        else { return nil }
        utimensat(AT_FDCWD, file(module, "json").path, nil, 0)  // used now: the last to be removed
        return record
    }

    /// Calls the compiler on the text; modules are searched in `standIns` first.
    func compile(
        _ text: String, as module: String, standIns: [URL] = []
    ) throws(BuildError) -> ChildProcess {
        let source = scratch.file("\(module).swift")
        do { try Data(text.utf8).write(to: source) } catch {
            throw .cacheUnwritable(path: source.path, reason: reasonNotWritable(source.path, error))
        }
        return try frontend.compile(
            source, module: module, object: scratch.file("\(module).o"),
            interface: scratch.file("\(module).swiftmodule"), searching: standIns + [folder])
    }

    /// The folder of a module that stands in for a cell's.
    func standIn(named name: String) -> URL { scratch.file(name) }

    /// Writes a module that stands in for a cell's, unless it is there; false where the text has errors.
    func emitStandIn(
        _ text: String, of module: String, named name: String, searching standIns: [URL]
    ) throws(BuildError) -> Bool {
        let target = standIn(named: name)
        let interface = target.appendingPathComponent("\(module).swiftmodule")
        if FileManager.default.fileExists(atPath: interface.path) { return true }
        let source = target.appendingPathComponent("\(module).swift")
        do {
            try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: source)
        } catch { throw .cacheUnwritable(path: target.path, reason: reasonNotWritable(target.path, error)) }
        let result = try frontend.emitModule(
            source, module: module, interface: interface, searching: standIns + [folder])
        guard result.output.contains("error:") else { return true }
        return false
    }

    /// Makes the library of a compiled module.
    func link(_ module: String) throws(BuildError) {
        let result = try frontend.link(scratch.file("\(module).o"), to: scratch.file("\(module).so"))
        guard result.status == 0 else {
            throw .toolFailed(path: frontend.settings.toolchain.linker.path, output: result.output)
        }
    }

    /// Takes in a module that is whole, with its library where it has one.
    func store(_ record: Record, of module: String) throws(BuildError) {
        for ending in ["so", "swiftsourceinfo", "swiftmodule"] {
            let made = scratch.file("\(module).\(ending)")
            guard FileManager.default.fileExists(atPath: made.path) else { continue }
            guard rename(made.path, file(module, ending).path) == 0 else {
                throw .cacheUnwritable(
                    path: file(module, ending).path, reason: String(cString: strerror(errno)))
            }
        }
        let target = file(module, "json")
        do { try JSONEncoder().encode(record).write(to: target, options: .atomic) } catch {
            throw .cacheUnwritable(path: target.path, reason: reasonNotWritable(target.path, error))
        }
        for ending in ["swift", "o"] { unlink(scratch.file("\(module).\(ending)").path) }
    }

    private func file(_ module: String, _ ending: String) -> URL {
        folder.appendingPathComponent("\(module).\(ending)")
    }

    /// Removes whole modules, the record first, so that no record stands for files that are gone.
    private func removeLeastRecentlyUsed(limit: Int) {
        let keys: Set<URLResourceKey> = [.fileSizeKey, .contentModificationDateKey]
        let files = try? FileManager.default.contentsOfDirectory(
            at: folder, includingPropertiesForKeys: Array(keys))
        var modules: [String: (size: Int, date: Date, files: [URL])] = [:]
        for url in files ?? [] {
            guard let values = try? url.resourceValues(forKeys: keys), let size = values.fileSize,
                let date = values.contentModificationDate
            else { continue }
            var module = modules[url.deletingPathExtension().lastPathComponent] ?? (0, .distantPast, [])
            module.size += size
            module.date = max(module.date, date)
            module.files.insert(url, at: url.pathExtension == "json" ? 0 : module.files.count)
            modules[url.deletingPathExtension().lastPathComponent] = module
        }
        var total = modules.values.reduce(0) { $0 + $1.size }
        for module in modules.values.sorted(by: { $0.date < $1.date }) where total > limit {
            for file in module.files { unlink(file.path) }
            total -= module.size
        }
    }
}
