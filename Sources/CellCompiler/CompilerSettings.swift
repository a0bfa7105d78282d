import Foundation

/// How cells are compiled.
public struct CompilerSettings: Sendable {
    /// How much the compiler optimises.
    public enum Optimization: String, Sendable {
        /// `-Onone`: for debugging.
        case none = "-Onone"
        /// `-O`: the default.
        case speed = "-O"
    }

    /// The compiler to use.
    public var toolchain: Toolchain
    /// Where the library was built (`.build/release`, with `Modules/` inside); `nil` without a library.
    public var libraryBuildDirectory: URL?
    /// Modules that every cell sees without importing them.
    public var automaticImports: [String]
    /// How much to optimise.
    public var optimization: Optimization
    /// Where compiled cells are kept from run to run.
    public var cacheDirectory: URL
    /// Bytes that compiled cells may occupy there before the least recently used ones go.
    public var cacheLimit: Int

    /// Makes settings: with a library, cells see Foundation and ContrastiveLearning; without one, Foundation.
    public init(
        toolchain: Toolchain, libraryBuildDirectory: URL?, optimization: Optimization = .speed,
        cacheDirectory: URL = CompilerSettings.defaultCacheDirectory
    ) {
        self.toolchain = toolchain
        self.libraryBuildDirectory = libraryBuildDirectory
        let hasLibrary = libraryBuildDirectory != nil
        self.automaticImports = hasLibrary ? ["Foundation", "ContrastiveLearning"] : ["Foundation"]
        self.optimization = optimization
        self.cacheDirectory = cacheDirectory
        self.cacheLimit = Self.defaultCacheLimit
    }

    /// 1 GiB, in bytes.
    public static let defaultCacheLimit = 1 << 30

    /// `$XDG_CACHE_HOME/swiftnb`, else `~/.cache/swiftnb`.
    public static var defaultCacheDirectory: URL {
        let environment = ProcessInfo.processInfo.environment
        if let base = environment["XDG_CACHE_HOME"], base.hasPrefix("/") {
            return URL(fileURLWithPath: base).appendingPathComponent("swiftnb")
        }
        return FileManager.default.homeDirectoryForCurrentUser.appendingPathComponent(".cache/swiftnb")
    }
}
