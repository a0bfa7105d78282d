import Foundation

/// Tensors in a file, as the Python package `safetensors` reads and writes them.
///
/// A file is the header's length (8 bytes, little-endian), a JSON header with type, shape and byte range of
/// every tensor, and the bytes. `F32`, `F64`, `I64`, `I32` and `U8` are read, `F32` is written.
public enum SafeTensors {
    /// What a file holds.
    public struct Contents {
        /// The tensors by name.
        public var tensors: [String: Tensor]
        /// The strings of `__metadata__`.
        public var metadata: [String: String]
    }

    /// Why a file cannot be used.
    public enum FileError: Error, Equatable, CustomStringConvertible {
        /// It cannot be opened.
        case unreadable(path: String, reason: String)
        /// Its bytes are no safetensors file.
        case malformed(path: String, reason: String)
        /// It cannot be written.
        case unwritable(path: String, reason: String)

        /// One line: what, where, what to do.
        public var description: String {
            switch self {
            case .unreadable(let path, let reason): "cannot read \(path): \(reason); check the name"
            case .malformed(let path, let reason): "\(path) is no safetensors file: \(reason); save it again"
            case .unwritable(let path, let reason): "cannot write \(path): \(reason); choose another place"
            }
        }
    }

    /// Reads a file.
    public static func read(_ url: URL) throws(FileError) -> Contents {
        let data: Data
        do { data = try Data(contentsOf: url) } catch {
            throw .unreadable(path: url.path, reason: systemReason(of: error))
        }
        do throws(Malformed) { return try contents(of: data) } catch {
            throw .malformed(path: url.path, reason: error.reason)
        }
    }

    private struct Malformed: Error { let reason: String }

    private static func contents(of data: Data) throws(Malformed) -> Contents {
        guard data.count >= 8 else { throw Malformed(reason: "it has only \(data.count) bytes") }
        let length = data.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard length <= UInt64(data.count - 8) else { throw Malformed(reason: "its header is cut off") }
        let header = data.dropFirst(8).prefix(Int(length))
        guard let object = (try? JSONSerialization.jsonObject(with: header)) as? [String: Any] else {
            throw Malformed(reason: "its header is not JSON")
        }
        let body = data.dropFirst(8 + Int(length))
        var tensors: [String: Tensor] = [:]
        for (name, value) in object where name != "__metadata__" {
            tensors[name] = try tensor(name, value, in: body)
        }
        return Contents(tensors: tensors, metadata: object["__metadata__"] as? [String: String] ?? [:])
    }

    private static func tensor(_ name: String, _ entry: Any, in body: Data) throws(Malformed) -> Tensor {
        guard let entry = entry as? [String: Any], let type = entry["dtype"] as? String,
            let shape = entry["shape"] as? [Int], let range = entry["data_offsets"] as? [Int],
            range.count == 2
        else { throw Malformed(reason: "the entry of \(name) lacks dtype, shape or data_offsets") }
        var count = 1
        for size in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: size)
            guard size >= 0, !overflow else { throw Malformed(reason: "\(name) has the shape \(shape)") }
            count = product
        }
        guard let size = ["F32": 4, "F64": 8, "I64": 8, "I32": 4, "U8": 1][type] else {
            throw Malformed(reason: "\(name) has the type \(type), which is not supported")
        }
        guard range[0] >= 0, range[1] <= body.count, range[0] <= range[1],
            count <= body.count, range[1] - range[0] == count * size
        else { throw Malformed(reason: "the bytes \(range) of \(name) do not fit its shape \(shape)") }
        let bytes = body.dropFirst(range[0]).prefix(range[1] - range[0])
        return bytes.withUnsafeBytes { bytes in
            if type == "F32" { return Tensor(littleEndian: bytes, shape: shape) }
            return Tensor(values(bytes, type: type, count: count), shape: shape)
        }
    }

    private static func values(_ bytes: UnsafeRawBufferPointer, type: String, count: Int) -> [Float] {
        (0..<count).map { i in
            switch type {
            case "F64":
                Float(
                    Double(
                        bitPattern: UInt64(
                            littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * i, as: UInt64.self))))
            case "I64": Float(Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8 * i, as: Int64.self)))
            case "I32": Float(Int32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * i, as: Int32.self)))
            default: Float(bytes[i])
            }
        }
    }

    /// Writes tensors in the order of their names; the file is there whole or not at all, even after a power cut.
    public static func write(
        _ tensors: [String: Tensor], metadata: [String: String] = [:], to url: URL
    ) throws(FileError) {
        let sorted = tensors.sorted { $0.key < $1.key }
        do {
            let file = try DurableFile(url)
            let header = header(of: sorted, metadata: metadata)
            try header.withUnsafeBytes { try file.write($0) }
            for (_, tensor) in sorted {
                try tensor.withUnsafeBuffer { try file.write(UnsafeRawBufferPointer($0)) }
            }
            try file.commit()
        } catch {
            let reason = (error as? DurableFile.Failure)?.reason ?? systemReason(of: error)
            throw .unwritable(path: url.path, reason: reason)
        }
    }

    /// The header's length and the header.
    private static func header(
        of tensors: [(key: String, value: Tensor)], metadata: [String: String]
    ) -> [UInt8] {
        var entries: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
        var end = 0
        for (name, tensor) in tensors {
            let start = end
            end += 4 * tensor.count
            entries[name] =
                ["dtype": "F32", "shape": tensor.shape, "data_offsets": [start, end]] as [String: Any]
        }
        let json = try? JSONSerialization.data(
            withJSONObject: entries, options: [.sortedKeys, .withoutEscapingSlashes])
        guard var json else {
            preconditionFailure("SafeTensors: \(tensors.count) tensors have no JSON header")
        }
        // The format wants the bytes to begin at a multiple of eight.
        json.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - json.count % 8) % 8))
        return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Array($0) } + json
    }
}

extension Tensor {
    /// Takes the values from the bytes of a file; all machines that this library runs on are little-endian.
    fileprivate convenience init(littleEndian bytes: UnsafeRawBufferPointer, shape: [Int]) {
        self.init(uninitialized: shape)
        withUnsafeMutableBuffer { UnsafeMutableRawBufferPointer($0).copyMemory(from: bytes) }
    }
}
