import Images
import Tensors

/// One flower in front of a background: everything about a picture but its resolution.
struct FlowerScene {
    private let kind: FlowerKind
    private let flower: FlowerDrawing
    private let backdrop: Backdrop
    /// Centre of the flower; the picture is the square −1…1.
    private let centre: Point
    private let radius: Float
    /// Turns the direction of the tilt to the x axis.
    private let intoTilt: Rotation
    /// The height that the tilt leaves, 0…1.
    private let tiltedHeight: Float
    /// Turns the direction of the tilt back, and the flower upright.
    private let intoFlower: Rotation
    /// Brightness gained towards the light.
    private let light: Point
    private let exposure: Float

    init(_ kind: FlowerKind, using rng: inout RandomGenerator) {
        self.kind = kind
        backdrop = Backdrop(using: &rng)
        radius = rng.uniform(in: 0.6...0.95)
        centre = Point(rng.uniform(in: -0.25...0.25), rng.uniform(in: -0.25...0.25))
        // A tulip stands; the others are seen from above, from any side.
        let turn = kind == .tulip ? rng.uniform(in: -0.09...0.09) : rng.uniform(in: -0.5...0.5)
        let flattest: Float = kind == .tulip ? 0.9 : 0.65
        let direction = rng.uniform(in: -0.5...0.5)
        (intoTilt, tiltedHeight) = (Rotation(turns: -direction), rng.uniform(in: flattest...1))
        intoFlower = Rotation(turns: direction - turn)
        let strength = rng.uniform(in: 0...0.35)
        light = Rotation(turns: rng.uniform(in: -0.5...0.5))(Point(strength, 0))
        exposure = rng.uniform(in: 0.75...1.1)
        flower = FlowerDrawing(kind, using: &rng)
    }

    /// The picture with `size` pixels a side, one sample a pixel: every edge is as soft as a pixel is wide.
    func painted(size: Int, grain rng: inout RandomGenerator) -> Image {
        var pixels = [UInt8]()
        pixels.reserveCapacity(3 * size * size)
        let step = 2 / Float(size)
        for row in 0..<size {
            for column in 0..<size {
                let point = Point((Float(column) + 0.5) * step - 1, 1 - (Float(row) + 0.5) * step)
                let behind = backdrop.colour(at: point, blur: step / 2)
                let painted = foreground(over: behind, at: point, blur: step / 2)
                let brightness = exposure * (1 + light.x * point.x + light.y * point.y)
                let noise = Colour(repeating: (rng.uniform() - 0.5) * 0.05)
                let bytes = (painted * brightness + noise).clamped(lowerBound: .zero, upperBound: .one) * 255
                for channel in 0..<3 { pixels.append(UInt8(bytes[channel].rounded())) }
            }
        }
        return Image(width: size, height: size, pixels: pixels)
    }

    private func foreground(over behind: Colour, at point: Point, blur: Float) -> Colour {
        var (result, local) = (behind, point - centre)
        if kind == .tulip { result = flower.stalk(over: result, at: local / radius, blur: blur / radius) }
        guard local.length < 1.3 * radius else { return result }
        local = intoTilt(local)
        local.y /= tiltedHeight
        local = intoFlower(local) / radius
        return flower.bloom(over: result, at: local, blur: blur / radius)
    }
}

/// What lies behind a flower: two colours that run into each other, patches out of focus, and blades of grass.
struct Backdrop {
    private let top: Colour
    private let bottom: Colour
    private var patches: [(centre: Point, radius: Float, colour: Colour, opacity: Float)] = []
    private var blades: [(foot: Point, turn: Rotation, petal: Petal, colour: Colour)] = []

    init(using rng: inout RandomGenerator) {
        let hue = rng.uniform()
        func shade(_ value: ClosedRange<Float>) -> Colour {
            Datasets.colour(
                hue: hue + rng.uniform(in: -0.12...0.12), saturation: rng.uniform(in: 0.1...0.8),
                value: rng.uniform(in: value))
        }
        top = shade(0.15...0.85)
        bottom = shade(0.1...0.7)
        for _ in 0..<4 {
            patches.append(
                (
                    Point(rng.uniform(in: -1...1), rng.uniform(in: -1...1)), rng.uniform(in: 0.2...0.6),
                    shade(0.1...1), rng.uniform(in: 0.2...0.7)
                ))
        }
        for _ in 0..<4 {
            let petal = Petal(
                from: 0, to: rng.uniform(in: 0.8...2), halfWidth: rng.uniform(in: 0.06...0.16), tip: .pointed)
            let foot = Point(rng.uniform(in: -1.1...1.1), rng.uniform(in: -1.2...0))
            let lean = rng.uniform(in: 0.1...0.4)
            blades.append((foot, Rotation(turns: -lean), petal, shade(0.15...0.75)))
        }
    }

    func colour(at point: Point, blur: Float) -> Colour {
        var result = mixed(bottom, top, (point.y + 1) / 2)
        for patch in patches {
            let distance = (point - patch.centre).length / patch.radius
            result = mixed(result, patch.colour, patch.opacity * (1 - smooth(distance)))
        }
        for blade in blades {
            let local = blade.turn(point - blade.foot)
            let inside = blade.petal.coverage(at: local, blur: 4 * blur)
            let vein = 0.8 + 0.2 * smooth(abs(local.y) * 40)
            result = mixed(result, blade.colour * vein, 0.85 * inside)
        }
        return result
    }
}
