import Dispatch
import Images
import Synchronization
import Tensors

/// A batch whose views several threads make together: each takes the next picture until none is left.
final class BatchInTheMaking: Sendable {
    private let dataset: ArrayDataset
    private let pipelines: [ViewPipeline]
    private let indices: [Int]
    private let epoch: UInt64
    private let seed: UInt64
    private let views: [Tensor]
    private let nextPicture = Atomic(0)
    private let background = DispatchGroup()

    init(_ loader: ViewLoader, _ indices: [Int], _ epoch: Int) {
        (dataset, pipelines, seed) = (loader.dataset, loader.pipelines, loader.seed)
        (self.indices, self.epoch) = (indices, UInt64(epoch))
        views = loader.pipelines.map { Tensor.zeros([indices.count, $0.size, $0.size, 3]) }
    }

    /// Begins on another thread.
    func prepareInBackground() {
        DispatchQueue.global(qos: .userInitiated).async(group: background) { self.work() }
    }

    /// The batch; what is still missing is made on all threads.
    func finished() -> ViewBatch {
        if nextPicture.load(ordering: .relaxed) < indices.count {
            Threads.parallelFor(Threads.count) { _ in self.work() }
        }
        background.wait()
        return ViewBatch(views: views, indices: indices, labels: indices.map(dataset.label))
    }

    /// Makes views of pictures that nobody else has taken.
    private func work() {
        let canvas = ViewCanvas()
        while true {
            let place = nextPicture.wrappingAdd(1, ordering: .relaxed).oldValue
            guard place < indices.count else { return }
            let picture = dataset.image(indices[place])
            for (number, view) in views.enumerated() {
                var rng = RandomGenerator(
                    seed: seed, stream: viewStream, epoch, UInt64(indices[place]), UInt64(number))
                let length = view.count / indices.count
                view.withUnsafeMutableBuffer { buffer in
                    let room = UnsafeMutableBufferPointer(
                        rebasing: buffer[place * length..<(place + 1) * length])
                    pipelines[number].write(viewOf: picture, into: room, on: canvas, using: &rng)
                }
            }
        }
    }
}

/// Keeps the draws of views apart from those of other users of one seed.
private let viewStream: UInt64 = 0x5649_4557
