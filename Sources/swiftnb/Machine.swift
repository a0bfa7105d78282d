import CellCompiler
import Foundation
import NotebookModel

/// The version of this program.
let swiftnbVersion = "0.1.0"

/// What a run records about where it ran.
enum Machine {
    /// Processor, cores, memory.
    static func description() -> [Header.Entry] {
        let memory = Double(ProcessInfo.processInfo.physicalMemory) / Double(1 << 30)
        return [
            Header.Entry(key: "processor", value: processor),
            Header.Entry(key: "cores", value: "\(ProcessInfo.processInfo.activeProcessorCount)"),
            Header.Entry(key: "memory", value: String(format: "%.0f GiB", memory)),
            Header.Entry(key: "BLAS kernel", value: OpenBLAS.kernel ?? "unknown"),
        ]
    }

    /// swiftnb, Swift and the libraries that numbers depend on.
    static func versions(toolchain: Toolchain) -> [Header.Entry] {
        [
            Header.Entry(key: "swiftnb", value: swiftnbVersion),
            Header.Entry(key: "Swift", value: toolchain.version),
        ] + LibraryVersions.all
    }

    /// The processor's name as the system tells it.
    static var processor: String {
        let lines = cpuinfo.split(separator: "\n")
        let name = lines.first { $0.hasPrefix("model name") }?.split(separator: ":").last
        return name.map { $0.trimmingCharacters(in: .whitespaces) } ?? "unknown"
    }

    private static var cpuinfo: String {
        (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    }
}
