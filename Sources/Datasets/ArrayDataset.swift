import Images
import Synchronization
import Tensors

/// Pictures in memory.
public struct ArrayDataset: ImageDataset {
    /// What reports call it.
    public let name: String
    /// The classes.
    public let classNames: [String]
    private let images: [Image]
    private let imageLabels: [Int]

    /// Takes over pictures and their classes.
    /// - Parameters:
    ///   - labels: a place in `classNames` for each picture.
    ///   - classNames: made up from the labels if left out: "class 0", "class 1"…
    public init(_ images: [Image], labels: [Int], classNames: [String]? = nil, name: String = "pictures") {
        let classNames = classNames ?? (0...(labels.max() ?? 0)).map { "class \($0)" }
        precondition(
            images.count == labels.count, "ArrayDataset: \(images.count) pictures, but \(labels.count) labels"
        )
        precondition(
            labels.allSatisfy(classNames.indices.contains),
            "ArrayDataset: labels must be places in the \(classNames.count) class names, got up to \(labels.max() ?? 0)"
        )
        (self.images, imageLabels, self.classNames, self.name) = (images, labels, classNames, name)
    }

    /// Number of pictures.
    public var count: Int { images.count }
    /// The class of picture `i`.
    public func label(_ i: Int) -> Int { imageLabels[i] }
    /// Picture `i`.
    public func image(_ i: Int) -> Image { images[i] }
}

extension ArrayDataset {
    /// The most bytes that decoded pictures may take.
    public static let memoryLimit = 2 << 30

    /// Decodes every picture of a dataset, on all threads; throws the error of the first that fails.
    ///
    /// Together the pictures take at most `memoryLimit`: one with more than its share of pixels is scaled down to
    /// it, but never below `leastSide` pixels on its shorter side.
    public init(decoding dataset: any ImageDataset, leastSide: Int = 32) throws {
        if let decoded = dataset as? ArrayDataset {
            self = decoded
            return
        }
        let share = ArrayDataset.memoryLimit / 3 / max(dataset.count, 1)
        let results = Mutex([Result<Image, any Error>?](repeating: nil, count: dataset.count))
        Threads.parallelFor(dataset.count, grain: 8) { range in
            for i in range {
                let result = Result { try dataset.image(i).scaled(toPixels: share, leastSide: leastSide) }
                results.withLock { $0[i] = result }
            }
        }
        let images = try results.withLock { try $0.compactMap { try $0?.get() } }
        self.init(images, labels: dataset.labels, classNames: dataset.classNames, name: dataset.name)
    }
}

extension Image {
    fileprivate func scaled(toPixels limit: Int, leastSide: Int) -> Image {
        guard width * height > limit else { return self }
        let shorter = min(width, height)
        let factor = max(
            (Double(limit) / Double(width * height)).squareRoot(),
            Double(min(leastSide, shorter)) / Double(shorter))
        return factor < 1
            ? resized(
                width: max(1, Int((Double(width) * factor).rounded())),
                height: max(1, Int((Double(height) * factor).rounded()))) : self
    }
}
