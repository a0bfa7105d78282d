import Tensors

/// What each step of a pipeline made of one picture, for several views.
///
/// Shown in a cell as a grid: a row a view, a column a step.
public struct ViewPreview: Sendable, Equatable {
    /// One step of one view.
    public struct Stage: Sendable, Equatable {
        /// The step's own words, such as `RandomGrayscale, probability 0.2`.
        public let step: String
        /// What the picture was like after it.
        public let image: Image
        /// Whether the step changed anything this time.
        public let hasChanged: Bool
    }

    /// The picture.
    public let original: Image
    /// The steps of each view, in order.
    public let views: [[Stage]]
}

extension ViewPipeline {
    /// Views of a picture, step by step.
    ///
    ///     ViewPipeline.simCLR(size: 96).preview(of: picture, views: 3, seed: 1)
    ///
    /// - Parameters:
    ///   - views: how many.
    ///   - seed: the same seed, the same views.
    public func preview(of image: Image, views: Int = 2, seed: UInt64 = 0) -> ViewPreview {
        precondition(views > 0, "preview: needs at least 1 view, got \(views)")
        let stages = (0..<views).map { view in
            var rng = RandomGenerator(seed: seed, stream: UInt64(view))
            let canvas = ViewCanvas()
            canvas.load(image)
            var before = image
            return steps.map { step in
                step.apply(to: canvas, using: &rng)
                let after = canvas.image
                defer { before = after }
                return ViewPreview.Stage(
                    step: step.description, image: after, hasChanged: after != before)
            }
        }
        return ViewPreview(original: image, views: stages)
    }

    /// Several views of a picture, one after the other from the generator.
    public func views(_ count: Int, of image: Image, using rng: inout RandomGenerator) -> [FloatImage] {
        precondition(count > 0, "views: needs at least 1 view, got \(count)")
        return (0..<count).map { _ in self(image, using: &rng) }
    }
}
