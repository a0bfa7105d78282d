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
    /// Its place, its scale and its colour as they are written there.
    let x, y, scale, color: ArraySlice<UInt8>

    /// How large it is drawn.
    var size: Double { Double(String(decoding: scale, as: UTF8.self)) ?? 1 }

    /// Reads gnuplot's element; `nil` for what is not to be seen (the white backing of error bars, dots).
    init?(use tag: ArraySlice<UInt8>) {
        var rest = tag
        func next(after prefix: String, until end: Unicode.Scalar) -> ArraySlice<UInt8>? {
            guard let found = rest.behind(prefix) else { return nil }
            let value = found.prefix { $0 != UInt8(ascii: end) }
            rest = found[value.endIndex...]
            return value
        }
        guard let number = next(after: "#gpPt", until: "'"),
            let shape = Int(String(decoding: number, as: UTF8.self)).flatMap(Shape.init(rawValue:)),
            let x = next(after: "translate(", until: ","), let y = next(after: ",", until: ")"),
            let scale = next(after: "scale(", until: ")"), let color = next(after: "color='", until: "'"),
            !color.elementsEqual("white".utf8)
        else { return nil }
        (self.shape, self.x, self.y, self.scale, self.color) = (shape, x, y, scale, color)
    }
}

/// Neighbouring points of one kind, drawn as one path: a tenth of the bytes.
struct MarkRun {
    private var first: PointMark?
    private var points: [UInt8] = []
    private var outline: [UInt8] = []

    /// Adds a mark; false where it differs from those before, which must then be drawn first.
    mutating func append(_ mark: PointMark) -> Bool {
        if let first {
            guard first.shape == mark.shape, first.color == mark.color, first.scale == mark.scale else {
                return false
            }
        } else {
            first = mark
            outline = Array(Self.outline(mark.shape, size: mark.size).utf8)
        }
        points.append(UInt8(ascii: "M"))
        points += mark.x
        points.append(UInt8(ascii: ","))
        points += mark.y
        points += outline
        return true
    }

    /// The path of all marks, `nil` where there are none.
    var path: [UInt8]? {
        guard let first else { return nil }
        let said = String(decoding: first.color, as: UTF8.self)
        let color = said == "rgb(  1,   2,   3)" || said == "black" ? "currentColor" : said
        let style =
            switch first.shape {
            case .circle:
                "stroke=\"\(color)\" stroke-width=\"\(Self.number(2 * first.size))\" stroke-linecap=\"round\""
            case .cross: "stroke=\"\(color)\" stroke-width=\"1.6\""
            case .square, .triangle, .invertedTriangle, .diamond: "fill=\"\(color)\" stroke=\"none\""
            }
        return Array("<path \(style) d=\"".utf8) + points + Array("\"/>\n".utf8)
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

extension ArraySlice<UInt8> {
    /// What follows the first place where `text` stands, `nil` where it stands nowhere.
    func behind(_ text: String) -> ArraySlice<UInt8>? {
        let sought = text.utf8
        let first = sought.first
        var rest = self
        while let start = rest.firstIndex(where: { $0 == first }) {
            rest = rest[start...]
            if rest.starts(with: sought) { return rest.dropFirst(sought.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
