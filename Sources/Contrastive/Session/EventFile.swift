import Foundation
import Tensors

/// Measured values for TensorBoard: a file of records as TensorFlow's `RecordWriter` writes them, each a
/// `tensorflow.Event` in protocol-buffer encoding with the values as `simple_value`.
///
/// Training is worth more than its log: a file that cannot be written says so once and gives up.
public final class EventFile {
    /// The file.
    public let url: URL
    private var file: FileHandle?

    /// Begins a new file in `directory`, which is made where it is missing; TensorBoard reads all files of a folder.
    public init(directory: URL) {
        let now = Date().timeIntervalSince1970
        let host = ProcessInfo.processInfo.hostName
        // TensorBoard reads files in the order of their names: this one comes after all that are there.
        let second = max(Int(now), Self.lastSecond(in: directory) + 1)
        url = directory.appendingPathComponent(
            Self.prefix + String(format: "%010.0f.%@.%d", Double(second), host, getpid()))
        do {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try Data().write(to: url)
            file = try FileHandle(forWritingTo: url)
            var event = ProtocolBuffer()
            event.append(field: 1, now)
            event.append(field: 3, Array("brain.Event:2".utf8))
            try file?.write(contentsOf: Self.record(event.bytes))
        } catch {
            giveUp(error)
        }
    }

    deinit { try? file?.close() }

    private static let prefix = "events.out.tfevents."

    /// The time in the name of the last file of a folder; 0 where there is none.
    private static func lastSecond(in directory: URL) -> Int {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasPrefix(prefix) }.compactMap { name in
            Int(name.dropFirst(prefix.count).prefix(10))
        }.max() ?? 0
    }

    /// Says that a training goes on from a step: TensorBoard forgets what it has read of this step and later ones, in
    /// this file and in those before it.
    func restart(at step: Int) {
        var start = ProtocolBuffer()
        start.append(field: 1, UInt64(1))  // SessionLog.status: START
        append(field: 7, start, step: step)
    }

    /// Appends values under their names.
    public func append(_ values: [(name: String, value: Double)], step: Int) {
        guard !values.isEmpty else { return }
        var summary = ProtocolBuffer()
        for (name, value) in values {
            var entry = ProtocolBuffer()
            entry.append(field: 1, Array(name.utf8))
            entry.append(field: 2, Float(value))
            summary.append(field: 1, entry.bytes)
        }
        append(field: 5, summary, step: step)
    }

    /// Appends an event with this content at a step.
    private func append(field: UInt64, _ content: ProtocolBuffer, step: Int) {
        guard let file else { return }
        var event = ProtocolBuffer()
        event.append(field: 1, Date().timeIntervalSince1970)
        event.append(field: 2, UInt64(step))
        event.append(field: field, content.bytes)
        do { try file.write(contentsOf: Self.record(event.bytes)) } catch { giveUp(error) }
    }

    /// Length, its checksum, the content, its checksum; all little-endian.
    private static func record(_ content: [UInt8]) -> Data {
        func bytes(_ value: some FixedWidthInteger) -> [UInt8] {
            withUnsafeBytes(of: value.littleEndian) { Array($0) }
        }
        let length = bytes(UInt64(content.count))
        return Data(length + bytes(maskedCRC(length)) + content + bytes(maskedCRC(content)))
    }

    /// CRC-32C, turned and shifted by a constant so that a checksum of checksums stays one.
    private static func maskedCRC(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0x82F6_3B78 : crc >> 1 }
        }
        crc = ~crc
        return (crc >> 15 | crc << 17) &+ 0xA282_EAD8
    }

    private func giveUp(_ error: any Error) {
        file = nil
        let text =
            "events: cannot write \(url.path): \(systemReason(of: error)); training goes on without\n"
        FileHandle.standardError.write(Data(text.utf8))
    }
}

/// Fields in protocol-buffer encoding, one after another.
private struct ProtocolBuffer {
    private(set) var bytes: [UInt8] = []

    mutating func append(field: UInt64, _ value: Double) {
        appendVarint(field << 3 | 1)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func append(field: UInt64, _ value: Float) {
        appendVarint(field << 3 | 5)
        withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func append(field: UInt64, _ value: UInt64) {
        appendVarint(field << 3)
        appendVarint(value)
    }

    mutating func append(field: UInt64, _ content: [UInt8]) {
        appendVarint(field << 3 | 2)
        appendVarint(UInt64(content.count))
        bytes += content
    }

    private mutating func appendVarint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
