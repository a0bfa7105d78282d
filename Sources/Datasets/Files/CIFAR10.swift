import Foundation
import Images

/// CIFAR-10 (Krizhevsky 2009): 32×32 photos of ten kinds of things, 50,000 to train on and 10,000 to test with.
///
///     session.dataset = try CIFAR10("data")            // data/cifar-10-batches-bin/data_batch_1.bin …
///     session.testSet = try CIFAR10("data", .test)
///
/// Reads the binary version: records of a label and 3,072 bytes, the red plane, the green one, the blue one. Pictures
/// are read when asked for.
public struct CIFAR10: ImageDataset {
    /// The published parts.
    public enum Part: String, Sendable, CaseIterable {
        /// Five batches of 10,000.
        case training
        /// One batch of 10,000.
        case test
    }

    /// Which part.
    public let part: Part
    /// The ten kinds.
    public let classNames: [String]
    private let batches: [RecordFile]
    private let starts: [Int]
    private let fileLabels: [UInt8]

    /// Opens the batches.
    ///
    /// - Parameters:
    ///   - path: the folder `cifar-10-batches-bin`, or the one that holds it.
    ///   - part: which pictures.
    public init(_ path: String, _ part: Part = .training) throws(DatasetError) {
        let folder = unpackedFolder(path, "cifar-10-batches-bin")
        let names = part == .test ? ["test_batch"] : (1...5).map { "data_batch_\($0)" }
        var (batches, starts, labels): ([RecordFile], [Int], [UInt8]) = ([], [], [])
        for name in names {
            let file = folder.appendingPathComponent("\(name).bin")
            let batch = try RecordFile(file, recordLength: 3073, count: nil, download: "cifar10")
            starts.append(labels.count)
            labels += try batch.firstBytes()
            batches.append(batch)
            if let wrong = labels[starts[starts.count - 1]...].firstIndex(where: { $0 > 9 }) {
                throw .badLabel(
                    path: file.path, record: wrong - starts[starts.count - 1], label: Int(labels[wrong]),
                    classes: 10)
            }
        }
        (self.part, self.batches, self.starts, fileLabels) = (part, batches, starts, labels)
        let named = lines(of: folder.appendingPathComponent("batches.meta.txt")) ?? []
        classNames = named.count == 10 ? named : Self.standardNames
    }

    private static let standardNames = [
        "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
    ]

    /// `CIFAR-10 training` or `CIFAR-10 test`.
    public var name: String { "CIFAR-10 \(part.rawValue)" }
    /// Number of pictures.
    public var count: Int { fileLabels.count }
    /// The class of picture `i`.
    public func label(_ i: Int) -> Int { Int(fileLabels[i]) }

    /// Picture `i`.
    public func image(_ i: Int) throws(DatasetError) -> Image {
        let batch = starts.lastIndex { $0 <= i } ?? 0
        let record = try batches[batch].record(i - starts[batch])
        return Image(planes: record.dropFirst(), side: 32, order: .rows)
    }
}

extension Image {
    /// How the bytes of a plane follow one another.
    enum PlaneOrder {
        case rows, columns
    }

    /// A square picture from its red, green and blue plane.
    init(planes: ArraySlice<UInt8>, side: Int, order: PlaneOrder) {
        let plane = side * side
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * plane) { out, count in
            planes.withUnsafeBufferPointer { bytes in
                for y in 0..<side {
                    for x in 0..<side {
                        let from = order == .rows ? y * side + x : x * side + y
                        for c in 0..<3 { out[3 * (y * side + x) + c] = bytes[c * plane + from] }
                    }
                }
            }
            count = 3 * plane
        }
        self.init(width: side, height: side, pixels: pixels)
    }
}
