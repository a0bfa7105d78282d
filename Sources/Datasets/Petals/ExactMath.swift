// Angles and waves from additions, products, quotients and square roots alone, which IEEE 754 rounds alike on
// every machine. Good to about 1e-4, more than a picture shows.

/// The angle of `(x, y)` in turns, −0.5…0.5.
func turns(_ y: Float, _ x: Float) -> Float {
    let (ax, ay) = (abs(x), abs(y))
    let larger = max(ax, ay)
    guard larger > 0 else { return 0 }
    let t = min(ax, ay) / larger
    let square = t * t
    // Least-squares fit of atan(t)/2π on 0…1.
    let series = 0.159_046_2 + square * (-0.051_293_5 + square * (0.023_719_4 - square * 0.006_503_7))
    var angle = t * series
    if ay > ax { angle = 0.25 - angle }
    if x < 0 { angle = 0.5 - angle }
    return y < 0 ? -angle : angle
}

/// Sine of an angle in turns.
func wave(_ turns: Float) -> Float {
    let reduced = turns - turns.rounded()
    let quarter = abs(reduced) > 0.25 ? (reduced < 0 ? -0.5 : 0.5) - reduced : reduced
    let x = 6.283_185_3 * quarter
    let square = x * x
    return x * (1 + square * (-0.166_658_4 + square * (0.008_314_6 - square * 0.000_185_6)))
}

/// A soft step: 0 below 0, 1 above 1.
func smooth(_ x: Float) -> Float {
    let t = min(max(x, 0), 1)
    return t * t * (3 - 2 * t)
}

/// A point or direction in the plane.
typealias Point = SIMD2<Float>

/// A colour; red, green, blue, 0…1.
typealias Colour = SIMD3<Float>

/// A turn about the origin, its cosine and sine worked out once for many points.
struct Rotation {
    private let cosine: Float
    private let sine: Float

    init(turns: Float) { (cosine, sine) = (wave(turns + 0.25), wave(turns)) }

    func callAsFunction(_ point: Point) -> Point {
        Point(cosine * point.x - sine * point.y, sine * point.x + cosine * point.y)
    }
}

extension Point {
    /// Distance from the origin.
    var length: Float { (x * x + y * y).squareRoot() }
}

/// The colour between two others, `t` of the way.
func mixed(_ a: Colour, _ b: Colour, _ t: Float) -> Colour { a + (b - a) * t }

/// A colour from its hue in turns, saturation and value, 0…1.
func colour(hue: Float, saturation: Float, value: Float) -> Colour {
    let sector = (hue - hue.rounded(.down)) * 6
    func channel(_ shift: Float) -> Float {
        let k = (sector + shift).truncatingRemainder(dividingBy: 6)
        return value - value * saturation * max(0, min(min(k, 4 - k), 1))
    }
    return Colour(channel(5), channel(3), channel(1))
}
