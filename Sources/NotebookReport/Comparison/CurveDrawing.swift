import Foundation

/// Draws one measured value of two runs over their steps.
struct CurveDrawing {
    let name: String
    let left: RunMetrics.Series?
    let right: RunMetrics.Series?

    private static let size = (width: 420.0, height: 210.0)
    private static let frame = (left: 58.0, right: 12.0, top: 12.0, bottom: 26.0)
    /// More points than pixels show nothing more.
    private static let mostPoints = 300

    /// The drawing, with its numbers in words.
    func html() -> HTML {
        let (width, height) = (Int(Self.size.width), Int(Self.size.height))
        let words = "\(name): A \(Self.words(left)), B \(Self.words(right))"
        return """
            <svg class="drawing" role="img" aria-label="\(words)" viewBox="0 0 \(width) \(height)" width="\(width)" \
            height="\(height)" fill="none" font-family="system-ui, sans-serif" font-size="11">\
            \(grid)\(curve(left, "curve-a"))\(curve(right, "curve-b"))</svg>
            """
    }

    private static func words(_ series: RunMetrics.Series?) -> String {
        guard let series, let first = series.values.first, let last = series.values.last else {
            return "not measured"
        }
        return "from \(Wording.number(first)) to \(Wording.number(last))"
    }

    private var both: [RunMetrics.Series] { [left, right].compactMap(\.self) }

    private func range(_ values: [Double]) -> ClosedRange<Double> {
        let (low, high) = (values.min() ?? 0, values.max() ?? 1)
        return low < high ? low...high : low - 0.5...low + 0.5
    }

    private var steps: ClosedRange<Double> { range(both.flatMap(\.steps)) }
    private var values: ClosedRange<Double> { range(both.flatMap(\.values)) }

    private func x(_ step: Double) -> Double {
        let room = Self.size.width - Self.frame.left - Self.frame.right
        return Self.frame.left + (step - steps.lowerBound) / (steps.upperBound - steps.lowerBound) * room
    }

    private func y(_ value: Double) -> Double {
        let room = Self.size.height - Self.frame.top - Self.frame.bottom
        let share = (value - values.lowerBound) / (values.upperBound - values.lowerBound)
        return Self.frame.top + (1 - share) * room
    }

    /// Lines at the ends and the middle of the values, and the first and last step.
    private var grid: HTML {
        let (low, high) = (values.lowerBound, values.upperBound)
        let (left, right) = (Self.frame.left, Self.size.width - Self.frame.right)
        let lines = [low, (low + high) / 2, high].map { value -> HTML in
            let at = Self.text(y(value))
            return """
                <path d="M\(Self.text(left)) \(at)H\(Self.text(right))" stroke="currentColor" stroke-opacity="0.16"/>\
                <text x="\(Self.text(left - 6))" y="\(at)" dy="4" fill="currentColor" text-anchor="end">\
                \(Wording.number(value))</text>
                """
        }
        let bottom = Self.text(Self.size.height - 8)
        return """
            \(lines)<text x="\(Self.text(left))" y="\(bottom)" fill="currentColor">\(Wording.number(steps.lowerBound))</text>\
            <text x="\(Self.text(right))" y="\(bottom)" fill="currentColor" text-anchor="end">\
            step \(Wording.number(steps.upperBound))</text>
            """
    }

    private func curve(_ series: RunMetrics.Series?, _ name: HTML) -> HTML? {
        guard let series, !series.values.isEmpty else { return nil }
        let bucket = (series.values.count + Self.mostPoints - 1) / Self.mostPoints
        let points = stride(from: 0, to: series.values.count, by: bucket).map { start in
            let places = start..<min(start + bucket, series.values.count)
            let step = places.reduce(0) { $0 + series.steps[$1] } / Double(places.count)
            let value = places.reduce(0) { $0 + series.values[$1] } / Double(places.count)
            return "\(Self.text(x(step))) \(Self.text(y(value)))"
        }
        if points.count == 1 {
            let place = points[0].split(separator: " ")
            return "<circle class=\"\(name)\" cx=\"\(place[0])\" cy=\"\(place[1])\" r=\"3\"/>"
        }
        return "<path class=\"\(name)\" stroke-width=\"1.8\" d=\"M\(points.joined(separator: "L"))\"/>"
    }

    private static func text(_ length: Double) -> String {
        let rounded = (length * 10).rounded() / 10
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
