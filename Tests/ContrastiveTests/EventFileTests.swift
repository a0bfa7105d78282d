import Contrastive
import Foundation
import Testing

@Suite("Event files for TensorBoard")
struct EventFileTests {
    private static let hasTensorBoard = python(["-c", "import tensorboard"]) != nil

    @Test(
        "TensorBoard reads every value back",
        .enabled(if: hasTensorBoard, "needs python3, or $SWIFTNB_PYTHON, with tensorboard"))
    func tensorBoard() throws {
        let folder = try TemporaryFolder()
        let history = try smallSession(folder: folder.url).train(epochs: 1)
        let read = try Self.losses(readByTensorBoardIn: folder.url)
        #expect(read.map { $0.step } == [0, 1, 2, 3])
        #expect(read.map { $0.value } == history.loss)
    }

    @Test(
        "TensorBoard shows every step of a training that was resumed once",
        .enabled(if: hasTensorBoard, "needs python3, or $SWIFTNB_PYTHON, with tensorboard"))
    func tensorBoardAfterResuming() throws {
        let folder = try TemporaryFolder()
        let history = try resumedTraining(in: folder.url)
        let read = try Self.losses(readByTensorBoardIn: folder.url)
        #expect(read.map { $0.step } == Array(0..<12))
        #expect(read.map { $0.value } == history.loss)
    }

    @Test("a resumed training begins a file that comes last and takes back the steps after the checkpoint")
    func afterResuming() throws {
        let folder = try TemporaryFolder()
        _ = try resumedTraining(in: folder.url)
        let events = folder.url.appendingPathComponent("tensorboard")
        #expect(try FileManager.default.contentsOfDirectory(atPath: events.path).count == 2)
        #expect(try stepsShownByTensorBoard(in: events) == Array(0..<12))
    }

    /// Three epochs of four steps; the first process ended before it could keep the second of them.
    private func resumedTraining(in folder: URL) throws -> History {
        struct PowerCut: Error {}
        let first = smallSession(folder: folder)
        first.monitor = SessionMonitor(every: 1) { session in
            if session.epoch == 2 { throw PowerCut() }
            return []
        }
        #expect(throws: PowerCut.self) { try first.train(epochs: 3) }
        let second = smallSession(folder: folder)
        try second.resume()
        return try second.train(epochs: 3)
    }

    /// The losses of a session's folder, as TensorBoard reads them.
    private static func losses(readByTensorBoardIn folder: URL) throws -> [(step: Int, value: Float)] {
        let script = """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1])
            events.Reload()
            assert "gradient_norm" in events.Tags()["scalars"], events.Tags()
            print(*("%d:%.9g" % (e.step, e.value) for e in events.Scalars("loss")))
            """
        let output = try #require(python(["-c", script, folder.path + "/tensorboard"]))
        return try output.split(whereSeparator: \.isWhitespace).map { pair in
            let parts = pair.split(separator: ":")
            return (try #require(Int(parts[0])), try #require(Float(parts[1])))
        }
    }

    @Test("a file is a chain of records with their lengths and checksums")
    func records() throws {
        let folder = try TemporaryFolder()
        let events = EventFile(directory: folder.url)
        events.append([("loss", 1.5)], step: 300)
        let bytes = [UInt8](try Data(contentsOf: events.url))
        // Version record: 8 + 4 + 24 + 4 bytes; its length's masked CRC-32C is known from TensorFlow's files.
        #expect(Array(bytes[0..<12]) == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
        let second = Array(bytes[40...])
        // wall_time, step = 300 as varint, then summary { value { tag: "loss", simple_value: 1.5 } }.
        let expected: [UInt8] = [
            0x10, 0xAC, 0x02, 0x2A, 13, 0x0A, 11, 0x0A, 4, 0x6C, 0x6F, 0x73, 0x73, 0x15, 0, 0, 0xC0, 0x3F,
        ]
        #expect(second[0] == UInt8(9 + expected.count))
        #expect(Array(second[21..<21 + expected.count]) == expected)
    }

    /// What Python prints; `nil` where it is missing or fails.
    private static func python(_ arguments: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [ProcessInfo.processInfo.environment["SWIFTNB_PYTHON"] ?? "python3"] + arguments
        let output = Pipe()
        (process.standardOutput, process.standardError) = (output, FileHandle.nullDevice)
        guard (try? process.run()) != nil else { return nil }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: data, as: UTF8.self) : nil
    }
}
