import Foundation
import NotebookTesting
import Testing

@Suite("A run that is ended from outside")
struct KilledRunTests {
    /// Waits until something is so, for a minute at most.
    private func wait(until isSo: () -> Bool) {
        let deadline = Date(timeIntervalSinceNow: 60)
        while !isSo() && Date() < deadline { usleep(20_000) }
    }

    /// Whether a process is at work; a dead one may wait for the system to notice.
    private func isAlive(_ pid: Substring) -> Bool {
        let stat = (try? String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)) ?? ""
        return !stat.isEmpty && !stat.contains(") Z ")
    }

    @Test("by SIGKILL leaves a whole report that says so, and neither its kernel nor what a cell started")
    func runnerKilled() throws {
        let place = try Workplace()
        try place.write(
            """
            // %%
            print("first words")
            // %%
            let child = Process()
            child.executableURL = URL(fileURLWithPath: "/bin/sleep")
            child.arguments = ["1000"]
            try child.run()
            print("last words")
            try "\\(getpid()) \\(child.processIdentifier)".write(toFile: "pids", atomically: true, encoding: .utf8)
            while true { usleep(1000) }
            // %%
            print("never")
            """, to: "n.swiftnb")
        let running = try place.start(["run", "n.swiftnb"])
        wait {
            place.exists("pids") && (try? place.read("outputs/n/report.html"))?.contains("last words") == true
        }
        running.send(SIGKILL)
        #expect(running.finish().status == 128 + SIGKILL)
        let pids = try place.read("pids").split(separator: " ")
        wait { !pids.contains(where: isAlive) }
        #expect(pids.count == 2 && !pids.contains(where: isAlive))
        let report = try place.read("outputs/n/report.html")
        #expect(report.hasSuffix("</html>\n") && report.contains("This run has not finished"))
        #expect(report.contains("first words") && report.contains("last words"))
        #expect(try place.record("n")["status"] as? String == "unfinished")
        #expect(try place.states("n") == ["ok", "running", "not-run"])
    }

    @Test("by one Ctrl-C waits for a training that saves its state; a second one ends everything at once")
    func twice() throws {
        let place = try Workplace()
        try place.write(
            """
            // %%
            session.dataset = PetalsDataset(count: 50, size: 16)
            session.pipeline = .simCLR(size: 16)
            session.model = SimCLR(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
            session.batchSize = 10
            session.monitor = SessionMonitor(every: 1) { _ in
                try "now".write(toFile: "started", atomically: true, encoding: .utf8)
                sleep(1000)
                return []
            }
            // %%
            try session.train(epochs: 2);
            """, to: "n.swiftnb")
        let running = try place.start(["run", "n.swiftnb"])
        wait { place.exists("started") }
        running.send(SIGINT)
        sleep(1)
        #expect(isAlive("\(running.pid)"))
        running.send(SIGINT)
        let result = running.finish()
        #expect(result.status == 130)
        #expect(try place.states("n") == ["ok", "interrupted"])
        #expect(result.stderr.contains("interrupted by the user; the kernel was ended"))
        #expect(try place.read("outputs/n/report.html").hasSuffix("</html>\n"))
    }

    @Test("by Ctrl-C inside a training keeps its state, and --resume goes on from there")
    func trainingInterrupted() throws {
        let place = try Workplace()
        let text = """
            // %%
            session.dataset = PetalsDataset(count: 50, size: 16)
            session.pipeline = .simCLR(size: 16)
            session.model = SimCLR(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
            session.batchSize = 10
            session.monitor = SessionMonitor(every: 1) { session in
                if session.epoch == 3 { try "now".write(toFile: "started", atomically: true, encoding: .utf8) }
                usleep(PAUSE)
                return []
            }
            // %%
            print(try session.train(epochs: 20).loss.count, "steps")
            """
        try place.write(text.replacing("PAUSE", with: "200_000"), to: "n.swiftnb")
        let running = try place.start(["run", "n.swiftnb"])
        wait { place.exists("started") }
        running.send(SIGINT)
        let stopped = running.finish()
        #expect(stopped.status == 130)
        #expect(try place.states("n") == ["ok", "interrupted"])
        #expect(stopped.stderr.contains("saved in ") && stopped.stderr.contains("last.safetensors"))
        try place.write(text.replacing("PAUSE", with: "0"), to: "n.swiftnb")
        let resumed = try place.swiftnb("run", "n.swiftnb", "--resume")
        #expect(resumed.status == 0)
        #expect(resumed.stdout.contains("80 steps\n"))
        let log = try place.read("outputs/n/metrics.jsonl").split(separator: "\n")
        #expect(log.count { $0.contains(#""name":"loss""#) } == 80)
    }
}
