import Tensors

/// A petal or leaf along the x axis.
struct Petal {
    enum Tip { case round, pointed }
    /// Where it begins and ends.
    var from: Float
    var to: Float
    /// Half of its width where it is widest.
    var halfWidth: Float
    var tip: Tip

    /// Half the width at `x`; negative beyond the ends.
    func halfWidth(at x: Float) -> Float {
        let t = (x - from) / (to - from)
        guard t > 0 && t < 1 else { return -0.1 }
        switch tip {
        case .round: return halfWidth * 2 * (t * (1 - t)).squareRoot() * (0.65 + 0.45 * t)
        case .pointed: return halfWidth * 1.75 * t.squareRoot() * (1 - t) * (1 + t)
        }
    }

    /// 1 inside, 0 outside, in between over a rim of `blur`.
    func coverage(at point: Point, blur: Float) -> Float {
        min(max(0.5 + (halfWidth(at: point.x) - abs(point.y)) / (2 * blur), 0), 1)
    }
}

/// A circle of petals around the origin.
struct PetalRing {
    var count: Int
    var petal: Petal
    /// Turn of the first petal.
    var offset: Float
    /// The length of each petal, as a share of the full one.
    var lengths: [Float]

    init(
        _ count: Int, _ petal: Petal, offset: Float, raggedness: Float, using rng: inout RandomGenerator
    ) {
        (self.count, self.petal, self.offset) = (count, petal, offset)
        lengths = (0..<count).map { _ in 1 - rng.uniform(in: 0...raggedness) }
    }

    /// Coverage of the nearest petal, and the place in it: along (0…1) and across (−1…1).
    func coverage(at point: Point, radius: Float, angle: Float, blur: Float) -> (
        inside: Float, along: Float, across: Float
    ) {
        let place = (angle - offset) * Float(count)
        let nearest = place.rounded()
        let index = ((Int(nearest) % count) + count) % count
        let local = Rotation(turns: (place - nearest) / Float(count))(Point(radius, 0))
        let scaled = Point(local.x / lengths[index], local.y)
        let half = petal.halfWidth(at: scaled.x)
        let inside = petal.coverage(at: scaled, blur: blur)
        return (inside, min(scaled.x / petal.to, 1), half > 0 ? min(max(local.y / half, -1), 1) : 0)
    }
}

/// A flower of radius 1 around the origin.
struct FlowerDrawing {
    private let kind: FlowerKind
    private let petals: Colour
    private let heart: Colour
    private let leaf: Colour
    private var rings: [PetalRing] = []
    private let heartRadius: Float

    init(_ kind: FlowerKind, using rng: inout RandomGenerator) {
        self.kind = kind
        let hue = rng.uniform()
        petals = colour(hue: hue, saturation: rng.uniform(in: 0.05...0.9), value: rng.uniform(in: 0.55...1))
        heart = colour(
            hue: rng.uniform(), saturation: rng.uniform(in: 0.3...0.9), value: rng.uniform(in: 0.2...0.85))
        leaf = colour(
            hue: rng.uniform(), saturation: rng.uniform(in: 0.2...0.7), value: rng.uniform(in: 0.25...0.7))
        switch kind {
        case .daisy: heartRadius = rng.uniform(in: 0.2...0.28)
        case .sunflower: heartRadius = rng.uniform(in: 0.48...0.6)
        case .dandelion: heartRadius = rng.uniform(in: 0.1...0.15)
        case .rose, .tulip: heartRadius = 0
        }
        rings = FlowerDrawing.rings(kind, heart: heartRadius, using: &rng)
    }

    private static func rings(
        _ kind: FlowerKind, heart: Float, using rng: inout RandomGenerator
    ) -> [PetalRing] {
        let offset = rng.uniform()
        func ring(_ count: Int, _ petal: Petal, _ shift: Float, ragged: Float = 0.1) -> PetalRing {
            PetalRing(count, petal, offset: offset + shift, raggedness: ragged, using: &rng)
        }
        switch kind {
        case .daisy:
            let n = Int.random(in: 9...13, using: &rng)
            let petal = Petal(from: 0.1, to: 1, halfWidth: 0.85 / Float(n), tip: .round)
            return [ring(n, petal, 0.5 / Float(n)), ring(n, petal, 0)]
        case .sunflower:
            let n = Int.random(in: 17...24, using: &rng)
            let petal = Petal(from: heart * 0.6, to: 1, halfWidth: 3 / Float(n), tip: .pointed)
            return [ring(n, petal, 0.5 / Float(n)), ring(n, petal, 0)]
        case .dandelion:
            let n = Int.random(in: 26...34, using: &rng)
            return [(n, 1), (n * 3 / 4, 0.78), (n / 2, 0.55)].map { (count: Int, reach: Float) in
                ring(count, Petal(from: 0, to: reach, halfWidth: 0.02, tip: .round), 0.3 * reach)
            }
        case .rose:
            return [(5, 1), (5, 0.8), (4, 0.6), (3, 0.42), (3, 0.25)].enumerated().map {
                (layer: Int, shape: (count: Int, reach: Float)) in
                let petal = Petal(
                    from: -0.3 * shape.reach, to: shape.reach, halfWidth: 0.85 * shape.reach, tip: .round)
                return ring(shape.count, petal, 0.38 * Float(layer), ragged: 0.06)
            }
        case .tulip:
            return []
        }
    }

