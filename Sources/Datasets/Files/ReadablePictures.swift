import Images
import Synchronization
import Tensors

/// The pictures of another dataset that can be read, and why the others cannot.
public struct ReadablePictures: ImageDataset {
    /// A picture that was left out.
    public struct Skipped: Sendable {
        /// Its place in the other dataset.
        public let index: Int
        /// What was wrong with it; names the file.
        public let reason: String
    }

    /// What could not be read, in order.
    public let skipped: [Skipped]
    private let subset: DatasetSubset

    /// Reads every picture of a dataset once, on all threads.
    fileprivate init(_ base: any ImageDataset) throws(DatasetError) {
        let found = Mutex<[Skipped]>([])
        Threads.parallelFor(base.count, grain: 8) { range in
            for i in range {
                do { _ = try base.image(i) } catch {
                    found.withLock { $0.append(Skipped(index: i, reason: "\(error)")) }
                }
            }
        }
        skipped = found.withLock { $0 }.sorted { $0.index < $1.index }
        if let first = skipped.first, skipped.count == base.count {
            throw .nothingReadable(name: base.name, count: base.count, first: first.reason)
        }
        let out = Set(skipped.map(\.index))
        subset = base.subset((0..<base.count).filter { !out.contains($0) })
    }

    /// The other dataset's name, and how many pictures are missing.
    public var name: String {
        switch skipped.count {
        case 0: subset.name
        case 1: "\(subset.name) (1 unreadable picture skipped)"
        default: "\(subset.name) (\(skipped.count) unreadable pictures skipped)"
        }
    }
    /// All classes of the other dataset.
    public var classNames: [String] { subset.classNames }
    /// Number of readable pictures.
    public var count: Int { subset.count }
    /// The class of readable picture `i`.
    public func label(_ i: Int) -> Int { subset.label(i) }
    /// Readable picture `i`.
    public func image(_ i: Int) throws -> Image { try subset.image(i) }
    /// The file of readable picture `i`, not decoded.
    public func encoded(_ i: Int) throws -> EncodedPicture? { try subset.encoded(i) }
}

extension ImageDataset {
    /// Only the pictures that can be read: damaged files are left out and counted, not an error.
    ///
    /// Every picture is read once to find out.
    /// - Throws: where none can be read.
    public func skippingUnreadable() throws(DatasetError) -> ReadablePictures { try ReadablePictures(self) }
}
