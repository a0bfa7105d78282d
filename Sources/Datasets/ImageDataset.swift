import Tensors
import Images

/// Pictures with a class each, in a fixed order.
public protocol ImageDataset: Sendable {
    /// What reports call it, such as the folder's name.
    var name: String { get }
    /// The classes; a label is a place in this list.
    var classNames: [String] { get }
    /// Number of pictures.
    var count: Int { get }
    /// The class of picture `i`, a place in `classNames`.
    func label(_ i: Int) -> Int
    /// Picture `i`; throws where its file cannot be read.
    func image(_ i: Int) throws -> Image
    /// The file of picture `i`, not decoded; nil where the pictures are no files.
    func encoded(_ i: Int) throws -> EncodedPicture?
}

extension ImageDataset {
    /// Nil: by default pictures are no files.
    public func encoded(_ i: Int) throws -> EncodedPicture? { nil }

    /// The class of every picture.
    public var labels: [Int] { (0..<count).map(label) }

    /// The pictures at the given places, in that order.
    public func subset(_ indices: some Sequence<Int>) -> DatasetSubset { DatasetSubset(self, Array(indices)) }

    /// Name, number of pictures and classes on one line.
    public var summary: String {
        "\(name): \(count) pictures, \(classNames.count) classes (\(classNames.joined(separator: ", ")))"
    }
}

/// Some pictures of another dataset.
public struct DatasetSubset: ImageDataset {
    /// Where the pictures are taken from.
    public let base: any ImageDataset
    /// Their places there.
    public let indices: [Int]

    init(_ base: any ImageDataset, _ indices: [Int]) {
        if let wrong = indices.first(where: { !(0..<base.count).contains($0) }) {
            preconditionFailure("subset: \(base.name) has \(base.count) pictures, none at \(wrong)")
        }
        (self.base, self.indices) = (base, indices)
    }

    /// The other dataset's name.
    public var name: String { base.name }
    /// All classes of the other dataset.
    public var classNames: [String] { base.classNames }
    /// Number of pictures chosen.
    public var count: Int { indices.count }
    /// The class of picture `i` of the subset.
    public func label(_ i: Int) -> Int { base.label(indices[i]) }
    /// Picture `i` of the subset.
    public func image(_ i: Int) throws -> Image { try base.image(indices[i]) }
    /// The file of picture `i` of the subset.
    public func encoded(_ i: Int) throws -> EncodedPicture? { try base.encoded(indices[i]) }
}
