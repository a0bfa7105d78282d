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
        let session = smallSession(folder: folder.url)
        let history = try session.train(epochs: 1)
        let script = """
            import sys
            from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
            events = EventAccumulator(sys.argv[1])
            events.Reload()
            assert "gradient_norm" in events.Tags()["scalars"], events.Tags()
            print(*("%d:%.9g" % (e.step, e.value) for e in events.Scalars("loss")))
            """
        let output = try #require(Self.python(["-c", script, folder.url.path + "/tensorboard"]))
        let read = output.split(whereSeparator: \.isWhitespace).map { $0.split(separator: ":") }
        #expect(read.map { Int($0[0]) } == [0, 1, 2, 3])
        #expect(read.map { Float($0[1]) } == history.loss)
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
