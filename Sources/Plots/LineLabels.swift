import Foundation

/// Finds places for the names of reference lines: at the end of its line, and on the side of it, where a name covers the
/// least of what is drawn.
struct LineLabels {
    /// A place: at the right or left end, above the line or below.
    struct Place {
        let isRight: Bool
        let isAbove: Bool

        /// The place in gnuplot's terms.
        func position(of value: Double) -> (at: String, align: String) {
            let (x, side) = isRight ? (0.985, "right") : (0.015, "left")
            return ("graph \(x), first \(value)", "\(side) offset 0,\(isAbove ? 0.55 : -0.6)")
        }
    }

    /// A part of the plot; its width and height are 1.
    private struct Box {
        let x, y: ClosedRange<Double>

        func holds(_ point: (x: Double, y: Double)) -> Bool { x.contains(point.x) && y.contains(point.y) }
        func overlaps(_ other: Box) -> Bool { x.overlaps(other.x) && y.overlaps(other.y) }
    }

    private let points: [(x: Double, y: Double)]
    private let lines: [Double]
    private let size: (width: Double, height: Double)
    private let vertical: (Double) -> Double
    private var taken: [Box] = []

    /// - Parameter x: what the horizontal axis spans.
    init(series: [Series], lines: [Double], axes: Axes, x: ClosedRange<Double>) {
        let values = (series.flatMap(\.extent) + lines).filter {
            $0.isFinite && (axes.yScale == .linear || $0 > 0)
        }
        let y = axes.yRange ?? (values.min() ?? 0)...(values.max() ?? 1)
        let horizontal = Self.fraction(of: x, axes.xScale)
        let vertical = Self.fraction(of: y, axes.yScale)
        points = series.flatMap { series in
            Self.path(zip(series.x, series.y).map { (horizontal($0), vertical($1)) })
        }
        self.lines = lines.map(vertical)
        self.vertical = vertical
        size = (Double(max(axes.width - 90, 1)), Double(max(axes.height - 90, 1)))
    }

    /// The best place for the name of the line at `value`; later names keep away from it.
    mutating func place(_ name: String, at value: Double) -> Place {
        let places = [(true, true), (false, true), (true, false), (false, false)].map(Place.init)
        let boxes = places.map { box(name, at: value, $0) }
        let costs = boxes.map(cost)
        let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
        taken.append(boxes[best])
        return places[best]
    }

    private func box(_ name: String, at value: Double, _ place: Place) -> Box {
        let fraction = vertical(value)
        let line = fraction.isFinite ? fraction : 0.5  // the range may be wider than the largest number
        let (width, near, far) = (
            FigureScript.pixelWidth(name) * 0.8 / size.width, 3 / size.height, 19 / size.height
        )
        return Box(
            x: place.isRight ? 0.98 - width...0.99 : 0.01...0.02 + width,
            y: place.isAbove ? line + near...line + far : line - far...line - near)
    }

    private func cost(_ box: Box) -> Int {
        let others = taken.count { $0.overlaps(box) } + lines.count { box.y.contains($0) }
        let isOutside = box.y.lowerBound < -0.02 || box.y.upperBound > 1.08
        return points.count { box.holds($0) } + 1_000 * others + (isOutside ? 10_000 : 0)
    }

    private static func fraction(of range: ClosedRange<Double>, _ scale: Axes.Scale) -> (Double) -> Double {
        let scaled = { (value: Double) in scale == .logarithmic ? log10(value) : value }
        let (low, high) = (scaled(range.lowerBound), scaled(range.upperBound))
        return { high > low ? (scaled($0) - low) / (high - low) : 0.5 }
    }

    /// The points, and those of the lines between them, about a hundredth of the width apart.
    private static func path(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        var path: [(x: Double, y: Double)] = []
        for point in points where point.x.isFinite && point.y.isFinite {
            if let last = path.last {
                let steps = Int(max(1, min(100, abs(point.x - last.x) * 100)))
                for step in 1..<steps {
                    let share = Double(step) / Double(steps)
                    path.append((last.x + share * (point.x - last.x), last.y + share * (point.y - last.y)))
                }
            }
            path.append(point)
        }
        return path
    }
}
