import Foundation

/// One line of the doctor's examination.
struct Finding {
    let name: String
    let state: String
    /// What to do; `nil` where all is well.
    var remedy: String?
    /// Whether no run works without it.
    var isVital = true
}

/// What to make of what was found on a machine; nothing here looks at the machine itself.
extension Finding {
    /// A part of the build.
    ///
    /// - Parameter trouble: why it cannot be loaded; `nil` where it can.
    static func part(_ name: String, at file: URL, exists: Bool, trouble: String? = nil) -> Finding {
        guard exists else {
            return Finding(name: name, state: "missing: \(file.path)", remedy: "swift build -c release")
        }
        guard let trouble else { return Finding(name: name, state: file.path) }
        return Finding(
            name: name, state: "cannot be loaded: \(trouble)",
            remedy: "scripts/setup installs the libraries that it needs")
    }

    /// A program that some of the work needs.
    ///
    /// - Parameters:
    ///   - place: where it is; `nil` where it is not.
    ///   - loss: what does without it.
    static func tool(_ name: String, at place: URL?, loss: String, package: String) -> Finding {
        guard let place else {
            return Finding(
                name: name, state: "missing: \(loss)", remedy: "apt-get install \(package)", isVital: false)
        }
        return Finding(name: name, state: place.path, isVital: false)
    }

    /// The program that makes the walls around submissions.
    ///
    /// - Parameter trouble: why it makes none on this machine, though it is installed; `nil` where it does.
    static func bubblewrap(at place: URL?, trouble: String?) -> Finding {
        guard let place, let trouble else {
            return tool(
                "bubblewrap", at: place, loss: "swiftnb class grade does not work", package: "bubblewrap")
        }
        return Finding(
            name: "bubblewrap", state: "\(place.path) makes no walls: \(trouble)",
            remedy: "swiftnb class grade needs name spaces: leave the container, or have them allowed",
            isVital: false)
    }

    /// The kernel of OpenBLAS that runs use.
    ///
    /// - Parameter wanted: the kernel that the user asks for.
    static func blas(kernel: String?, wanted: String?) -> Finding {
        guard let kernel else {
            return Finding(
                name: "BLAS kernel", state: "OpenBLAS is missing",
                remedy: "apt-get install libopenblas-pthread-dev")
        }
        guard ["prescott", "core2", "generic"].contains(kernel.lowercased()) else {
            return Finding(name: "BLAS kernel", state: kernel, isVital: false)
        }
        let remedy =
            wanted == nil
            ? "the processor shows no AVX2: give a virtual machine the processor of its host"
            : "unset OPENBLAS_CORETYPE, which asks for it"
        return Finding(
            name: "BLAS kernel", state: "\(kernel): a fallback, several times as slow as others",
            remedy: remedy, isVital: false)
    }

    /// The threads that share the work of a run.
    ///
    /// - Parameters:
    ///   - wanted: what the user asks for; else one for each core.
    ///   - share: how many cores' time this process gets; `nil` where nothing holds it down.
    static func threads(wanted: Int?, cores: Int, share: Double?) -> Finding {
        let usable = share.map { min(cores, max(1, Int($0.rounded(.up)))) } ?? cores
        let count = wanted ?? cores
        return Finding(
            name: "threads", state: "\(count) on \(usable) core\(usable == 1 ? "" : "s")",
            remedy: count > usable
                ? "set SWIFTNB_THREADS=\(usable): more threads than cores are slower" : nil,
            isVital: false)
    }

    /// The machine's memory.
    static func memory(bytes: UInt64) -> Finding {
        let gibibytes = Double(bytes) / Double(1 << 30)
        return Finding(
            name: "memory", state: String(format: "%.1f GiB", gibibytes),
            remedy: gibibytes < 2 ? "the walkthrough takes about 1 GiB: choose a smaller batchSize" : nil,
            isVital: false)
    }
}
