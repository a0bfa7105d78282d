import Foundation

/// Where the parts of this program lie: beside its own executable.
enum Installation {
    /// The build folder: executables, the library and `Modules/`.
    static let folder: URL = {
        let link = "/proc/self/exe"
        let path =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: link)) ?? CommandLine.arguments[0]
        return URL(fileURLWithPath: path).deletingLastPathComponent()
    }()

    /// This program.
    static var program: URL { folder.appendingPathComponent("swiftnb") }

    /// The library that cells use.
    static var library: URL { folder.appendingPathComponent("libContrastiveLearning.so") }

    /// The process that runs cells.
    static var kernel: URL { folder.appendingPathComponent("swiftnb-kernel") }

    /// The program that measures.
    static var bench: URL { folder.appendingPathComponent("swiftnb-bench") }

    /// The tutorials, in order of their names: `notebooks` of the folder that the program was built in.
    static var tutorials: [URL] {
        var place = folder
        while place.path != "/" {
            place.deleteLastPathComponent()
            let notebooks = place.appendingPathComponent("notebooks")
            let found = (try? FileManager.default.contentsOfDirectory(atPath: notebooks.path)) ?? []
            let names = found.filter { $0.hasSuffix(".swiftnb") }.sorted()
            if !names.isEmpty { return names.map(notebooks.appendingPathComponent) }
        }
        return []
    }

    /// Where the C headers lie that the library's modules are read with.
    static var sources: URL? {
        var place = folder
        while place.path != "/" {
            place.deleteLastPathComponent()
            let sources = place.appendingPathComponent("Sources")
            if FileManager.default.fileExists(atPath: sources.path) { return sources }
        }
        return nil
    }

    /// The program that fetches datasets.
    static var data: URL { folder.appendingPathComponent("swiftnb-data") }
}
