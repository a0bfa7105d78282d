import Foundation

/// How the axes of a figure are drawn, where the defaults do not do.
public struct Axes: Sendable {
    /// How values are spread along an axis.
    public enum Scale: Sendable {
        /// Equal differences, equal distances.
        case linear
        /// Equal ratios, equal distances; values of zero and below leave gaps.
        case logarithmic
    }

    /// The horizontal axis' scale.
    public var xScale: Scale
    /// The vertical axis' scale.
    public var yScale: Scale
    /// The part of the horizontal axis to show; `nil` shows all data.
    public var xRange: ClosedRange<Double>?
    /// The part of the vertical axis to show; `nil` shows all data.
    public var yRange: ClosedRange<Double>?
    /// Width in pixels.
    public var width: Int
    /// Height in pixels.
    public var height: Int

    /// Linear axes over all data, 640×400 pixels.
    public init(
        xScale: Scale = .linear, yScale: Scale = .linear, xRange: ClosedRange<Double>? = nil,
        yRange: ClosedRange<Double>? = nil, width: Int = 640, height: Int = 400
    ) {
        self.xScale = xScale
        self.yScale = yScale
        self.xRange = xRange
        self.yRange = yRange
        self.width = width
        self.height = height
    }

    /// A logarithmic vertical axis.
    public static let logarithmicY = Axes(yScale: .logarithmic)
    /// A logarithmic horizontal axis.
    public static let logarithmicX = Axes(xScale: .logarithmic)

    /// Sets scales and ranges; `x` and `y` are the values that the axes must hold.
    func set(in script: inout FigureScript, x: [Double], y: [Double] = []) {
        (script.xScale, script.yScale) = (xScale, yScale)
        if xScale == .logarithmic { Self.setLogarithmic("x", xRange?.ends ?? x, in: &script) }
        if yScale == .logarithmic { Self.setLogarithmic("y", yRange?.ends ?? y, in: &script) }
        let shown = x.filter { $0.isFinite && (xScale == .linear || $0 > 0) }
        let (low, high) = (shown.min(), shown.max())
        if let range = xRange ?? low.flatMap({ low in high.map { fullRange(low, $0) } }) {
            script.set("set xrange [\(range.lowerBound):\(range.upperBound)]")
        }
        if let range = yRange { script.set("set yrange [\(range.lowerBound):\(range.upperBound)]") }
        let isWhole = x.allSatisfy { $0 == $0.rounded() }
        if xScale == .linear, isWhole, let low = x.min(), let high = x.max(), high - low <= 12 {
            script.set("set xtics 1")
        }
    }

    /// gnuplot numbers powers of ten alone, of which a short axis may hold one or none: there, the few positions that
    /// there are, or else steps between the powers, as few as do.
    private static func setLogarithmic(_ axis: String, _ values: [Double], in script: inout FigureScript) {
        script.set("set logscale \(axis)")
        let shown = Set(values.filter { $0.isFinite && $0 > 0 }).sorted()
        guard let low = shown.first, let high = shown.last else { return }
        let margin = 0.004 + 0.06 * (log10(high) - log10(low))
        let ends = [log10(low) - margin, log10(high) + margin].map {
            min(max(pow(10, $0), .leastNormalMagnitude), .greatestFiniteMagnitude)
        }
        let range = ends[0]...ends[1]
        if axis == "y" { script.set("set yrange [\(range.lowerBound):\(range.upperBound)]") }
        let areApart = zip(shown, shown.dropFirst()).allSatisfy { log($1 / $0) > 0.1 * log(high / low) }
        let isList = axis == "x" && (3...8).contains(shown.count) && areApart
        guard isList || high / low < 100 else { return }
        let places = isList ? shown : steps(in: range)
        script.set("set \(axis)tics (\(places.map(\.plainText).joined(separator: ", ")))")
    }

    /// Round numbers in a range of less than two decades: the fewest that are three or more.
    private static func steps(in range: ClosedRange<Double>) -> [Double] {
        let powers = Int(log10(range.lowerBound).rounded(.down))...Int(log10(range.upperBound).rounded(.up))
        let choices: [[Double]] = [
            [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.5, 2, 2.5, 3, 3.5, 4, 5, 6, 7, 8, 9],
        ]
        let places = choices.map { steps in
            powers.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }.filter(range.contains)
        }
        return places.first { $0.count >= 3 } ?? places.last ?? []
    }

    /// What the horizontal axis spans to hold values from `low` to `high`.
    func fullRange(_ low: Double, _ high: Double) -> ClosedRange<Double> {
        if xScale == .logarithmic { return low > 0 ? low / 1.05...high * 1.05 : low...high }
        let margin = high > low ? (high - low) * 0.015 : max(abs(low) * 0.1, 0.5)
        return low - margin...high + margin
    }
}

extension ClosedRange<Double> {
    fileprivate var ends: [Double] { [lowerBound, upperBound] }
}
