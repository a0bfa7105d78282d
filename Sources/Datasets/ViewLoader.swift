import Images
import Tensors

/// Some pictures of a dataset, each seen in several ways.
public struct ViewBatch {
    /// One tensor a view, `[N, size, size, 3]` with the size of its pipeline, values 0…1; the same place shows the
    /// same picture.
    public let views: [Tensor]
    /// The pictures' places in the dataset.
    public let indices: [Int]
    /// Their classes.
    public let labels: [Int]
}

/// Batches of augmented views, shuffled anew in every epoch.
///
///     let loader = try ViewLoader(dataset, pipeline: .simCLR(size: 32), batchSize: 64)
///     for batch in loader { train(batch.views) }
///
/// Each loop over the loader is one epoch; `epoch` counts them. A view depends on the seed, the epoch, its picture
/// and its number only: not on threads, batch size or order. Pictures are decoded once, when the loader is made, or,
/// where they are too many for that, every time that views are made of them (see `Decoding`). While the caller
/// trains on a batch, one thread prepares the next; if it is not ready when it is asked for, all threads help.
/// Pictures that do not fill a last batch are left out of that epoch.
public final class ViewLoader: Sequence {
    /// When pictures are decoded.
    public enum Decoding: Sendable {
        /// `once` where the pictures fit into `ArrayDataset.memoryLimit`, else `everyEpoch`.
        case automatic
        /// When the loader is made. Pictures too large to be held are scaled down to their share of the memory.
        case once
        /// Whenever views are made, a JPEG only as finely as the crops of its views need it: the views may differ
        /// from those of `once` by what is lost below a pixel, and depend on the other views of the picture.
        case everyEpoch
    }

    /// The pictures: an `ArrayDataset` where they were decoded once.
    public let dataset: any ImageDataset
    /// How each view is made; one pipeline a view.
    public let pipelines: [ViewPipeline]
    /// Pictures in a batch, N.
    public let batchSize: Int
    /// Decides order and views.
    public let seed: UInt64
    /// The epoch of the next loop; set it to take up a training where it was left.
    public var epoch = 0

    /// Decodes the pictures; throws the error of the first that cannot be read, and where they do not fill a batch.
    ///
    /// - Parameters:
    ///   - pipelines: one for each view, such as BYOL's two or the sizes of multi-crop; at least one.
    ///   - batchSize: pictures in a batch; a batch holds one view of each for every pipeline.
    ///   - decoding: when pictures are decoded; at once only those can be refused that are decoded now.
    public init(
        _ dataset: any ImageDataset, pipelines: [ViewPipeline], batchSize: Int = 64, seed: UInt64 = 0,
        decoding: Decoding = .automatic
    ) throws {
        precondition(
            batchSize > 0 && !pipelines.isEmpty,
            "ViewLoader: needs batches of at least 1 picture and 1 view, got \(batchSize) and \(pipelines.count)"
        )
        guard dataset.count >= batchSize else {
            throw DatasetError.tooFewPictures(name: dataset.name, count: dataset.count, batchSize: batchSize)
        }
        let fits = { try dataset.estimatedBytes() <= ArrayDataset.memoryLimit }
        let isDecodedNow = try decoding == .once || decoding == .automatic && fits()
        let size = pipelines.map(\.size).max() ?? 1
        self.dataset = isDecodedNow ? try ArrayDataset(decoding: dataset, leastSide: size) : dataset
        (self.pipelines, self.batchSize, self.seed) = (pipelines, batchSize, seed)
    }

    /// Makes `views` views of each picture in the same way; contrastive losses need 2.
    public convenience init(
        _ dataset: any ImageDataset, pipeline: ViewPipeline, batchSize: Int = 64, views: Int = 2,
        seed: UInt64 = 0, decoding: Decoding = .automatic
    ) throws {
        precondition(views > 0, "ViewLoader: needs at least 1 view, got \(views)")
        try self.init(
            dataset, pipelines: Array(repeating: pipeline, count: views), batchSize: batchSize, seed: seed,
            decoding: decoding)
    }

    /// Views of each picture, V.
    public var viewCount: Int { pipelines.count }

    /// Batches in an epoch.
    public var count: Int { dataset.count / batchSize }

    /// Number of batches, which lets `progress(loader)` show how far it is.
    public var underestimatedCount: Int { count }

    /// Batch `i` of an epoch, made at once; counts no epoch.
    public func batch(_ i: Int, epoch: Int = 0) -> ViewBatch {
        precondition((0..<count).contains(i), "ViewLoader: an epoch has \(count) batches, none at \(i)")
        let work = BatchInTheMaking(self, Array(order(of: epoch)[i * batchSize..<(i + 1) * batchSize]), epoch)
        return orTrap { try work.finished() }
    }

    /// Starts the next epoch.
    public func makeIterator() -> Iterator {
        defer { epoch += 1 }
        return Iterator(self, epoch: epoch, from: 0)
    }

    /// The batches of an epoch from number `first` on, to take up an epoch where it was left; counts no epoch.
    public func batches(of epoch: Int, from first: Int = 0) -> Iterator {
        precondition(
            (0...count).contains(first), "ViewLoader: an epoch has \(count) batches, none at \(first)")
        return Iterator(self, epoch: epoch, from: first)
    }

    /// The dataset's places, shuffled for an epoch.
    private func order(of epoch: Int) -> [Int] {
        var rng = RandomGenerator(seed: seed, stream: orderStream, UInt64(epoch))
        return (0..<dataset.count).shuffled(using: &rng)
    }

    /// The batches of one epoch, each prepared while the one before is in use.
    public struct Iterator: IteratorProtocol {
        private let loader: ViewLoader
        private let epoch: Int
        private let order: [Int]
        private var nextBatch: Int
        private var upcoming: BatchInTheMaking?

        init(_ loader: ViewLoader, epoch: Int, from first: Int) {
            (self.loader, self.epoch, nextBatch) = (loader, epoch, first)
            order = loader.order(of: epoch)
            upcoming = begin()
        }

        /// The next batch; `nil` after the last. Traps where a picture cannot be decoded; see `nextOrThrow`.
        public mutating func next() -> ViewBatch? { orTrap { try nextOrThrow() } }

        /// The next batch; `nil` after the last. Throws the error of the first picture that cannot be decoded.
        public mutating func nextOrThrow() throws -> ViewBatch? {
            guard let current = upcoming else { return nil }
            let batch = try current.finished()
            upcoming = begin()
            upcoming?.prepareInBackground()
            return batch
        }

        private mutating func begin() -> BatchInTheMaking? {
            guard nextBatch < loader.count else { return nil }
            defer { nextBatch += 1 }
            let size = loader.batchSize
            return BatchInTheMaking(loader, Array(order[nextBatch * size..<(nextBatch + 1) * size]), epoch)
        }
    }
}

/// For loops, which cannot throw.
private func orTrap<R>(_ body: () throws -> R) -> R {
    do { return try body() } catch { preconditionFailure("ViewLoader: \(error)") }
}

extension ImageDataset {
    /// What all pictures take when decoded, by the sizes of up to 64 of them.
    fileprivate func estimatedBytes() throws -> Int {
        let step = max(1, count / 64)
        let sizes = try stride(from: 0, to: count, by: step).map { i in
            if let file = try encoded(i) { return 3 * file.width * file.height }
            let picture = try image(i)
            return picture.pixels.count
        }
        return sizes.reduce(0, +) / max(sizes.count, 1) * count
    }
}

/// Keeps the draws of the order apart from those of other users of one seed.
private let orderStream: UInt64 = 0x4F52_4445_52
