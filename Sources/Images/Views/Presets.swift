// The augmentations of the usual methods as values. Each takes the side of a view and a `strength` of the colour
// changes: 1 is the source's.

extension ViewPipeline {
    /// SimCLR's augmentation (arXiv:2002.05709, appendix A, with torchvision's ranges): a random crop, mirrored or
    /// not, with other colours, at times grey, blurred.
    /// - Parameters:
    ///   - strength: of the colour changes; 1 is the paper's for ImageNet, 0.5 for CIFAR-10.
    ///   - blur: how often a view is blurred, 0…1; always in the PyTorch SimCLR repository, 0.5 in the paper.
    public static func simCLR(size: Int, strength: Float = 1, blur: Float = 1) -> ViewPipeline {
        ViewPipeline(
            size: size,
            steps: [
                RandomResizedCrop(size), RandomHorizontalFlip(), ColorJitter(strength: strength),
                RandomGrayscale(), GaussianBlur(taps: blurTaps(size), probability: blur),
            ])
    }

    /// SimCLR v2's (arXiv:2006.10029): as SimCLR's, with crops scaled bicubically and every second view blurred.
    public static func simCLRv2(size: Int, strength: Float = 1) -> ViewPipeline {
        ViewPipeline(
            size: size,
            steps: [
                RandomResizedCrop(size, interpolation: .bicubic), RandomHorizontalFlip(),
                ColorJitter(strength: strength), RandomGrayscale(),
                GaussianBlur(taps: blurTaps(size), probability: 0.5),
            ])
    }

    /// MoCo v2's (arXiv:2003.04297): larger crops (area 0.2…1) and half of SimCLR's colour change.
    public static func mocov2(size: Int, strength: Float = 1) -> ViewPipeline {
        ViewPipeline(
            size: size,
            steps: [
                RandomResizedCrop(size, area: 0.2...1),
                ColorJitter(
                    brightness: 0.4 * strength, contrast: 0.4 * strength, saturation: 0.4 * strength,
                    hue: 0.1 * strength),
                RandomGrayscale(), GaussianBlur(taps: blurTaps(size), probability: 0.5),
                RandomHorizontalFlip(),
            ])
    }

    /// One of BYOL's two views (arXiv:2006.07733, appendix B); see `[ViewPipeline].byol(size:strength:)` for both.
    /// - Parameter view: 0 is always blurred; 1 seldom, and solarised every fifth time.
    public static func byol(size: Int, strength: Float = 1, view: Int) -> ViewPipeline {
        precondition((0...1).contains(view), "byol: there are views 0 and 1, got \(view)")
        return ViewPipeline(
            size: size,
            steps: [
                RandomResizedCrop(size, interpolation: .bicubic), RandomHorizontalFlip(),
                ColorJitter(
                    brightness: 0.4 * strength, contrast: 0.4 * strength, saturation: 0.2 * strength,
                    hue: 0.1 * strength),
                RandomGrayscale(), GaussianBlur(taps: blurTaps(size), probability: view == 0 ? 1 : 0.1),
                RandomSolarize(probability: view == 0 ? 0 : 0.2),
            ])
    }

    /// Hardly any change: crops of at least three quarters of the area, mirrored or not, and a tenth of SimCLR's
    /// colour change. For supervised training, and to see what strong augmentation is good for.
    public static func weak(size: Int, strength: Float = 1) -> ViewPipeline {
        ViewPipeline(
            size: size,
            steps: [
                RandomResizedCrop(size, area: 0.75...1), RandomHorizontalFlip(),
                ColorJitter(strength: 0.1 * strength),
            ])
    }

    /// For pictures whose colour tells the classes apart: a quarter of the colour change, no grey, no blur, larger
    /// crops (area 0.2…1).
    public static func gentle(size: Int) -> ViewPipeline {
        ViewPipeline(
            size: size,
            steps: [
                RandomResizedCrop(size, area: 0.2...1), RandomHorizontalFlip(), ColorJitter(strength: 0.25),
            ])
    }

    /// For evaluation, nothing random: the shorter side scaled to `size`, the middle cut out.
    public static func evaluation(size: Int) -> ViewPipeline {
        ViewPipeline(size: size, steps: [CentreCrop(size)])
    }

    /// What evaluation shows a network that is trained on this pipeline's views: the middle of the picture, normalised
    /// where they are.
    public var evaluation: ViewPipeline {
        ViewPipeline(size: size, steps: [CentreCrop(size)] + steps.filter { $0 is Normalize })
    }

    /// The pipeline with a last step more: `.simCLR(size: 32).normalized(.cifar10)`.
    public func normalized(_ normalize: Normalize) -> ViewPipeline {
        ViewPipeline(size: size, steps: steps + [normalize])
    }

    /// About a tenth of the side, odd, at least 3.
    private static func blurTaps(_ size: Int) -> Int { max(3, size / 10 / 2 * 2 + 1) }
}

extension [ViewPipeline] {
    /// BYOL's two views, which differ: the first is always blurred, the second seldom, but solarised every fifth time.
    public static func byol(size: Int, strength: Float = 1) -> [ViewPipeline] {
        (0...1).map { .byol(size: size, strength: strength, view: $0) }
    }

    /// Multi-crop (SwAV, arXiv:2006.09882, §3.2): two views of large crops and several small views of small ones, which
    /// cost little.
    ///
    ///     session.pipelines = .multiCrop(size: 32, smallSize: 16, smallCount: 4)
    ///
    /// For losses that take any number of views, such as `InfoNCE`.
    /// - Parameters:
    ///   - size: side of the two large views; their crops have areas from `border` to 1.
    ///   - smallSize: side of the small views; their crops have areas from 0.05 to `border`.
    ///   - border: between the areas; the paper's is 0.14.
    public static func multiCrop(
        size: Int, smallSize: Int, smallCount: Int = 4, border: Float = 0.14, strength: Float = 1
    ) -> [ViewPipeline] {
        let pipeline = { (size: Int, area: ClosedRange<Float>) in
            var pipeline = ViewPipeline.simCLR(size: size, strength: strength, blur: 0.5)
            pipeline.steps[0] = RandomResizedCrop(size, area: area)
            return pipeline
        }
        return Array(repeating: pipeline(size, border...1), count: 2)
            + Array(repeating: pipeline(smallSize, 0.05...border), count: smallCount)
    }
}
