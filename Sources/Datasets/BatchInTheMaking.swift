import Dispatch
import Images
import Synchronization
import Tensors

/// A batch whose views several threads make together: each takes the next picture until none is left.
final class BatchInTheMaking: Sendable {
    private let dataset: any ImageDataset
    /// The same, where the pictures are in memory.
    private let decoded: ArrayDataset?
    private let pipelines: [ViewPipeline]
    private let indices: [Int]
    private let epoch: UInt64
    private let seed: UInt64
    private let views: [Tensor]
    private let nextPicture = Atomic(0)
    private let failures = Mutex<[(place: Int, error: any Error)]>([])
    private let background = DispatchGroup()

    init(_ loader: ViewLoader, _ indices: [Int], _ epoch: Int) {
        (dataset, pipelines, seed) = (loader.dataset, loader.pipelines, loader.seed)
        decoded = loader.dataset as? ArrayDataset
        (self.indices, self.epoch) = (indices, UInt64(epoch))
        views = loader.pipelines.map { Tensor.zeros([indices.count, $0.size, $0.size, 3]) }
    }

    /// Begins on another thread.
    func prepareInBackground() {
        DispatchQueue.global(qos: .userInitiated).async(group: background) { self.work() }
    }

    /// The batch; what is still missing is made on all threads. Throws where a picture cannot be decoded.
    func finished() throws -> ViewBatch {
        if nextPicture.load(ordering: .relaxed) < indices.count {
            Threads.parallelFor(Threads.count) { _ in self.work() }
        }
        background.wait()
        if let failure = failures.withLock({ $0.min { $0.place < $1.place } }) { throw failure.error }
        return ViewBatch(views: views, indices: indices, labels: indices.map(dataset.label))
    }

    /// Makes views of pictures that nobody else has taken.
    private func work() {
        let canvas = ViewCanvas()
        while true {
            let place = nextPicture.wrappingAdd(1, ordering: .relaxed).oldValue
            guard place < indices.count else { return }
            do {
                try makeViews(at: place, on: canvas)
            } catch {
                failures.withLock { $0.append((place, error)) }
            }
        }
    }

    private func makeViews(at place: Int, on canvas: ViewCanvas) throws {
        let picture = try picture(indices[place])
        for (number, view) in views.enumerated() {
            var rng = generator(indices[place], view: number)
            let length = view.count / indices.count
            view.withUnsafeMutableBuffer { buffer in
                let room = UnsafeMutableBufferPointer(rebasing: buffer[place * length..<(place + 1) * length])
                pipelines[number].write(
                    viewOf: picture.image, standingFor: picture.width, picture.height, into: room, on: canvas,
                    using: &rng)
            }
        }
    }

    /// A picture, perhaps reduced, and the size that it has in truth.
    private func picture(_ index: Int) throws -> (image: Image, width: Int, height: Int) {
        if decoded == nil, let file = try dataset.encoded(index) {
            let divisors = pipelines.indices.map {
                pipelines[$0].reduction(
                    width: file.width, height: file.height, using: generator(index, view: $0))
            }
            return (try file.decoded(reducedBy: divisors.min() ?? 1), file.width, file.height)
        }
        let image = try decoded?.image(index) ?? dataset.image(index)
        return (image, image.width, image.height)
    }

    private func generator(_ index: Int, view: Int) -> RandomGenerator {
        RandomGenerator(seed: seed, stream: viewStream, epoch, UInt64(index), UInt64(view))
    }
}

/// Keeps the draws of views apart from those of other users of one seed.
private let viewStream: UInt64 = 0x5649_4557
