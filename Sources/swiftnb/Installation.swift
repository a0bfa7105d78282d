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

    /// The library that cells use.
    static var library: URL { folder.appendingPathComponent("libContrastiveLearning.so") }

    /// The process that runs cells.
    static var kernel: URL { folder.appendingPathComponent("swiftnb-kernel") }

    /// The program that measures.
    static var bench: URL { folder.appendingPathComponent("swiftnb-bench") }
}
