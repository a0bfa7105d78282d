import Contrastive
import Foundation
import Layers
import Testing

@Suite("Training that lasts")
struct ResumeTests {
    /// Losses, weights and buffers after two trainings of three and two epochs without any interruption.
    private func undisturbed(_ method: SmallMethod) throws -> (losses: [[Float]], state: [[Float]]) {
        let session = smallSession(method)
        let losses = [try session.train(epochs: 3).loss, try session.train(epochs: 2).loss]
        return (losses, session.trained.stateDictionary().map(\.tensor.values))
    }

    @Test(
        "a run killed at any step and resumed has the losses and weights of one never killed, to the last bit",
        arguments: [
            (SmallMethod.simCLR, 1), (.simCLR, 7), (.simCLR, 14), (.moCo, 6), (.byol, 9), (.supCon, 17),
        ])
    func killed(method: SmallMethod, step: Int) async throws {
        let folder = try TemporaryFolder()
        let (path, name) = (folder.url.path, method.rawValue)
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, name = name as String, step = step as Int] in
            let folder = URL(fileURLWithPath: path)
            let session = smallSession(try #require(SmallMethod(rawValue: name)), folder: folder)
            send(SIGKILL, afterStep: step, loggedIn: folder)
            _ = try session.train(epochs: 3)
            _ = try session.train(epochs: 2)
            sleep(10)
        }
        let expected = try undisturbed(method)
        let session = smallSession(method, folder: folder.url)
        try session.resume()
        #expect(try session.train(epochs: 3).loss == expected.losses[0])
        #expect(try session.train(epochs: 2).loss == expected.losses[1])
        #expect(isSame(session.trained.stateDictionary().map(\.tensor.values), expected.state))
        #expect(session.epoch == 5)
        let log = try String(contentsOf: folder.url.appendingPathComponent("metrics.jsonl"), encoding: .utf8)
        let lossLines = log.split(separator: "\n").filter { $0.contains(#""name":"loss""#) }
        #expect(lossLines.count == 20, "each step is logged once")
        let events = folder.url.appendingPathComponent("tensorboard")
        #expect(try stepsShownByTensorBoard(in: events) == Array(0..<20))
    }

    @Test("what was logged after the last training is forgotten on resuming, for it is measured again")
    func loggedAfterwards() throws {
        let folder = try TemporaryFolder()
        _ = try smallSession(folder: folder.url).train(epochs: 1)
        MetricLog(directory: folder.url).append([("probe_accuracy", 0.5)], step: 3, epoch: 0)
        let session = smallSession(folder: folder.url)
        try session.resume()
        #expect(try session.train(epochs: 1).loss.count == 4)
        let log = try String(contentsOf: folder.url.appendingPathComponent("metrics.jsonl"), encoding: .utf8)
        #expect(log.contains(#""step":3,"#) && !log.contains("probe_accuracy"))
    }

    @Test("an interrupted training keeps its state in the middle of an epoch and goes on from there")
    func interrupted() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.url.path as String] in
            let folder = URL(fileURLWithPath: path)
            let session = smallSession(folder: folder)
            send(SIGINT, afterStep: 5, loggedIn: folder)
            do {
                _ = try session.train(epochs: 200)
            } catch TrainingError.interrupted(let step, let epoch, let checkpoint) {
                let isRight = step >= 5 && epoch >= 1 && checkpoint?.hasSuffix("last.safetensors") == true
                exit(isRight ? 0 : 3)
            }
        }
        let session = smallSession(folder: folder.url)
        try session.load(from: lastCheckpoint(in: folder.url))
        let other = smallSession(folder: folder.url)
        let steps = (session.epoch, try session.step().step)
        #expect(steps.0 >= 1 && steps.1 >= 6)
        #expect(try other.resume())
        #expect(other.epoch == steps.0)
    }

    @Test("a full disk is told of, training goes on, and the last good checkpoint is intact")
    func fullDisk() async throws {
        let folder = try TemporaryFolder()
        await #expect(processExitsWith: .success) { [path = folder.url.path as String] in
            let session = smallSession(folder: URL(fileURLWithPath: path))
            session.monitor = SessionMonitor(every: 1) { session in
                if session.epoch == 2 {  // from now on no file may be longer than a kilobyte
                    signal(SIGXFSZ, SIG_IGN)
                    var limit = rlimit(rlim_cur: 1024, rlim_max: 1024)
                    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
                }
                return []
            }
            let history = try session.train(epochs: 4)
            exit(history.loss.count == 16 ? 0 : 3)
        }
        let session = smallSession(folder: folder.url)
        #expect(try session.resume())
        #expect(session.epoch == 1)
        let files = try FileManager.default.subpathsOfDirectory(atPath: folder.url.path)
        #expect(files.allSatisfy { !$0.hasSuffix("partial") })
    }

    @Test("a folder that cannot be written costs the checkpoints, not the training")
    func unwritable() throws {
        let session = smallSession(folder: URL(fileURLWithPath: "/dev/null/run"))
        #expect(try session.train(epochs: 1).loss.count == 4)
        #expect(try session.resume() == false)
    }
}

/// Sends this process a signal once its metric log holds so many steps.
private func send(_ number: Int32, afterStep step: Int, loggedIn folder: URL) {
    let log = folder.appendingPathComponent("metrics.jsonl")
    Thread.detachNewThread {
        while true {
            let text = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
            if text.contains(#"{"step":\#(step),"#) {
                kill(getpid(), number)
                return
            }
            usleep(200)
        }
    }
}
