import Foundation
import Images

/// STL-10 (Coates, Ng, Lee 2011): 96×96 photos of ten kinds of things, few of them labelled, and 100,000 unlabelled ones
/// of these and other kinds to learn from.
///
///     session.dataset = try STL10("data", .unlabelled)
///     let evaluator = Evaluator(
///         training: try STL10("data"), test: try STL10("data", .test), encoder: session.encoder, size: 96)
///
/// Reads the binary version: the red plane, the green one, the blue one, each column by column. Pictures are read when
/// asked for.
public struct STL10: ImageDataset {
    /// The published parts.
    public enum Part: String, Sendable, CaseIterable {
        /// 500 labelled pictures of each kind.
        case training
        /// 800 of each kind.
        case test
        /// 100,000 without labels; all have the class `unlabelled`.
        case unlabelled
    }

    /// Which part.
    public let part: Part
    /// The ten kinds, or `unlabelled`.
    public let classNames: [String]
    private let pictures: RecordFile
    private let fileLabels: [UInt8]
    private let folder: URL

    /// Opens the files of a part.
    ///
    /// - Parameters:
    ///   - path: the folder `stl10_binary`, or the one that holds it.
    ///   - part: which pictures.
    public init(_ path: String, _ part: Part = .training) throws(DatasetError) {
        let folder = unpackedFolder(path, "stl10_binary")
        let name = part == .training ? "train" : part == .test ? "test" : "unlabeled"
        let file = folder.appendingPathComponent("\(name)_X.bin")
        pictures = try RecordFile(
            file, recordLength: 3 * Self.side * Self.side, count: nil, download: "stl10")
        (self.part, self.folder) = (part, folder)
        guard part != .unlabelled else {
            (classNames, fileLabels) = (["unlabelled"], [UInt8](repeating: 1, count: pictures.count))
            return
        }
        let labelFile = folder.appendingPathComponent("\(name)_y.bin")
        let labels = try RecordFile(labelFile, recordLength: 1, count: pictures.count, download: "stl10")
        fileLabels = try labels.firstBytes()
        if let wrong = fileLabels.firstIndex(where: { !(1...10).contains($0) }) {
            throw .badLabel(path: labelFile.path, record: wrong, label: Int(fileLabels[wrong]), classes: 10)
        }
        let named = lines(of: folder.appendingPathComponent("class_names.txt")) ?? []
        classNames = named.count == 10 ? named : Self.standardNames
    }

    private static let side = 96
    private static let standardNames = [
        "airplane", "bird", "car", "cat", "deer", "dog", "horse", "monkey", "ship", "truck",
    ]

    /// `STL-10 training`, `STL-10 test` or `STL-10 unlabelled`.
    public var name: String { "STL-10 \(part.rawValue)" }
    /// Number of pictures.
    public var count: Int { pictures.count }
    /// The class of picture `i`.
    public func label(_ i: Int) -> Int { Int(fileLabels[i]) - 1 }

    /// Picture `i`.
    public func image(_ i: Int) throws(DatasetError) -> Image {
        Image(planes: try pictures.record(i)[...], side: Self.side, order: .columns)
    }

    /// The ten published folds of the training pictures, 1,000 each, for results that compare with others'.
    public func folds() throws(DatasetError) -> [DatasetSubset] {
        precondition(
            part == .training, "STL10.folds: only the training part has folds, this is the \(part) part")
        let file = folder.appendingPathComponent("fold_indices.txt")
        guard let rows = lines(of: file) else { throw .incomplete(path: file.path, download: "stl10") }
        var folds: [DatasetSubset] = []
        for (line, row) in rows.enumerated() {
            let words = row.split(whereSeparator: \.isWhitespace)
            let places = words.compactMap { Int($0) }
            guard places.count == words.count, places.allSatisfy((0..<count).contains) else {
                throw .badFold(path: file.path, line: line + 1, count: count)
            }
            folds.append(subset(places))
        }
        return folds
    }
}
