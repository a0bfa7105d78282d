import Tensors

/// One step on the way from a picture to a view. Write your own by drawing whatever is random from the generator,
/// so that the same seed gives the same view.
public protocol ViewStep: Sendable, CustomStringConvertible {
    /// Changes the picture on the canvas.
    func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator)
}

/// How views are made from pictures: random steps, one after the other, that end in a square.
///
///     let pipeline = ViewPipeline.simCLR(size: 32)
///     var rng = RandomGenerator(seed: 1)
///     let views = (0..<2).map { _ in pipeline(picture, using: &rng) }
public struct ViewPipeline: Sendable {
    /// The side of a view in pixels.
    public let size: Int
    /// The steps in order; together they must end in pictures of `size`×`size` pixels.
    public var steps: [any ViewStep]

    /// A pipeline of your own; `RandomResizedCrop` or `CentreCrop` are good first steps.
    public init(size: Int, steps: [any ViewStep]) {
        precondition(size > 0, "ViewPipeline: the size must be at least 1 pixel, got \(size)")
        self.size = size
        self.steps = steps
    }

    /// A view of the picture, different at each call unless the generator is in the same state.
    public func callAsFunction(_ image: Image, using rng: inout RandomGenerator) -> FloatImage {
        let canvas = ViewCanvas()
        apply(to: image, on: canvas, using: &rng)
        return canvas.floatImage
    }

    /// Writes a view into a batch.
    ///
    /// - Parameters:
    ///   - out: `[size, size, 3]`, values 0…1.
    ///   - canvas: working memory, one per thread.
    public func write(
        viewOf image: Image, into out: UnsafeMutableBufferPointer<Float>, on canvas: ViewCanvas,
        using rng: inout RandomGenerator
    ) {
        apply(to: image, on: canvas, using: &rng)
        canvas.write(into: out)
    }

    /// Writes a view of a picture that was reduced when it was decoded from `width`×`height` pixels.
    public func write(
        viewOf reduced: Image, standingFor width: Int, _ height: Int,
        into out: UnsafeMutableBufferPointer<Float>, on canvas: ViewCanvas, using rng: inout RandomGenerator
    ) {
        canvas.load(reduced, standingFor: width, height)
        finish(on: canvas, using: &rng)
        canvas.write(into: out)
    }

    private func apply(to image: Image, on canvas: ViewCanvas, using rng: inout RandomGenerator) {
        canvas.load(image)
        finish(on: canvas, using: &rng)
    }

    private func finish(on canvas: ViewCanvas, using rng: inout RandomGenerator) {
        for step in steps { step.apply(to: canvas, using: &rng) }
        precondition(
            canvas.width == size && canvas.height == size,
            "ViewPipeline: the steps end in \(canvas.width)×\(canvas.height) pixels, not \(size)×\(size); "
                + "begin with RandomResizedCrop(\(size)) or CentreCrop(\(size))")
    }
}

extension ViewPipeline: CustomStringConvertible {
    /// The steps, one a line.
    public var description: String {
        (["views of \(size)×\(size) pixels:"] + steps.map { "  \($0)" }).joined(separator: "\n")
    }
}
