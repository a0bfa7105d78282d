import Tensors

/// Brightness, contrast, saturation and hue changed by random amounts in random order (torchvision's `ColorJitter`
/// under `RandomApply`).
public struct ColorJitter: ViewStep, Equatable {
    /// The brightness factor is drawn from max(0, 1 − brightness) … 1 + brightness.
    public var brightness: Float
    /// The contrast factor is drawn from max(0, 1 − contrast) … 1 + contrast.
    public var contrast: Float
    /// The saturation factor is drawn from max(0, 1 − saturation) … 1 + saturation.
    public var saturation: Float
    /// The hue is turned by -hue … hue of the colour circle; at most 0.5.
    public var hue: Float
    /// How often anything is changed at all, 0…1.
    public var probability: Float

    /// Changes within the given amounts.
    public init(brightness: Float, contrast: Float, saturation: Float, hue: Float, probability: Float = 0.8) {
        precondition(
            min(brightness, contrast, saturation, hue) >= 0 && hue <= 0.5,
            "ColorJitter: amounts must be ≥ 0, hue at most 0.5; got \(brightness), \(contrast), \(saturation), \(hue)"
        )
        (self.brightness, self.contrast, self.saturation) = (brightness, contrast, saturation)
        (self.hue, self.probability) = (hue, probability)
    }

    /// SimCLR's amounts, 0.8, 0.8, 0.8 and 0.2, times `strength`.
    public init(strength: Float, probability: Float = 0.8) {
        self.init(
            brightness: 0.8 * strength, contrast: 0.8 * strength, saturation: 0.8 * strength,
            hue: 0.2 * strength,
            probability: probability)
    }

    /// Changes the colours on the canvas, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        guard rng.uniform() < probability else { return }
        var order = SIMD4<UInt8>(0, 1, 2, 3)
        for i in 0..<3 {
            let j = Int.random(in: i..<4, using: &rng)
            (order[i], order[j]) = (order[j], order[i])
        }
        let factors = [brightness, contrast, saturation].map { rng.uniform(in: max(0, 1 - $0)...1 + $0) }
        let turn = rng.uniform(in: -hue...hue)
        for i in 0..<4 {
            switch order[i] {
            case 0: if brightness > 0 { canvas.adjust(brightness: factors[0]) }
            case 1: if contrast > 0 { canvas.adjust(contrast: factors[1]) }
            case 2: if saturation > 0 { canvas.adjust(saturation: factors[2]) }
            default: if hue > 0 { canvas.adjust(hue: turn) }
            }
        }
    }

    /// Such as `ColorJitter 0.8, 0.8, 0.8, 0.2, probability 0.8`.
    public var description: String {
        "ColorJitter brightness \(text(brightness)), contrast \(text(contrast)), saturation \(text(saturation)), "
            + "hue \(text(hue)), probability \(text(probability))"
    }
}

/// Greyscale in three channels, or not.
public struct RandomGrayscale: ViewStep, Equatable {
    /// How often, 0…1.
    public var probability: Float

    /// Greyscale with the given probability.
    public init(probability: Float = 0.2) { self.probability = probability }

    /// Makes the picture on the canvas grey, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        if rng.uniform() < probability { canvas.makeGrey() }
    }

    /// Such as `RandomGrayscale, probability 0.2`.
    public var description: String { "RandomGrayscale, probability \(text(probability))" }
}

/// A Gaussian blur of random width.
public struct GaussianBlur: ViewStep, Equatable {
    /// Weights along each axis; odd, below twice the picture's side.
    public var taps: Int
    /// Standard deviation in pixels, drawn uniformly.
    public var sigma: ClosedRange<Float>
    /// How often, 0…1.
    public var probability: Float

    /// Blurs with a kernel of `taps`×`taps` weights.
    public init(taps: Int, sigma: ClosedRange<Float> = 0.1...2, probability: Float = 1) {
        precondition(
            taps > 0 && taps % 2 == 1 && sigma.lowerBound > 0,
            "GaussianBlur: needs an odd number of taps and sigma > 0, got \(taps) taps, sigma \(sigma)")
        (self.taps, self.sigma, self.probability) = (taps, sigma, probability)
    }

    /// Blurs the picture on the canvas, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        guard rng.uniform() < probability else { return }
        canvas.blur(taps: taps, sigma: rng.uniform(in: sigma))
    }

    /// Such as `GaussianBlur 3×3, sigma 0.1…2, probability 1`.
    public var description: String {
        "GaussianBlur \(taps)×\(taps), sigma \(text(sigma)), probability \(text(probability))"
    }
}
