/// One point as gnuplot draws it: `<use xlink:href='#gpPt6' transform='translate(59.15,43.90) scale(2.44)' color='…'/>`.
struct PointMark {
    /// The kinds of mark, by gnuplot's number less one.
    enum Shape: Int {
        case cross = 1
        case square = 4
        case circle = 6
        case triangle = 8
        case invertedTriangle = 10
        case diamond = 12
    }

    let shape: Shape
    let x: Substring
    let y: Substring
    let scale: Substring
    let color: Substring

    /// Reads gnuplot's element; `nil` for what is not to be seen (the white backing of error bars, dots).
    init?(use: String) {
        var rest = use[...]
        func next(after prefix: String, until end: Character) -> Substring? {
            guard let range = rest.firstRange(of: prefix) else { return nil }
            rest = rest[range.upperBound...]
            let value = rest.prefix { $0 != end }
            rest = rest[value.endIndex...]
            return value
        }
        guard let number = next(after: "#gpPt", until: "'"), let shape = Int(number).flatMap(Shape.init),
            let x = next(after: "translate(", until: ","), let y = next(after: ",", until: ")"),
            let scale = next(after: "scale(", until: ")"), let color = next(after: "color='", until: "'"),
            color != "white"
        else { return nil }
        (self.shape, self.x, self.y, self.scale, self.color) = (shape, x, y, scale, color)
    }
}

/// Neighbouring points of one kind, drawn as one path: a tenth of the bytes.
struct MarkRun {
    private var first: PointMark?
    private var points = ""
    private var outline = ""

    /// Adds a mark; false where it differs from those before, which must then be drawn first.
    mutating func append(_ mark: PointMark) -> Bool {
        if let first {
            guard first.shape == mark.shape, first.color == mark.color, first.scale == mark.scale else {
                return false
            }
        } else {
            first = mark
            outline = Self.outline(mark.shape, size: Double(mark.scale) ?? 1)
        }
        points += "M"
        points += mark.x
        points += ","
        points += mark.y
        points += outline
        return true
    }

    /// The path of all marks, `nil` where there are none.
    var path: String? {
        guard let first else { return nil }
        let color =
            first.color == "rgb(  1,   2,   3)" || first.color == "black" ? "currentColor" : first.color
        switch first.shape {
        case .circle:
            let diameter = Self.number(2 * (Double(first.scale) ?? 1))
            return
                "<path stroke=\"\(color)\" stroke-width=\"\(diameter)\" stroke-linecap=\"round\" d=\"\(points)\"/>\n"
        case .cross:
            return "<path stroke=\"\(color)\" stroke-width=\"1.6\" d=\"\(points)\"/>\n"
        case .square, .triangle, .invertedTriangle, .diamond:
            return "<path fill=\"\(color)\" stroke=\"none\" d=\"\(points)\"/>\n"
        }
    }

    /// A mark's outline as a relative path from its centre. Areas are about equal.
    private static func outline(_ shape: Shape, size: Double) -> String {
        let n = { (factor: Double) in number(factor * size) }
        return switch shape {
        case .circle: "h0"
        case .square: "m\(n(-0.9)),\(n(-0.9))h\(n(1.8))v\(n(1.8))h\(n(-1.8))z"
        case .triangle: "m0,\(n(-1.3))l\(n(1.25)),\(n(2.1))h\(n(-2.5))z"
        case .invertedTriangle: "m0,\(n(1.3))l\(n(1.25)),\(n(-2.1))h\(n(-2.5))z"
        case .diamond: "m0,\(n(-1.3))l\(n(1.3)),\(n(1.3))l\(n(-1.3)),\(n(1.3))l\(n(-1.3)),\(n(-1.3))z"
        case .cross: "m\(n(-0.9)),\(n(-0.9))l\(n(1.8)),\(n(1.8))m0,\(n(-1.8))l\(n(-1.8)),\(n(1.8))"
        }
    }

    private typealias Shape = PointMark.Shape

    private static func number(_ value: Double) -> String { "\((value * 100).rounded() / 100)" }
}
