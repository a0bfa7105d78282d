import Foundation
import Tensors

/// Everything that a training needs to go on as if nothing had happened: weights, buffers, the optimiser's moments, the
/// course so far, and a record that says where it stands and under which settings.
///
/// One safetensors file, so that one rename commits all of it; the record is JSON in the file's metadata.
struct Checkpoint {
    /// Tensors by their names in the file: `model.…`, `optimizer.…`, `history`.
    var tensors: [String: Tensor]
    /// Where the training stands.
    var record: CheckpointRecord

    /// The key of the record in the metadata.
    private static let key = "swiftnb_training"

    init(tensors: [String: Tensor], record: CheckpointRecord) {
        (self.tensors, self.record) = (tensors, record)
    }

    /// Reads a file and checks that it is whole.
    init(contentsOf url: URL) throws(CheckpointError) {
        let contents: SafeTensors.Contents
        do { contents = try SafeTensors.read(url) } catch {
            switch error {
            case .unreadable(_, let reason): throw .unreadable(path: url.path, reason: reason)
            case .malformed(_, let reason), .unwritable(_, let reason):
                throw .damaged(path: url.path, reason: reason)
            }
        }
        guard let text = contents.metadata[Self.key] else { throw .foreign(path: url.path) }
        do { record = try Self.decoder.decode(CheckpointRecord.self, from: Data(text.utf8)) } catch {
            throw .damaged(path: url.path, reason: "its record cannot be read")
        }
        tensors = contents.tensors
        guard record.format == CheckpointRecord.currentFormat else {
            throw .otherFormat(path: url.path, format: record.format)
        }
        guard record.checksum == checksum else {
            throw .damaged(path: url.path, reason: "its checksum is wrong")
        }
    }

    /// Writes a file that is there whole or not at all.
    func write(to url: URL) throws(CheckpointError) {
        var record = record
        record.checksum = checksum
        do {
            let text = String(decoding: try Self.encoder.encode(record), as: UTF8.self)
            try SafeTensors.write(tensors, metadata: [Self.key: text], to: url)
        } catch SafeTensors.FileError.unwritable(_, let reason) {
            throw .unwritable(path: url.path, reason: reason)
        } catch {
            throw .unwritable(path: url.path, reason: "\(error)")
        }
    }

    /// The tensors whose names begin with a prefix, under the rest of their names.
    func tensors(under prefix: String) -> [String: Tensor] {
        var found: [String: Tensor] = [:]
        for (name, tensor) in tensors where name.hasPrefix(prefix) {
            found[String(name.dropFirst(prefix.count))] = tensor
        }
        return found
    }

    /// Sixteen hexadecimal digits that change with any name, shape, value or part of the record (FNV-1a over words).
    private var checksum: String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func add(_ word: UInt64) { hash = (hash ^ word) &* 0x100_0000_01B3 }
        for (name, tensor) in tensors.sorted(by: { $0.key < $1.key }) {
            for byte in name.utf8 { add(UInt64(byte)) }
            for size in tensor.shape { add(UInt64(size)) }
            tensor.withUnsafeBuffer { values in
                for value in values { add(UInt64(value.bitPattern)) }
            }
        }
        var record = record
        record.checksum = ""
        for byte in (try? Self.encoder.encode(record)) ?? Data() { add(UInt64(byte)) }
        return String(format: "%016llx", hash)
    }

    private static var encoder: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return encoder
    }

    private static var decoder: JSONDecoder {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return decoder
    }
}

/// Where a training stands, and under which settings.
struct CheckpointRecord: Codable, Equatable {
    /// How the file is laid out; raised when an older program could not read a newer file.
    static let currentFormat = 1

    var format = currentFormat
    /// Passes over the data completed in the session.
    var epoch: Int
    /// Batches of the running pass done.
    var batch: Int
    /// Steps taken in the session.
    var step: Int
    /// Steps that the optimiser has taken.
    var optimizerStep: Int
    /// What the training depends on, in words; a training goes on only under the same.
    var settings: [String: String]
    /// The call of `train(epochs:)` that the file belongs to.
    var training: TrainingRecord?
    /// Of everything else; empty until the file is written.
    var checksum = ""
}

/// How far a call of `train(epochs:)` has come.
struct TrainingRecord: Codable, Equatable {
    /// Which call in the session; 1 for the first.
    var number: Int
    /// Epochs it was asked for.
    var epochs: Int
    /// Its own epochs and steps.
    var position = TrainingPosition()
    /// Whether it ran to its end.
    var isFinished = false
    /// Scale of the loss.
    var chance: Float
    /// Scale of the loss.
    var floor: Float
    /// What was measured between epochs.
    var measurements: [History.Measurement] = []
    /// The best epoch so far.
    var best: BestEpoch?
    /// Bytes of the metric log that were written by then; `nil` where it could not be written.
    var logBytes: UInt64?
}

/// The epoch that a training would keep.
struct BestEpoch: Codable, Equatable {
    /// The session's epoch; 0 for the first.
    var epoch: Int
    /// What it is judged by: `loss`, or what the monitor measures.
    var name: String
    /// The value; the lowest loss, or the highest of anything else.
    var value: Double

    /// Whether this one is to be kept in place of the other.
    func beats(_ other: BestEpoch?) -> Bool {
        guard let other, other.name == name else { return true }
        return name == "loss" ? value < other.value : value > other.value
    }
}
