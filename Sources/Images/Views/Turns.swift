import Foundation
import Tensors

/// Left and right swapped, or not.
public struct RandomHorizontalFlip: ViewStep, Equatable {
    /// How often, 0…1.
    public var probability: Float

    /// Swaps with the given probability.
    public init(probability: Float = 0.5) { self.probability = probability }

    /// Mirrors the picture on the canvas, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        if rng.uniform() < probability { canvas.mirror() }
    }

    /// Such as `RandomHorizontalFlip, probability 0.5`.
    public var description: String { "RandomHorizontalFlip, probability \(text(probability))" }
}

/// Top and bottom swapped, or not: for pictures without an up, such as those taken from the air.
public struct RandomVerticalFlip: ViewStep, Equatable {
    /// How often, 0…1.
    public var probability: Float

    /// Swaps with the given probability.
    public init(probability: Float = 0.5) { self.probability = probability }

    /// Turns the picture on the canvas upside down, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        if rng.uniform() < probability { canvas.turnUpsideDown() }
    }

    /// Such as `RandomVerticalFlip, probability 0.5`.
    public var description: String { "RandomVerticalFlip, probability \(text(probability))" }
}

/// The picture turned about its middle by a random angle, or not; its size stays.
public struct RandomRotation: ViewStep, Equatable {
    /// Counter-clockwise angle in degrees, drawn uniformly.
    public var degrees: ClosedRange<Float>
    /// How often, 0…1.
    public var probability: Float
    /// Grey of the corners that show nothing, 0…255.
    public var fill: UInt8

    /// Turns by an angle of the given range.
    public init(degrees: ClosedRange<Float>, probability: Float = 1, fill: UInt8 = 0) {
        (self.degrees, self.probability, self.fill) = (degrees, probability, fill)
    }

    /// Turns the picture on the canvas, or not.
    public func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        guard rng.uniform() < probability else { return }
        canvas.rotate(degrees: rng.uniform(in: degrees), fill: fill)
    }

    /// Such as `RandomRotation -30…30 degrees, probability 1`.
    public var description: String {
        "RandomRotation \(text(degrees)) degrees, probability \(text(probability))"
    }
}

extension ViewCanvas {
    /// Swaps top and bottom.
    public func turnUpsideDown() {
        let (width, height) = (width, height)
        withPlanes { planes in
            for c in 0..<3 {
                for y in 0..<height / 2 {
                    let (upper, lower) = ((c * height + y) * width, (c * height + height - 1 - y) * width)
                    for x in 0..<width { planes.swapAt(upper + x, lower + x) }
                }
            }
        }
    }

    /// Turns the picture about its middle, counter-clockwise; its size stays, so corners are cut off and others filled.
    ///
    /// Each pixel is taken from where it lay before, between the four nearest pixels (bilinear), and rounded.
    /// - Parameter fill: grey of what lies outside the picture, 0…255.
    public func rotate(degrees: Float, fill: UInt8 = 0) {
        let (width, height) = (width, height)
        let (cosine, sine) = (cos(Double(degrees) * .pi / 180), sin(Double(degrees) * .pi / 180))
        let middle = (x: Double(width - 1) / 2, y: Double(height - 1) / 2)
        withPlanes { planes in
            let before = Array(planes)
            for y in 0..<height {
                for x in 0..<width {
                    let (dx, dy) = (Double(x) - middle.x, Double(y) - middle.y)
                    let spot = PixelSpot(
                        x: cosine * dx - sine * dy + middle.x, y: sine * dx + cosine * dy + middle.y)
                    for c in 0..<3 {
                        let value = spot.value(in: before, plane: c, width: width, height: height, fill: fill)
                        planes[(c * height + y) * width + x] = value.rounded()
                    }
                }
            }
        }
    }
}

/// A place between four pixels.
private struct PixelSpot {
    let left: Int
    let top: Int
    /// Weights of the pixels at the right and at the bottom.
    let right: Float
    let bottom: Float

    init(x: Double, y: Double) {
        (left, top) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
        (right, bottom) = (Float(x - Double(left)), Float(y - Double(top)))
    }

    func value(in planes: [Float], plane: Int, width: Int, height: Int, fill: UInt8) -> Float {
        func pixel(_ x: Int, _ y: Int) -> Float {
            guard x >= 0, x < width, y >= 0, y < height else { return Float(fill) }
            return planes[(plane * height + y) * width + x]
        }
        let upper = pixel(left, top) * (1 - right) + pixel(left + 1, top) * right
        let lower = pixel(left, top + 1) * (1 - right) + pixel(left + 1, top + 1) * right
        return upper * (1 - bottom) + lower * bottom
    }
}
