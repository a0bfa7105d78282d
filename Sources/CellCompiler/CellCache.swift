import Foundation
import NotebookModel

/// Compiled cells on disk, from run to run: modules and libraries under names made from all they depend on, so
/// that a name that is there is right.
struct CellCache: Sendable {
    /// What is remembered of a compiled cell; written last, so that its presence means the rest is whole.
    struct Record: Codable, Sendable {
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
    private let limit: Int
    /// The modules of one chain, and of no other, where the compiler finds them: it reads whole folders.
    private var interfaces: URL { scratch.file("interfaces") }

    init(_ settings: CompilerSettings) throws(BuildError) {
        folder = settings.cacheDirectory.appendingPathComponent("cells")
        scratch = try ScratchFolder(below: settings.cacheDirectory.appendingPathComponent("scratch"))
        frontend = Frontend(settings: settings)
        fingerprint = Self.fingerprint(frontend)
        limit = settings.cacheLimit
        for place in [folder, scratch.file("interfaces")] {
            do {
                try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            } catch {
                throw .cacheUnwritable(path: place.path, reason: reasonNotWritable(place.path, error))
            }
        }
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
        makeVisible(module)
        return record
    }

    /// Lets the cells of the chain import a module of the cache.
    private func makeVisible(_ module: String) {
        for ending in ["swiftmodule", "swiftsourceinfo"] {
            symlink(file(module, ending).path, interfaces.appendingPathComponent("\(module).\(ending)").path)
        }
    }

    /// Calls the compiler on the text; modules are searched in `standIns` first.
    func compile(
        _ text: String, as module: String, standIns: [URL] = []
    ) throws(BuildError) -> ChildProcess {
        let source = scratch.file("\(module).swift")
        try write(text, to: source)
        return try frontend.compile(
            source, module: module, object: scratch.file("\(module).o"),
            interface: scratch.file("\(module).swiftmodule"), searching: standIns + [interfaces])
    }

    /// Makes the module alone, and visible to the next cell; false where the text has errors.
    func emitInterface(_ text: String, as module: String, standIns: [URL]) throws(BuildError) -> Bool {
        let source = interfaces.appendingPathComponent("\(module).swift")
        try write(text, to: source)
        defer { unlink(source.path) }
        let interface = interfaces.appendingPathComponent("\(module).swiftmodule")
        let result = try frontend.emitInterface(
            source, module: module, interface: interface, searching: standIns + [interfaces])
        return result.status == 0
    }

    private func write(_ text: String, to source: URL) throws(BuildError) {
        do { try Data(text.utf8).write(to: source) } catch {
            throw .cacheUnwritable(path: source.path, reason: reasonNotWritable(source.path, error))
        }
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
        } catch { throw .cacheUnwritable(path: target.path, reason: reasonNotWritable(target.path, error)) }
        try write(text, to: source)
        let result = try frontend.emitInterface(
            source, module: module, interface: interface, searching: standIns + [interfaces],
            toleratingErrors: true)
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
        makeVisible(module)
    }

    private func file(_ module: String, _ ending: String) -> URL {
        folder.appendingPathComponent("\(module).\(ending)")
    }

    /// Removes whole modules beyond the limit, those that were not used for longest first; those of this chain stay.
    ///
    /// The record goes first, so that none stands for files that are gone.
    func removeLeastRecentlyUsed() {
        var modules: [Substring: (size: Int, date: Double, endings: [Substring])] = [:]
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [] {
            var status = stat()
            let parts = name.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, stat(folder.path + "/" + name, &status) == 0 else { continue }
            var module = modules[parts[0]] ?? (0, 0, [])
            module.size += Int(status.st_size)
            module.date = max(
                module.date, Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) * 1e-9)
            module.endings.insert(parts[1], at: parts[1] == "json" ? 0 : module.endings.count)
            modules[parts[0]] = module
        }
        var total = modules.values.reduce(0) { $0 + $1.size }
        for (name, module) in modules.sorted(by: { $0.value.date < $1.value.date }) where total > limit {
            let visible = interfaces.appendingPathComponent("\(name).swiftmodule")
            if FileManager.default.fileExists(atPath: visible.path) { continue }
            for ending in module.endings { unlink(file(String(name), String(ending)).path) }
            total -= module.size
        }
    }
}
