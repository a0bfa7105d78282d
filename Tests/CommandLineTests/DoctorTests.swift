import Foundation
import NotebookTesting
import Testing

@Suite("doctor")
struct DoctorTests {
    /// A folder with the Swift compiler and nothing else, to be all of `PATH`.
    private func bareTools(in place: Workplace) throws -> URL {
        let tools = place.folder.appendingPathComponent("bin")
        try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
        let swiftc = try TestBench.toolchainBinaries.appendingPathComponent("swiftc")
        try FileManager.default.createSymbolicLink(
            at: tools.appendingPathComponent("swiftc"), withDestinationURL: swiftc)
        return tools
    }

    /// What the doctor says of one part.
    private struct Finding {
        let line: String
        let remedy: String?

        /// Finds it in what was printed: a mark of three columns, the name, the state, and a remedy on the next line.
        init?(_ name: String, in output: String) {
            let lines = output.split(separator: "\n").map(String.init)
            let named = lines.firstIndex { $0.dropFirst(3).hasPrefix("\(name) ") }
            guard let named else { return nil }
            let next = named + 1 < lines.count ? lines[named + 1] : ""
            line = lines[named]
            remedy = next.range(of: "→ ").map { String(next[$0.upperBound...]) }
        }
    }

    @Test("on a machine that runs notebooks: status 0, every part named")
    func healthy() throws {
        let result = try Workplace().swiftnb("doctor")
        #expect(result.status == 0)
        for part in [
            "Swift compiler", "library", "kernel", "gnuplot", "curl", "bubblewrap", "BLAS kernel", "threads",
            "memory", "compile cache",
        ] { #expect(Finding(part, in: result.stdout) != nil, "\(part)") }
        #expect(result.stdout.contains("cells take 1024 MiB at most"))
    }

    @Test("it names the BLAS kernel that cells run on, and so does the record of a run")
    func kernelOfRuns() throws {
        let place = try Workplace()
        try place.write(
            """
            // %%
            typealias Name = @convention(c) () -> UnsafePointer<CChar>
            let symbol = dlsym(dlopen("libopenblas.so.0", RTLD_NOW), "openblas_get_corename")
            print(String(cString: unsafeBitCast(symbol, to: Name.self)()))

            """, to: "n.swiftnb")
        let run = try place.swiftnb("run", "n.swiftnb")
        #expect(run.status == 0)
        let machine = try place.record("n")["machine"] as? [String: String]
        let recorded = try #require(machine?["BLAS kernel"])
        #expect(run.stdout.contains("\(recorded)\n"))
        let line = Finding("BLAS kernel", in: try place.swiftnb("doctor").stdout)?.line
        #expect(line?.contains(recorded) == true)
    }

    #if arch(x86_64)
        @Test("a fallback kernel of OpenBLAS is warned of, with what asks for it")
        func fallbackKernel() throws {
            let result = try Workplace().swiftnb("doctor", environment: ["OPENBLAS_CORETYPE": "Prescott"])
            let found = try #require(Finding("BLAS kernel", in: result.stdout))
            #expect(found.line.hasPrefix("!  ") && found.line.contains("Prescott: a fallback"))
            #expect(found.remedy == "unset OPENBLAS_CORETYPE, which asks for it")
            #expect(result.status == 0)
        }
    #endif

    @Test("more threads than cores are warned of, with the number that fits")
    func tooManyThreads() throws {
        let result = try Workplace().swiftnb("doctor", environment: ["SWIFTNB_THREADS": "5000"])
        let found = try #require(Finding("threads", in: result.stdout))
        #expect(found.line.hasPrefix("!  ") && found.line.contains("5000 on "))
        #expect(found.remedy?.hasPrefix("set SWIFTNB_THREADS=") == true)
        let fitting = try Workplace().swiftnb("doctor", environment: ["SWIFTNB_THREADS": "1"])
        #expect(Finding("threads", in: fitting.stdout)?.line.hasPrefix("ok ") == true)
    }

    @Test("a container's share of the cores counts, not the cores that it sees")
    func shareOfCores() throws {
        let place = try Workplace()
        try place.write("100000 100000\n", to: "cpu.max")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "bwrap", "--dev-bind", "/", "/", "--tmpfs", "/sys/fs/cgroup", "--ro-bind",
            place.folder.appendingPathComponent("cpu.max").path, "/sys/fs/cgroup/cpu.max", "--setenv",
            "SWIFTNB_THREADS", "2", TestBench.products.appendingPathComponent("swiftnb").path, "doctor",
        ]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let found = try #require(Finding("threads", in: said))
        #expect(found.line.hasSuffix("2 on 1 core"))
        #expect(found.remedy == "set SWIFTNB_THREADS=1: more threads than cores are slower")
    }

    @Test(
        "a missing program is warned of, with what does not work without it and its package",
        arguments: [
            ("gnuplot", "figures are left out", "apt-get install gnuplot-nox"),
            ("curl", "swiftnb data fetch does not work", "apt-get install curl ca-certificates"),
            ("bubblewrap", "swiftnb class grade does not work", "apt-get install bubblewrap"),
        ])
    func missingProgram(name: String, loss: String, remedy: String) throws {
        let place = try Workplace()
        let path = try bareTools(in: place).path
        let result = try place.swiftnb("doctor", environment: ["PATH": path])
        let found = try #require(Finding(name, in: result.stdout))
        #expect(found.line.hasPrefix("!  ") && found.line.hasSuffix("missing: \(loss)"))
        #expect(found.remedy == remedy)
        #expect(result.status == 0)
    }

    @Test("a bubblewrap that may make no walls is warned of, with its own words")
    func wallsForbidden() throws {
        let place = try Workplace()
        let tools = try bareTools(in: place)
        let script = "#!/bin/sh\necho 'bwrap: No permissions to create a new namespace' >&2\nexit 1\n"
        try place.write(script, to: "bin/bwrap")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: tools.appendingPathComponent("bwrap").path)
        let result = try place.swiftnb("doctor", environment: ["PATH": tools.path])
        let found = try #require(Finding("bubblewrap", in: result.stdout))
        #expect(found.line.hasPrefix("!  "))
        #expect(found.line.hasSuffix("makes no walls: bwrap: No permissions to create a new namespace"))
        #expect(result.status == 0)
    }

    @Test("a library that is missing or broken is named, and the status is 3")
    func brokenLibrary() throws {
        let place = try Workplace()
        try place.write("", to: "libraries/libpng16.so.16")
        let before = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { ":\($0)" } ?? ""
        let path = place.folder.appendingPathComponent("libraries").path + before
        let result = try place.swiftnb("doctor", environment: ["LD_LIBRARY_PATH": path])
        let found = try #require(Finding("library", in: result.stdout))
        #expect(found.line.hasPrefix("NO ") && found.line.contains("libpng16.so.16"))
        #expect(found.remedy == "scripts/setup installs the libraries that it needs")
        #expect(result.status == 3)
    }
}
