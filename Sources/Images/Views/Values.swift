import Tensors

/// Light values turned into their negative, or not (BYOL, arXiv:2006.07733, appendix B).
public struct RandomSolarize: ViewStep, Equatable {
    /// Values from here on become 255 minus them.
    public var threshold: UInt8
    /// How often, 0…1.
    public var probability: Float

    /// Solarises with the given probability.
    public init(threshold: UInt8 = 128, probability: Float = 0.2) {
        (self.threshold, self.probability) = (threshold, probability)
    }

    /// Solarises the picture on the canvas, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        if rng.uniform() < probability { canvas.solarise(threshold: threshold) }
    }

    /// Such as `RandomSolarize from 128, probability 0.2`.
    public var description: String { "RandomSolarize from \(threshold), probability \(text(probability))" }
}

/// A square anywhere in the picture painted over, or not (arXiv:1708.04552): no single part can be relied on.
///
/// The middle of the square may be any pixel, so that at the border it is cut off.
public struct RandomCutout: ViewStep, Equatable {
    /// Side of the square as a share of the picture's shorter side, 0…1.
    public var share: Float
    /// How often, 0…1.
    public var probability: Float
    /// Grey of the square, 0…255.
    public var fill: UInt8

    /// Paints a square over.
    public init(share: Float = 0.5, probability: Float = 1, fill: UInt8 = 128) {
        precondition((0...1).contains(share), "RandomCutout: the share must lie in 0…1, got \(share)")
        (self.share, self.probability, self.fill) = (share, probability, fill)
    }

    /// Paints over a part of the picture on the canvas, or nothing.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        guard rng.uniform() < probability else { return }
        let side = Int((share * Float(min(canvas.width, canvas.height))).rounded())
        let x = Int.random(in: 0..<canvas.width, using: &rng) - side / 2
        let y = Int.random(in: 0..<canvas.height, using: &rng) - side / 2
        canvas.cutOut(PixelBox(left: x, top: y, width: side, height: side), fill: fill)
    }

    /// Such as `RandomCutout 0.5 of the side, probability 1`.
    public var description: String {
        "RandomCutout \(text(share)) of the side, probability \(text(probability))"
    }
}

/// Values less a mean, over a deviation, as networks trained by others expect them: a last step.
///
/// Views are then no longer in 0…1. `Session.evaluator` and `fineTune` normalise in the same way what they show the
/// network.
public struct Normalize: ViewStep, Equatable {
    /// Red, green and blue, 0…1.
    public var mean: SIMD3<Float>
    /// Red, green and blue, > 0.
    public var deviation: SIMD3<Float>

    /// Normalises by the statistics of a set of pictures.
    public init(mean: SIMD3<Float>, deviation: SIMD3<Float>) {
        precondition(
            (0..<3).allSatisfy { deviation[$0] > 0 }, "Normalize: deviations must be > 0, got \(deviation)")
        (self.mean, self.deviation) = (mean, deviation)
    }

    /// ImageNet's statistics, which torchvision's networks are trained with.
    public static let imageNet = Normalize(mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])
    /// CIFAR-10's statistics.
    public static let cifar10 = Normalize(
        mean: [0.4914, 0.4822, 0.4465], deviation: [0.2470, 0.2435, 0.2616])

    /// Normalises the picture on the canvas.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        canvas.normalise(mean: mean, deviation: deviation)
    }

    /// Such as `Normalize mean 0.485, 0.456, 0.406, deviation 0.229, 0.224, 0.225`.
    public var description: String {
        "Normalize mean \(mean.x), \(mean.y), \(mean.z), "
            + "deviation \(deviation.x), \(deviation.y), \(deviation.z)"
    }
}

extension ViewCanvas {
    /// Turns values from `threshold` on into 255 minus them.
    public func solarise(threshold: UInt8 = 128) {
        let threshold = Float(threshold)
        withPlanes { planes in
            for i in planes.indices where planes[i] >= threshold { planes[i] = 255 - planes[i] }
        }
    }

    /// Paints a box in one grey; what of it lies outside the picture does not matter.
    public func cutOut(_ box: PixelBox, fill: UInt8 = 128) {
        let (width, height) = (width, height)
        let columns = max(0, box.left)..<max(0, box.left, min(width, box.left + box.width))
        let rows = max(0, box.top)..<max(0, box.top, min(height, box.top + box.height))
        withPlanes { planes in
            for c in 0..<3 {
                for y in rows { for x in columns { planes[(c * height + y) * width + x] = Float(fill) } }
            }
        }
    }

    /// Takes the mean off and divides by the deviation, both of values 0…1: the canvas then holds 255 times that.
    public func normalise(mean: SIMD3<Float>, deviation: SIMD3<Float>) {
        withPlanes { planes in
            let pixels = planes.count / 3
            for c in 0..<3 {
                let (shift, scale) = (255 * mean[c], 1 / deviation[c])
                for i in c * pixels..<(c + 1) * pixels { planes[i] = (planes[i] - shift) * scale }
            }
        }
    }
}
