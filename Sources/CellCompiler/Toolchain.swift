import Foundation

/// The Swift toolchain that compiles cells: the front end, the linker and the symboliser beside it.
public struct Toolchain: Sendable, Equatable {
    /// The toolchain's `usr` directory.
    public let root: URL

    /// Takes the toolchain at this `usr` directory, without looking.
    public init(root: URL) { self.root = root }

    /// Finds the toolchain of the first `swiftc` on a search path, symbolic links resolved.
    ///
    /// - Parameter path: directories separated by colons; by default the `PATH` of this process.
    public static func find(
        path: String = ProcessInfo.processInfo.environment["PATH"] ?? ""
    ) throws(BuildError) -> Toolchain {
        for directory in path.split(separator: ":") {
            let candidate = URL(fileURLWithPath: String(directory)).appendingPathComponent("swiftc")
            guard FileManager.default.isExecutableFile(atPath: candidate.path) else { continue }
            let bin = candidate.resolvingSymlinksInPath().deletingLastPathComponent()
            let toolchain = Toolchain(root: bin.deletingLastPathComponent())
            for tool in [toolchain.frontend, toolchain.linker, toolchain.runtimeStart] {
                guard FileManager.default.fileExists(atPath: tool.path) else {
                    throw .toolchainIncomplete(missing: tool.path)
                }
            }
            return toolchain
        }
        throw .toolchainMissing
    }

    /// The version, such as `6.3.1`; `unknown` where the compiler does not tell.
    public var version: String {
        let arguments = ["-frontend", "-version"]
        guard let answer = try? ChildProcess.run(frontend, arguments), answer.status == 0,
            let range = answer.output.range(of: "Swift version ")
        else { return "unknown" }
        return String(answer.output[range.upperBound...].prefix { $0 != " " })
    }

    /// The compiler proper.
    var frontend: URL { root.appendingPathComponent("bin/swift-frontend") }
    /// The linker.
    var linker: URL { root.appendingPathComponent("bin/ld.lld") }
    /// The tool that turns addresses into places of source.
    var symbolizer: URL { root.appendingPathComponent("bin/llvm-symbolizer") }
    /// Macro plugins of the toolchain: `@Observable`, `#Predicate`.
    var macroPlugins: URL { root.appendingPathComponent("lib/swift/host/plugins") }
    /// The library that runs macro plugins inside the compiler.
    var macroServer: URL { root.appendingPathComponent("lib/swift/host/libSwiftInProcPluginServer.so") }
    /// The Swift run time's libraries.
    var runtimeLibraries: URL { root.appendingPathComponent("lib/swift/linux") }
    /// The object that registers a library's types and conformances with the Swift run time.
    var runtimeStart: URL {
        root.appendingPathComponent("lib/swift/linux/\(Self.architecture)/swiftrt.o")
    }

    private static var architecture: String {
        #if arch(arm64)
            "aarch64"
        #else
            "x86_64"
        #endif
    }
}
