import CellCompiler
import Foundation

/// `swiftnb doctor`: looks at the machine, and prints what `Finding` makes of it.
struct Doctor {
    private let environment = ProcessInfo.processInfo.environment

    init(_ arguments: [String]) throws(UsageError) {
        let options = try Options(arguments, of: "doctor", declarations: [])
        guard options.words.isEmpty else { throw .wrongWords(command: "doctor", expected: "no words") }
    }

    func execute() throws -> ExitStatus {
        // OpenBLAS chooses its kernel when it is loaded: it must be asked before the library brings it along.
        let blas = Finding.blas(kernel: OpenBLAS.kernel, wanted: environment["OPENBLAS_CORETYPE"])
        let findings = [
            compiler, library, kernel, gnuplot, curl, bubblewrap, blas, threads,
            .memory(bytes: ProcessInfo.processInfo.physicalMemory), cache,
        ]
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

    // MARK: What there is

    private var compiler: Finding {
        do {
            let toolchain = try Toolchain.find()
            return Finding(name: "Swift compiler", state: "\(toolchain.version), \(toolchain.root.path)")
        } catch {
            return Finding(name: "Swift compiler", state: "missing", remedy: "\(error)")
        }
    }

    /// The library, with all the libraries that it needs itself.
    private var library: Finding {
        let file = Installation.library
        let exists = FileManager.default.fileExists(atPath: file.path)
        let isLoaded = exists && dlopen(file.path, RTLD_NOW | RTLD_LOCAL) != nil
        let trouble = isLoaded ? nil : dlerror().map { String(cString: $0) } ?? "no reason given"
        return .part("library", at: file, exists: exists, trouble: trouble)
    }

    private var kernel: Finding {
        let file = Installation.kernel
        return .part("kernel", at: file, exists: FileManager.default.fileExists(atPath: file.path))
    }

    private var gnuplot: Finding {
        .tool(
            "gnuplot", at: SearchPath.program("gnuplot"), loss: "figures are left out",
            package: "gnuplot-nox")
    }

    private var curl: Finding {
        .tool(
            "curl", at: SearchPath.program("curl"), loss: "swiftnb data fetch does not work",
            package: "curl ca-certificates")
    }

    private var bubblewrap: Finding {
        let place = Sandbox.program
        return .bubblewrap(at: place, trouble: place.flatMap { Sandbox.trouble(with: $0) })
    }

    private var threads: Finding {
        let wanted = environment["SWIFTNB_THREADS"].flatMap { Int($0) }
        return .threads(
            wanted: wanted.flatMap { $0 > 0 ? $0 : nil }, cores: ProcessInfo.processInfo.activeProcessorCount,
            share: coreShare)
    }

    /// How many cores' time the control group of this process gets; `nil` where nothing holds it down.
    private var coreShare: Double? {
        func words(_ file: String) -> [Substring] {
            let text = (try? String(contentsOfFile: "/sys/fs/cgroup/\(file)", encoding: .utf8)) ?? ""
            return text.split(whereSeparator: \.isWhitespace)
        }
        // Time and the period in which it may be used, µs; `max` and −1 stand for no limit.
        let new = words("cpu.max")
        let both = new.isEmpty ? words("cpu/cpu.cfs_quota_us") + words("cpu/cpu.cfs_period_us") : new
        guard both.count == 2, let time = Double(both[0]), let period = Double(both[1]), time > 0, period > 0
        else { return nil }
        return time / period
    }

    private var cache: Finding {
        let folder = CompilerSettings.defaultCacheDirectory
        var bytes = 0
        var status = stat()
        for case let name as String in FileManager.default.enumerator(atPath: folder.path) ?? .init()
        where lstat(folder.path + "/" + name, &status) == 0 {
            bytes += Int(status.st_size)
        }
        return Finding(
            name: "compile cache",
            state: String(
                format: "%.1f MiB in %@; cells take %d MiB at most", Double(bytes) / Double(1 << 20),
                folder.path, CompilerSettings.defaultCacheLimit >> 20))
    }
}