    /// Draws the flower over what lies behind it.
    func bloom(over background: Colour, at point: Point, blur: Float) -> Colour {
        let radius = point.length
        guard radius < 1.3 else { return background }
        if kind == .tulip { return cup(over: background, at: point, blur: blur) }
        let angle = turns(point.y, point.x)
        var result = background
        for (depth, ring) in rings.enumerated() {
            let part = ring.coverage(at: point, radius: radius, angle: angle, blur: blur)
            guard part.inside > 0 else { continue }
            let share = Float(depth + 1) / Float(rings.count)
            result = mixed(result, tint(part.along, part.across, share), part.inside * opacity)
            if kind == .dandelion { result = tuft(over: result, along: part.along, share) }
        }
        return disc(
            over: dandelionDown(over: result, radius), at: point, radius: radius, angle: angle, blur: blur)
    }

    private var opacity: Float { kind == .dandelion ? 0.8 : 1 }

    /// The colour of a petal: darker at its root and rim, and in the rings behind.
    private func tint(_ along: Float, _ across: Float, _ share: Float) -> Colour {
        switch kind {
        case .rose:
            let rim = 0.35 * smooth((along - 0.8) * 8)
            return petals * (0.3 + 0.2 * share + 0.3 * along * along + rim) * (1 - 0.45 * across * across)
        default:
            let vein = 1 - 0.15 * smooth(1 - abs(across) * 5)
            return petals * (0.6 + 0.25 * share + 0.2 * along) * vein * (1 - 0.3 * across * across)
        }
    }

    private func tuft(over background: Colour, along: Float, _ share: Float) -> Colour {
        mixed(background, petals, 0.5 * smooth((along - 0.75) * 8))
    }

    /// The haze of down between the seeds of a dandelion.
    private func dandelionDown(over background: Colour, _ radius: Float) -> Colour {
        guard kind == .dandelion, radius < 1 else { return background }
        let rim = smooth(radius * 5 - 3.6) * (1 - smooth((radius - 0.92) * 12))
        return mixed(background, petals, 0.12 + 0.3 * rim)
    }

    /// The heart of a daisy, sunflower or dandelion, with its seeds.
    private func disc(over background: Colour, at point: Point, radius: Float, angle: Float, blur: Float)
        -> Colour
    {
        guard heartRadius > 0 else { return background }
        let inside = min(max(0.5 + (heartRadius - radius) / (2 * blur), 0), 1)
        guard inside > 0 else { return background }
        let share = radius / heartRadius
        let seeds = wave(13 * angle + 6 * share) * wave(21 * angle - 8 * share)
        let shade = 0.75 + 0.25 * seeds * smooth(share * 3) + 0.25 * (1 - share)
        return mixed(background, heart * shade, inside)
    }

    /// A petal of a tulip, with its turn to the x axis and its brightness.
    private struct CupPetal {
        let petal: Petal
        let turn: Rotation
        let shade: Float

        init(lean: Float, halfWidth: Float, shade: Float) {
            petal = Petal(from: -0.15, to: 1.55 - abs(lean), halfWidth: halfWidth, tip: .pointed)
            turn = Rotation(turns: -0.25 - lean)
            self.shade = shade
        }
    }

    /// From behind to the front.
    private static let cupPetals = [
        CupPetal(lean: 0.05, halfWidth: 0.34, shade: 0.7),
        CupPetal(lean: -0.05, halfWidth: 0.34, shade: 0.78),
        CupPetal(lean: 0.075, halfWidth: 0.28, shade: 0.86),
        CupPetal(lean: -0.075, halfWidth: 0.28, shade: 0.92),
        CupPetal(lean: 0, halfWidth: 0.36, shade: 1),
    ]

    /// A tulip from the side.
    private func cup(over background: Colour, at point: Point, blur: Float) -> Colour {
        var result = background
        for part in FlowerDrawing.cupPetals {
            let local = part.turn(point - Point(0, -0.8))
            let inside = part.petal.coverage(at: local, blur: blur)
            guard inside > 0 else { continue }
            let across = local.y / part.petal.halfWidth
            let tint = petals * part.shade * (0.65 + 0.3 * local.x) * (1 - 0.35 * across * across)
            result = mixed(result, tint, inside)
        }
        return result
    }

    private static let leafTurn = Rotation(turns: -0.17)

    /// The stalk and leaf below a tulip.
    func stalk(over background: Colour, at point: Point, blur: Float) -> Colour {
        guard kind == .tulip else { return background }
        let stem = min(max(0.5 + (0.07 - abs(point.x)) / (2 * blur), 0), 1) * (point.y < -0.5 ? 1 : 0)
        var result = mixed(background, leaf * 0.85, stem)
        let local = FlowerDrawing.leafTurn(point - Point(0, -2.1))
        let blade = Petal(from: 0, to: 1.5, halfWidth: 0.2, tip: .pointed)
        result = mixed(result, leaf, blade.coverage(at: local, blur: blur))
        return result
    }
}
