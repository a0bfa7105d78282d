/// Why cells cannot be compiled at all; what is wrong with a cell itself is a `CellFailure`.
public enum BuildError: Error, Equatable, Sendable, CustomStringConvertible {
    /// There is no `swiftc` on the search path.
    case toolchainMissing
    /// A part of the toolchain is not where it belongs.
    case toolchainIncomplete(missing: String)
    /// The library's build folder lacks something.
    case libraryIncomplete(missing: String)
    /// A file or folder of the cache cannot be written.
    case cacheUnwritable(path: String, reason: String)
    /// A tool could not be started.
    case toolNotStarted(path: String, reason: String)
    /// A tool failed on something that is ours, not the cell's.
    case toolFailed(path: String, output: String)

    /// One line: what, where, what to do.
    public var description: String {
        switch self {
        case .toolchainMissing:
            "no Swift compiler: there is no swiftc on PATH; install Swift 6.3 from swift.org"
        case .toolchainIncomplete(let missing):
            "the Swift toolchain lacks \(missing); install the full toolchain from swift.org"
        case .libraryIncomplete(let missing):
            "the library is not built: \(missing) is missing; run `swift build -c release`"
        case .cacheUnwritable(let path, let reason):
            "cannot write the compile cache: \(path): \(reason); set XDG_CACHE_HOME to a writable folder"
        case .toolNotStarted(let path, let reason):
            "cannot start \(path): \(reason); reinstall the Swift toolchain"
        case .toolFailed(let path, let output):
            "\(path) failed on generated code: \(output.prefix { $0 != "\n" }); please report this"
        }
    }
}
