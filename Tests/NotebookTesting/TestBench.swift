import CellCompiler
import Foundation
import NotebookModel
import NotebookRunner

/// What every test of cells has in common: the toolchain, the built products and one compile cache, which is
/// gone when the test process ends.
public enum TestBench {
    /// The folder of the built products, where the test bundle itself lies.
    public static let products: URL = {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: bundle ?? CommandLine.arguments[0]).deletingLastPathComponent()
    }()

    /// The folder that all tests of this process write below.
    public static let folder: URL = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("swiftnb-\(getpid())")
        atexit { try? FileManager.default.removeItem(at: TestBench.folder) }
        return folder
    }()

    /// The compile cache of all tests: the module cache is filled once.
    public static let cache = folder.appendingPathComponent("cache/swiftnb")

    /// The folder of `swiftc`.
    public static var toolchainBinaries: URL {
        get throws { try Toolchain.find().root.appendingPathComponent("bin") }
    }

    /// The library that cells of the product see.
    public static var library: URL { products.appendingPathComponent("libContrastiveLearning.so") }

    /// Settings that compile cells; without the library they see Foundation alone.
    public static func compilerSettings(
        _ optimization: CompilerSettings.Optimization = .speed, library: Bool = false
    ) throws -> CompilerSettings {
        CompilerSettings(
            toolchain: try Toolchain.find(), libraryBuildDirectory: library ? products : nil,
            optimization: optimization, cacheDirectory: cache)
    }

    /// A new empty folder.
    public static func newFolder() throws -> URL {
        let url = folder.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url
    }
}
