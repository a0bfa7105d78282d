import CellCompiler
import Foundation

/// `swiftnb doctor`
struct Doctor {
    /// One line of the examination.
    private struct Finding {
        let name: String
        let state: String
        /// What to do; `nil` where all is well.
        var remedy: String?
        /// Whether a run works without it.
        var isVital = true
    }

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "doctor", declarations: [])
        guard options.words.isEmpty else { throw .wrongWords(command: "doctor", expected: "no words") }
    }

    func execute() throws -> ExitStatus {
        let findings = [compiler, library, kernel, gnuplot, blas, threads, memory, cache]
        let width = findings.map(\.name.count).max() ?? 0
        for finding in findings {
            let mark = finding.remedy == nil ? "ok " : finding.isVital ? "NO " : "!  "
            print(
                mark + finding.name.padding(toLength: width + 2, withPad: " ", startingAt: 0) + finding.state)
            if let remedy = finding.remedy {
                print("   " + String(repeating: " ", count: width + 2) + "→ " + remedy)
            }
        }
        return findings.contains { $0.isVital && $0.remedy != nil } ? .environment : .success
    }

    private var compiler: Finding {
        do {
            let toolchain = try Toolchain.find()
            return Finding(name: "Swift compiler", state: "\(toolchain.version), \(toolchain.root.path)")
        } catch {
            return Finding(name: "Swift compiler", state: "missing", remedy: "\(error)")
        }
    }

    private var library: Finding {
        part("library", Installation.library)
    }

    private var kernel: Finding {
        part("kernel", Installation.kernel)
    }

    private func part(_ name: String, _ file: URL) -> Finding {
        let exists = FileManager.default.fileExists(atPath: file.path)
        return Finding(
            name: name, state: exists ? file.path : "missing: \(file.path)",
            remedy: exists ? nil : "swift build -c release")
    }

    private var gnuplot: Finding {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let found = path.split(separator: ":").map { "\($0)/gnuplot" }.first {
            FileManager.default.isExecutableFile(atPath: $0)
        }
        return Finding(
            name: "gnuplot", state: found ?? "missing: figures are left out",
            remedy: found == nil ? "apt-get install gnuplot-nox" : nil, isVital: false)
    }

    private var blas: Finding {
        guard let kernel = BLASKernel.inUse else {
            return Finding(
                name: "BLAS kernel", state: "OpenBLAS is missing",
                remedy: "apt-get install libopenblas-pthread-dev")
        }
        let isFallback = ["Prescott", "Core2", "Generic", "generic"].contains(kernel)
        return Finding(
            name: "BLAS kernel", state: kernel,
            remedy: isFallback
                ? "OpenBLAS does not know this processor; runs choose a better kernel by OPENBLAS_CORETYPE"
                : nil,
            isVital: false)
    }

    private var threads: Finding {
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let wanted = ProcessInfo.processInfo.environment["SWIFTNB_THREADS"].flatMap { Int($0) } ?? cores
        return Finding(
            name: "threads", state: "\(wanted) on \(cores) cores",
            remedy: wanted > cores ? "unset SWIFTNB_THREADS: more threads than cores are slower" : nil,
            isVital: false)
    }

    private var memory: Finding {
        let gibibytes = Double(ProcessInfo.processInfo.physicalMemory) / Double(1 << 30)
        return Finding(
            name: "memory", state: String(format: "%.1f GiB", gibibytes),
            remedy: gibibytes < 2 ? "the walkthrough takes about 1 GiB: choose a smaller batchSize" : nil,
            isVital: false)
    }

    private var cache: Finding {
        let folder = CompilerSettings.defaultCacheDirectory
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: [.fileSizeKey])
        var bytes = 0
        for case let file as URL in files ?? .init() {
            bytes += (try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
        }
        return Finding(
            name: "compile cache",
            state: String(
                format: "%.1f MiB in %@; cells take %d MiB at most", Double(bytes) / Double(1 << 20),
                folder.path, CompilerSettings.defaultCacheLimit >> 20))
    }
}
