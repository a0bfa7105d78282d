import Foundation

/// The environment of the kernel process: the user's, and what the numerics need before they are loaded.
public enum KernelEnvironment {
    /// The kernel that OpenBLAS is told to use, in `OPENBLAS_CORETYPE`: the user's wish, else one that suits the
    /// processor; `nil` where OpenBLAS chooses.
    public static var blasCoreType: String? {
        ProcessInfo.processInfo.environment["OPENBLAS_CORETYPE"] ?? blasCoreType(cpuinfo: cpuinfo)
    }

    /// Builds it.
    ///
    /// - Parameter token: what the marks in the standard streams begin with.
    static func make(_ settings: RunSettings, token: String) -> [String: String] {
        var environment = ProcessInfo.processInfo.environment
        environment["SWIFTNB_TOKEN"] = token
        environment["SWIFTNB_LIBRARY"] = settings.library?.path
        environment["SWIFTNB_OUTPUT"] = settings.folder.path
        environment["SWIFTNB_SEED"] = "\(settings.seed)"
        environment["SWIFTNB_RESUME"] = settings.resumes ? "1" : nil
        if let threads = settings.threads { environment["SWIFTNB_THREADS"] = "\(threads)" }
        // A handler of the runtime's own would stand in the way of the kernel's.
        environment["SWIFT_BACKTRACE"] = nil
        if environment["OMP_WAIT_POLICY"] == nil { environment["OMP_WAIT_POLICY"] = "passive" }
        environment["OPENBLAS_CORETYPE"] = blasCoreType
        return environment
    }

    /// OpenBLAS 0.3.21 does not know recent processors and falls back to a slow kernel: name one it knows.
    static func blasCoreType(cpuinfo: String) -> String? {
        let line = cpuinfo.split(separator: "\n").first { $0.hasPrefix("flags") } ?? ""
        let flags = Set(line.split(separator: " "))
        if flags.isSuperset(of: ["avx512f", "avx512dq", "avx512vl", "avx512bw"]) { return "SkylakeX" }
        if flags.isSuperset(of: ["avx2", "fma"]) { return "Haswell" }
        return nil
    }

    private static var cpuinfo: String {
        (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    }
}
