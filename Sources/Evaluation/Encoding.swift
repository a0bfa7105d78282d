import Datasets
import Display
import Images
import Layers
import Synchronization
import Tensors

/// The features of every picture, without augmentation and without changing the encoder.
///
/// Each picture is scaled and cut as `ViewPipeline.evaluation` does; the encoder uses running statistics meanwhile
/// and is left in the mode it was in. A progress bar appears for sets of more than eight batches.
/// - Parameters:
///   - encoder: `[B, size, size, 3]` → `[B, D]`, such as `model.encoder`.
///   - size: side of a view in pixels; the one that the encoder was trained with.
///   - batchSize: pictures encoded at once; less takes less memory.
/// - Returns: `[N, D]` in the dataset's order.
/// - Throws: the error of the first picture that cannot be read; it names the file.
public func encode(
    _ dataset: any ImageDataset, with encoder: some Layer, size: Int, batchSize: Int = 256
) throws -> Tensor {
    try encode(dataset, with: encoder, views: .evaluation(size: size), batchSize: batchSize)
}

/// The features of every picture; see the function of the same name.
///
/// - Parameter views: how a picture is shown to the encoder, with nothing random in it: `pipeline.evaluation` is what
///   fits a training on the views of `pipeline`, with its normalisation.
public func encode(
    _ dataset: any ImageDataset, with encoder: some Layer, views: ViewPipeline, batchSize: Int = 256
) throws -> Tensor {
    precondition(dataset.count > 0, "encode: \(dataset.name) has no pictures")
    precondition(batchSize > 0, "encode: batchSize must be at least 1, got \(batchSize)")
    return try encoder.inMode(training: false) {
        try inBatches(of: batchSize, dataset, "encode \(dataset.name)") { range in
            let batch = try evaluationViews(of: dataset, range, views)
            let features = withoutGradients { encoder(batch) }
            precondition(
                features.rank == 2 && features.shape[0] == range.count,
                "encode: the encoder turned \(batch.shape) into \(features.shape), not [\(range.count), D]")
            return features.detached()
        }
    }
}

/// Every picture scaled down to `side`×`side` pixels and written out as one row, the simplest features there are.
///
/// - Returns: `[N, 3·side²]`, values 0…1, in the dataset's order.
/// - Throws: the error of the first picture that cannot be read; it names the file.
public func rawPixels(_ dataset: any ImageDataset, side: Int = 16) throws -> Tensor {
    precondition(dataset.count > 0, "rawPixels: \(dataset.name) has no pictures")
    return try inBatches(of: 256, dataset) { range in
        let views = try evaluationViews(of: dataset, range, .evaluation(size: side))
        return views.reshaped([range.count, 3 * side * side])
    }
}

/// The rows of all batches, one below the other; with a label, a bar shows how far they are.
private func inBatches(
    of size: Int, _ dataset: any ImageDataset, _ label: String? = nil, _ body: (Range<Int>) throws -> Tensor
) throws -> Tensor {
    let ranges = stride(from: 0, to: dataset.count, by: size).map { $0..<min($0 + size, dataset.count) }
    let bar = label.flatMap { ranges.count > 8 ? ProgressBar($0, total: dataset.count) : nil }
    defer { bar?.finish() }
    let parts = try ranges.map { range in
        defer { bar?.advance(by: range.count) }
        return try body(range)
    }
    return withoutGradients { concatenate(parts) }
}

/// `[B, size, size, 3]`, made on all threads.
private func evaluationViews(
    of dataset: any ImageDataset, _ range: Range<Int>, _ pipeline: ViewPipeline
) throws -> Tensor {
    let size = pipeline.size
    let batch = Tensor.zeros([range.count, size, size, 3])
    let width = 3 * size * size
    let failure = Mutex<(place: Int, error: any Error)?>(nil)
    batch.withUnsafeMutableBuffer { values in
        Threads.parallelFor(range.count, grain: 8) { part in
            let canvas = ViewCanvas()
            // Evaluation draws nothing from it.
            var generator = RandomGenerator(seed: 0)
            for i in part {
                do {
                    let out = UnsafeMutableBufferPointer(rebasing: values[i * width..<(i + 1) * width])
                    pipeline.write(
                        viewOf: try dataset.image(range.lowerBound + i), into: out, on: canvas,
                        using: &generator)
                } catch {
                    failure.withLock { if i < $0?.place ?? .max { $0 = (i, error) } }
                }
            }
        }
    }
    if let error = failure.withLock({ $0?.error }) { throw error }
    return batch
}
