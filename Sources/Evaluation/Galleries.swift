import Datasets
import Images
import Plots
import Tensors

extension Evaluator {
    /// Test pictures and the training pictures nearest to them, with cosine distances: what the encoder finds alike.
    ///
    /// A neighbour of the same class is framed as right, another as wrong.
    /// - Parameters:
    ///   - pictures: places in the test part; by default the first of each class.
    ///   - count: neighbours of each.
    ///   - side: of a shown picture, pixels.
    public func neighborGallery(
        of pictures: [Int]? = nil, count: Int = 7, side: Int = 64,
        title: String = "Test pictures and their nearest neighbours in training"
    ) throws -> ImageGrid {
        let pictures = pictures ?? firstOfEachClass(in: test)
        let features = try features()
        let (neighbors, cosines) = nearestNeighbors(
            of: withoutGradients { features.test.rows(pictures) }, in: features.training, count: count)
        let rows = try zip(pictures, neighbors).map { query, found in
            try [shown(test, query, side)] + found.map { try shown(training, $0, side) }
        }
        let frames = zip(pictures, neighbors).map { query, found -> [ImageGrid.Frame] in
            [ImageGrid.Frame.none]
                + found.map { training.label($0) == test.label(query) ? .right : .wrong }
        }
        let captions = cosines.map { row -> [String] in
            [""] + row.map { "distance \(fixed(1 - Double($0), decimals: 2))" }
        }
        return grid(
            of: rows, title: title, rowTitles: pictures.map { test.classNames[test.label($0)] },
            columnTitles: ["picture"] + (0..<(neighbors.first?.count ?? 0)).map { "\($0 + 1)" },
            captions: captions, frames: frames)
    }

    /// The test pictures that excite single neurons of the representation most: what each of them looks for.
    ///
    /// - Parameters:
    ///   - neurons: places in the representation, 0 ..< D; by default the ones whose values vary most.
    ///   - count: pictures of each.
    ///   - side: of a shown picture, pixels.
    public func favourites(
        of neurons: [Int]? = nil, count: Int = 8, side: Int = 64,
        title: String = "The pictures that excite a neuron most"
    ) throws -> ImageGrid {
        let features = try features().test
        let neurons = neurons ?? Array(mostVarying(features).prefix(5))
        let best = neurons.map { topRows(of: features, column: $0, count: count) }
        return grid(
            of: try best.map { try $0.map { try shown(test, $0.row, side) } }, title: title,
            rowTitles: neurons.map { "neuron \($0)" },
            captions: best.map { row in
                row.map { "\(test.classNames[test.label($0.row)]), \(fixed(Double($0.value), decimals: 2))" }
            })
    }

    /// How alike the test pictures are to each other, by the cosine of their representations, ordered by class: classes
    /// that the encoder tells apart are bright squares on the diagonal.
    ///
    /// - Parameter perClass: the first so many pictures of each class.
    public func similarityMap(
        perClass: Int = 20, title: String = "Cosine similarity of test pictures"
    ) throws -> Figure {
        let chosen = test.subset(perClass: perClass).indices
        let features = try features().test
        let cosines = withoutGradients {
            let directions = features.rows(chosen).normalized(axis: 1)
            return matmul(directions, directions, transposeB: true)
        }
        return heatmap(
            cosines, title: title, order: chosen.map { test.label($0) }, classNames: test.classNames,
            options: HeatmapOptions(scaleLabel: "cosine"))
    }

    /// How alike the encoder makes two views of a picture, and how evenly it spreads pictures: see the functions
    /// `alignment` and `uniformity`.
    ///
    /// - Parameters:
    ///   - pipeline: how the two views are made.
    ///   - seed: decides the views.
    public func alignmentAndUniformity(
        _ pipeline: ViewPipeline, seed: UInt64 = 0
    ) throws -> (alignment: Double, uniformity: Double) {
        let viewed = try [0, 1].map { view in
            let made = RandomViews(of: test, pipeline: pipeline, view: view, seed: seed)
            return try encode(made, with: encoder, views: views)
        }
        return (alignment(viewed[0], viewed[1]), uniformity(try features().test))
    }

    private func firstOfEachClass(in dataset: any ImageDataset) -> [Int] {
        let labels = dataset.labels
        return dataset.classNames.indices.compactMap { labels.firstIndex(of: $0) }
    }

    private func shown(_ dataset: any ImageDataset, _ place: Int, _ side: Int) throws -> Image {
        var rng = RandomGenerator(seed: 0)  // evaluation draws nothing from it
        return ViewPipeline.evaluation(size: side)(try dataset.image(place), using: &rng).image
    }
}

/// The columns of `[N, D]`, most varying first.
package func mostVarying(_ features: Tensor) -> [Int] {
    let variances = withoutGradients {
        let features = features.detached()
        return (features - features.mean(axis: 0)).square().mean(axis: 0).values
    }
    return variances.indices.sorted { (variances[$1], $0) < (variances[$0], $1) }
}

/// The rows with the largest values in a column of `[N, D]`, largest first; of equal ones the first.
package func topRows(of features: Tensor, column: Int, count: Int) -> [(row: Int, value: Float)] {
    let (rows, width) = requireFeatures(features, "favourites")
    precondition((0..<width).contains(column), "favourites: neuron \(column) of \(width)")
    let values = features.withUnsafeBuffer { all in (0..<rows).map { all[$0 * width + column] } }
    let order = values.indices.sorted { (values[$1], $0) < (values[$0], $1) }
    return order.prefix(count).map { ($0, values[$0]) }
}

/// One random view of every picture of a dataset.
private struct RandomViews: ImageDataset {
    let base: any ImageDataset
    let pipeline: ViewPipeline
    let view: Int
    let seed: UInt64

    init(of base: any ImageDataset, pipeline: ViewPipeline, view: Int, seed: UInt64) {
        (self.base, self.view, self.seed) = (base, view, seed)
        // The encoder's own views normalise.
        self.pipeline = ViewPipeline(
            size: pipeline.size, steps: pipeline.steps.filter { !($0 is Normalize) })
    }

    var name: String { base.name }
    var classNames: [String] { base.classNames }
    var count: Int { base.count }
    func label(_ i: Int) -> Int { base.label(i) }

    func image(_ i: Int) throws -> Image {
        var rng = RandomGenerator(seed: seed, stream: 0x414C_4947, UInt64(i), UInt64(view))
        return pipeline(try base.image(i), using: &rng).image
    }
}
