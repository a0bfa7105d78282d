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

    /// The tutorials, in order of their names.
    static var tutorials: [URL] {
        guard let notebooks = package?.appendingPathComponent("notebooks") else { return [] }
        let found = (try? FileManager.default.contentsOfDirectory(atPath: notebooks.path)) ?? []
        return found.filter { $0.hasSuffix(".swiftnb") }.sorted().map(notebooks.appendingPathComponent)
    }

    /// Where the C headers lie that the library's modules are read with.
    static var sources: URL? { package?.appendingPathComponent("Sources") }

    /// The package that the program was built in: the nearest folder above it with a manifest.
    private static let package: URL? = {
        var place = folder
        while place.path != "/" {
            place.deleteLastPathComponent()
            let manifest = place.appendingPathComponent("Package.swift")
            if FileManager.default.fileExists(atPath: manifest.path) { return place }
        }
        return nil
    }()

    /// The program that fetches datasets.
    static var data: URL { folder.appendingPathComponent("swiftnb-data") }
}
