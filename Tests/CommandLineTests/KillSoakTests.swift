import Foundation
import NotebookTesting
import Testing

/// Long tests; `scripts/check-slow` runs them.
@Suite(
    "Killed at any moment", .serialized,
    .enabled(if: ProcessInfo.processInfo.environment["SWIFTNB_SLOW"] == "1", "scripts/check-slow runs it"))
struct KillSoakTests {
    /// Twenty cells of a tenth of a second, with every kind of output.
    private static let text =
        (0..<20).map { n in
            """
            // %% Cell \(n)
            print("words of cell \(n)")
            show(html: "<b>\(n)</b>")
            for _ in progress(0..<4) { usleep(25_000) }
            \(n) + 1

            """
        }.joined()

    /// Processes whose environment or command line names the folder.
    private func processes(of folder: URL) -> [pid_t] {
        let name = Data(folder.lastPathComponent.utf8)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { pid_t($0) }.filter { pid in
            guard pid != getpid(),
                let environment = FileManager.default.contents(atPath: "/proc/\(pid)/environ")
            else { return false }
            let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ") Z"
            return environment.range(of: name) != nil && !stat.contains(") Z")
        }
    }

    private func kernel(of folder: URL) -> pid_t? {
        processes(of: folder).first { pid in
            (try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)) == "swiftnb-kernel\n"
        }
    }

    /// Checks that page and record are whole and agree: what is said to have run left its words, nothing else did.
    private func checkTruth(_ place: Workplace, _ moment: String) throws {
        let report = try place.read("outputs/n/report.html")
        let holds = { (n: Int) in report.contains("<pre>words of cell \(n)</pre>") }
        let isClosed = report.hasSuffix("</html>\n")
        #expect(isClosed, "\(moment)")
        let states = try place.states("n")
        #expect(states.count == 20, "\(moment)")
        let done = states.prefix { $0 == "ok" }.count
        let rest = states.dropFirst(done)
        #expect(rest.dropFirst().allSatisfy { $0 == "not-run" }, "\(moment): \(states)")
        #expect(["ok", "died", "running", "not-run", nil].contains(rest.first), "\(moment): \(states)")
        let missing = (0..<done).filter { !holds($0) }
        #expect(missing == [], "\(moment)")
        // Page and record are two files, one written after the other: each for itself.
        let saysUnfinished = report.contains("This run has not finished")
        let saysEnd = holds(19) || report.contains("SIGKILL")
        #expect(saysUnfinished || saysEnd, "\(moment): \(states)")
    }

    private enum Victim: String, CaseIterable { case kernel, runner }

    @Test(
        "neither kernel nor runner takes the truth of the report with it, and no process is left",
        arguments: [0, 1])
    func killed(which: Int) throws {
        let victim = Victim.allCases[which]
        let place = try Workplace()
        try place.write(Self.text, to: "n.swiftnb")
        let environment = ["SWIFTNB_PLACE": place.folder.lastPathComponent]
        #expect(try place.start(["run", "n.swiftnb"], environment: environment).finish().status == 0)
        var died = 0
        for round in 0..<50 {
            let moment = Double.random(in: 0...3)
            let running = try place.start(["run", "n.swiftnb"], environment: environment)
            usleep(UInt32(moment * 1e6))
            let target = victim == .kernel ? kernel(of: place.folder) : running.pid
            if let target { kill(target, SIGKILL) }
            let result = running.finish()
            if result.status != 0 { died += 1 }
            let name = "\(victim.rawValue) killed after \(moment) s, round \(round)"
            try checkTruth(place, name)
            if victim == .kernel { #expect([0, 1, 3].contains(result.status), "\(name): \(result)") }
            let deadline = Date(timeIntervalSinceNow: 20)
            while !processes(of: place.folder).isEmpty && Date() < deadline { usleep(20_000) }
            #expect(processes(of: place.folder) == [], "\(name)")
        }
        print("\(victim.rawValue): \(died) of 50 runs died")
        #expect(died > 25)
    }
}
