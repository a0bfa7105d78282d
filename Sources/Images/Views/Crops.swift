import Foundation
import Tensors

/// A box of random area and shape, scaled to a square (torchvision's `RandomResizedCrop`).
public struct RandomResizedCrop: ViewStep, Equatable {
    /// Side of the result in pixels.
    public var size: Int
    /// Part of the picture's area that the box covers, drawn uniformly.
    public var area: ClosedRange<Float>
    /// Width over height of the box, drawn uniformly in its logarithm.
    public var aspect: ClosedRange<Float>
    /// How the box is scaled.
    public var interpolation: Interpolation

    /// Boxes of the given areas and shapes; the defaults are torchvision's.
    public init(
        _ size: Int, area: ClosedRange<Float> = 0.08...1, aspect: ClosedRange<Float> = 3 / 4...4 / 3,
        interpolation: Interpolation = .bilinear
    ) {
        precondition(
            size > 0 && area.lowerBound > 0 && area.upperBound <= 1 && aspect.lowerBound > 0,
            "RandomResizedCrop: needs size ≥ 1, 0 < area ≤ 1, aspect > 0; got \(size), \(area), \(aspect)")
        (self.size, self.area, self.aspect, self.interpolation) = (size, area, aspect, interpolation)
    }

    /// Crops and scales the picture on the canvas.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        canvas.resample(
            box(width: canvas.width, height: canvas.height, using: &rng), width: size, height: size,
            interpolation: interpolation)
    }

    /// A random box in a picture of the given size: ten tries, then the largest box in the middle whose shape is
    /// allowed.
    public func box(width: Int, height: Int, using rng: inout RandomGenerator) -> PixelBox {
        let shapes = log(aspect.lowerBound)...log(aspect.upperBound)
        for _ in 0..<10 {
            let pixels = Float(width * height) * rng.uniform(in: area)
            let shape = exp(rng.uniform(in: shapes))
            let w = Int((pixels * shape).squareRoot().rounded(.toNearestOrEven))
            let h = Int((pixels / shape).squareRoot().rounded(.toNearestOrEven))
            guard (1...width).contains(w) && (1...height).contains(h) else { continue }
            return PixelBox(
                left: Int.random(in: 0...width - w, using: &rng),
                top: Int.random(in: 0...height - h, using: &rng),
                width: w, height: h)
        }
        let shape = Float(width) / Float(height)
        let w = shape > aspect.upperBound ? Int((Float(height) * aspect.upperBound).rounded()) : width
        let h = shape < aspect.lowerBound ? Int((Float(width) / aspect.lowerBound).rounded()) : height
        let (boxWidth, boxHeight) = (max(1, w), max(1, h))
        return PixelBox(
            left: (width - boxWidth) / 2, top: (height - boxHeight) / 2, width: boxWidth, height: boxHeight)
    }

    /// Such as `RandomResizedCrop 32, area 0.08…1, aspect 0.75…1.33`.
    public var description: String {
        "RandomResizedCrop \(size), area \(text(area)), aspect \(text(aspect))"
            + (interpolation == .bicubic ? ", bicubic" : "")
    }
}

/// The shorter side scaled to `size`, then the square in the middle; nothing random.
public struct CentreCrop: ViewStep, Equatable {
    /// Side of the result in pixels.
    public var size: Int

    /// A square of `size` pixels.
    public init(_ size: Int) {
        precondition(size > 0, "CentreCrop: the size must be at least 1 pixel, got \(size)")
        self.size = size
    }

    /// Scales and crops the picture on the canvas.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        let shorter = min(canvas.width, canvas.height)
        let (width, height) = (size * canvas.width / shorter, size * canvas.height / shorter)
        // Half pixels to the even side, as torchvision rounds.
        let left = Int((Double(width - size) / 2).rounded(.toNearestOrEven))
        let top = Int((Double(height - size) / 2).rounded(.toNearestOrEven))
        let middle = PixelBox(left: left, top: top, width: size, height: size)
        let whole = PixelBox(left: 0, top: 0, width: canvas.width, height: canvas.height)
        canvas.resample(whole, width: width, height: height, window: middle)
    }

    /// Such as `CentreCrop 32`.
    public var description: String { "CentreCrop \(size)" }
}

/// A number with at most two decimals.
func text(_ number: Float) -> String {
    let hundredths = Int((number * 100).rounded())
    let sign = hundredths < 0 ? "-" : ""
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    guard rest > 0 else { return "\(sign)\(whole)" }
    return rest % 10 == 0 ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
}

/// A range as `0.08…1`.
func text(_ range: ClosedRange<Float>) -> String { "\(text(range.lowerBound))…\(text(range.upperBound))" }
