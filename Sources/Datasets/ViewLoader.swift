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
/// and its number only: not on threads, batch size or order. Pictures are decoded once, when the loader is made.
/// While the caller trains on a batch, one thread prepares the next; if it is not ready when it is asked for, all
/// threads help. Pictures that do not fill a last batch are left out of that epoch.
public final class ViewLoader: Sequence {
    /// The pictures, decoded.
    public let dataset: ArrayDataset
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
    public init(
        _ dataset: any ImageDataset, pipelines: [ViewPipeline], batchSize: Int = 64, seed: UInt64 = 0
    ) throws {
        precondition(
            batchSize > 0 && !pipelines.isEmpty,
            "ViewLoader: needs batches of at least 1 picture and 1 view, got \(batchSize) and \(pipelines.count)"
        )
        guard dataset.count >= batchSize else {
            throw DatasetError.tooFewPictures(name: dataset.name, count: dataset.count, batchSize: batchSize)
        }
        let size = pipelines.map(\.size).max() ?? 1
        self.dataset = try ArrayDataset(decoding: dataset, leastSide: size)
        (self.pipelines, self.batchSize, self.seed) = (pipelines, batchSize, seed)
    }

    /// Makes `views` views of each picture in the same way; contrastive losses need 2.
    public convenience init(
        _ dataset: any ImageDataset, pipeline: ViewPipeline, batchSize: Int = 64, views: Int = 2,
        seed: UInt64 = 0
    ) throws {
        precondition(views > 0, "ViewLoader: needs at least 1 view, got \(views)")
        try self.init(
            dataset, pipelines: Array(repeating: pipeline, count: views), batchSize: batchSize, seed: seed)
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
        return work.finished()
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

        /// The next batch; `nil` after the last.
        public mutating func next() -> ViewBatch? {
            guard let current = upcoming else { return nil }
            let batch = current.finished()
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

/// Keeps the draws of the order apart from those of other users of one seed.
private let orderStream: UInt64 = 0x4F52_4445_52
