import Foundation

/// A place of a figure that tells its value when it is pointed at.
struct Hover {
    /// Where it is, in the units of the axes.
    enum Area {
        /// Around a point.
        case point(x: Double, y: Double)
        /// A rectangle.
        case box(x: ClosedRange<Double>, y: ClosedRange<Double>)
    }

    let area: Area
    let text: String
}

/// Where gnuplot has put the axes: pixels from the lower left corner, and the values at the ends.
struct PlotFrame {
    private let left, right, bottom, top: Double
    private let xLow, xHigh, yLow, yHigh: Double

    /// What gnuplot is to print, behind `mark`, after it has drawn.
    static let command =
        "GPVAL_TERM_XMIN, GPVAL_TERM_XMAX, GPVAL_TERM_YMIN, GPVAL_TERM_YMAX, GPVAL_X_MIN, GPVAL_X_MAX, "
        + "GPVAL_Y_MIN, GPVAL_Y_MAX"

    /// Reads what gnuplot printed; `nil` where it drew no axes.
    init?(printed: String) {
        let numbers = printed.split(separator: " ").compactMap { Double($0) }
        guard numbers.count == 8, numbers.allSatisfy(\.isFinite), numbers[4] != numbers[5],
            numbers[6] != numbers[7]
        else { return nil }
        (left, right, bottom, top) = (numbers[0], numbers[1], numbers[2], numbers[3])
        (xLow, xHigh, yLow, yHigh) = (numbers[4], numbers[5], numbers[6], numbers[7])
    }

    /// Pixels from the left edge; `nil` outside of the axes.
    func x(_ value: Double, _ scale: Axes.Scale) -> Double? {
        Self.share(value, xLow, xHigh, scale).map { left + $0 * (right - left) }
    }

    /// Pixels from the upper edge; `nil` outside of the axes.
    func y(_ value: Double, _ scale: Axes.Scale, height: Int) -> Double? {
        Self.share(value, yLow, yHigh, scale).map { Double(height) - bottom - $0 * (top - bottom) }
    }

    private static func share(_ value: Double, _ low: Double, _ high: Double, _ scale: Axes.Scale) -> Double?
    {
        let isLogarithmic = scale == .logarithmic
        guard value.isFinite, !isLogarithmic || min(value, low, high) > 0 else { return nil }
        let share =
            isLogarithmic ? log(value / low) / log(high / low) : (value - low) / (high - low)
        return share > -0.001 && share < 1.001 ? share : nil
    }
}

extension FigureScript {
    /// More of them would weigh more than the figure.
    private static let mostHovers = 400

    /// Lets the figure tell a text at each of these places; of very many at every so manieth.
    mutating func hover(_ places: [Hover]) { hovers += places }

    /// The same at places 0 ..< `count`, of which only those are made that are told of.
    mutating func hover(count: Int, _ place: (Int) -> Hover) { hovers += Self.told(of: count).map(place) }

    /// Of so many places those that are told of.
    private static func told(of count: Int) -> StrideTo<Int> {
        stride(from: 0, to: count, by: max(1, (count + mostHovers - 1) / mostHovers))
    }

    /// The places as invisible shapes over the drawing.
    func hoverLayer(_ frame: PlotFrame) -> String {
        let shapes = Self.told(of: hovers.count).compactMap { shape(hovers[$0], frame) }
        guard !shapes.isEmpty else { return "" }
        return "<g fill=\"none\" pointer-events=\"all\">\n\(shapes.joined())</g>\n"
    }

    private func shape(_ hover: Hover, _ frame: PlotFrame) -> String? {
        let title = "<title>\(hover.text.escapedForXML)</title>"
        switch hover.area {
        case .point(let x, let y):
            guard let x = frame.x(x, xScale), let y = frame.y(y, yScale, height: height) else { return nil }
            return "<circle cx=\"\(Self.short(x))\" cy=\"\(Self.short(y))\" r=\"6\">\(title)</circle>\n"
        case .box(let xs, let ys):
            guard let left = frame.x(xs.lowerBound, xScale), let right = frame.x(xs.upperBound, xScale),
                let one = frame.y(ys.lowerBound, yScale, height: height),
                let other = frame.y(ys.upperBound, yScale, height: height)
            else { return nil }
            let (top, bottom) = (min(one, other), max(one, other))
            let corners = "M\(Self.short(left)),\(Self.short(top))H\(Self.short(right))V\(Self.short(bottom))"
            return "<path d=\"\(corners)H\(Self.short(left))Z\">\(title)</path>\n"
        }
    }

    private static func short(_ length: Double) -> String {
        let rounded = (length * 10).rounded() / 10
        return rounded == rounded.rounded() ? "\(Int(rounded))" : "\(rounded)"
    }
}
