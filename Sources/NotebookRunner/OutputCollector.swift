import Foundation
import NotebookModel

/// The outputs of one cell as they come in: neighbouring text is joined, bars keep their last state, and of
/// overlong text the head and the tail are kept while all of it goes to a file.
struct OutputCollector {
    /// Bytes kept at each end of a stream's text.
    static let keptBytes = 512 << 10

    private let cell: Int
    private let folder: URL
    private(set) var outputs: [Output] = []
    private var streams: [Output.StreamName: Stream] = [:]

    /// What is known of one stream of the cell.
    private struct Stream {
        var count = 0
        var names = CellNameFilter()
        var incomplete: [UInt8] = []
        var tail: [UInt8] = []
        var tailStart = 0
        var file: FileHandle?
        var name = ""
    }

    init(cell: Int, folder: URL) {
        self.cell = cell
        self.folder = folder
    }

    /// Takes text; answers what of it is to be shown live.
    mutating func append(_ bytes: [UInt8], of name: Output.StreamName) -> String {
        var stream = streams[name] ?? Stream()
        defer { streams[name] = stream }
        return take(stream.names.append(bytes), in: &stream, of: name)
    }

    private mutating func take(_ bytes: [UInt8], in stream: inout Stream, of name: Output.StreamName)
        -> String
    {
        let head = bytes.prefix(max(0, Self.keptBytes - stream.count))
        stream.count += bytes.count
        var shown = ""
        if !head.isEmpty {
            shown = Self.decode(&stream.incomplete, appending: head)
            appendText(shown, of: name)
        }
        let rest = bytes.dropFirst(head.count)
        if !rest.isEmpty { keepTail(rest, in: &stream, name: name) }
        return shown
    }

    /// Takes something shown.
    mutating func append(_ bundle: DisplayBundle) {
        flush()
        var bundle = bundle
        if let text = bundle.content["text/plain"] {
            let readable = CellNameFilter.without(String(decoding: text, as: UTF8.self))
            bundle.content["text/plain"] = Data(readable.utf8)
        }
        outputs.append(.display(bundle))
    }

    /// Takes the state of a bar.
    mutating func append(_ progress: ProgressLine) {
        flush()
        let index = outputs.lastIndex {
            if case .progress(let old) = $0 { old.id == progress.id } else { false }
        }
        if let index { outputs[index] = .progress(progress) } else { outputs.append(.progress(progress)) }
    }

    /// Takes what was held back as the beginning of a name.
    private mutating func flush() {
        for name in [Output.StreamName.stdout, .stderr] {
            guard var stream = streams[name], case let rest = stream.names.finish(), !rest.isEmpty else {
                continue
            }
            _ = take(rest, in: &stream, of: name)
            streams[name] = stream
        }
    }

    /// Closes the streams and answers all outputs, the failure last.
    mutating func finish(failure: CellFailure?) -> [Output] {
        flush()
        for name in [Output.StreamName.stdout, .stderr] {
            guard let stream = streams[name] else { continue }
            if !stream.incomplete.isEmpty {
                appendText(String(decoding: stream.incomplete, as: UTF8.self), of: name)
            }
            try? stream.file?.close()
            guard !stream.tail.isEmpty else { continue }
            let tail = Array(stream.tail[stream.tailStart...] + stream.tail[..<stream.tailStart])
            let omitted = stream.count - Self.keptBytes - tail.count
            if omitted > 0 { outputs.append(.omitted(name, bytes: omitted, file: stream.name)) }
            outputs.append(.stream(name, String(decoding: tail, as: UTF8.self)))
        }
        streams = [:]
        if let failure { outputs.append(.failure(failure)) }
        return outputs
    }

    /// The text of a stream so far that was kept in full.
    func text(of name: Output.StreamName) -> String {
        var text = outputs.reduce(into: "") { if case .stream(name, let piece) = $1 { $0 += piece } }
        if let stream = streams[name] { text += String(decoding: stream.tail.suffix(4096), as: UTF8.self) }
        return text
    }

    private mutating func appendText(_ text: String, of name: Output.StreamName) {
        guard !text.isEmpty else { return }
        if case .stream(name, let before) = outputs.last {
            outputs[outputs.count - 1] = .stream(name, before + text)
        } else {
            outputs.append(.stream(name, text))
        }
    }

    /// The tail is a ring: old bytes make room for new ones without moving the others.
    private func keepTail(_ bytes: ArraySlice<UInt8>, in stream: inout Stream, name: Output.StreamName) {
        if stream.file == nil { openFile(for: &stream, name: name) }
        try? stream.file?.write(contentsOf: Data(bytes))
        for byte in bytes.suffix(Self.keptBytes) {
            if stream.tail.count < Self.keptBytes {
                stream.tail.append(byte)
            } else {
                stream.tail[stream.tailStart] = byte
                stream.tailStart = (stream.tailStart + 1) % Self.keptBytes
            }
        }
    }

    private func openFile(for stream: inout Stream, name: Output.StreamName) {
        stream.name = "cell-\(cell + 1)-\(name.rawValue).txt"
        let url = folder.appendingPathComponent(stream.name)
        let head = outputs.reduce(into: "") { if case .stream(name, let piece) = $1 { $0 += piece } }
        guard FileManager.default.createFile(atPath: url.path, contents: Data(head.utf8)) else { return }
        stream.file = try? FileHandle(forWritingTo: url)
        _ = try? stream.file?.seekToEnd()
    }

    /// Decodes as much as is complete; a character cut by the read waits for its rest.
    private static func decode(_ incomplete: inout [UInt8], appending bytes: ArraySlice<UInt8>) -> String {
        var all = incomplete + bytes
        incomplete = []
        for back in 1...3 where back <= all.count {
            let byte = all[all.count - back]
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            guard byte & 0xC0 != 0x80 else { continue }
            if length > back {
                incomplete = Array(all.suffix(back))
                all.removeLast(back)
            }
            break
        }
        return String(decoding: all, as: UTF8.self)
    }
}
