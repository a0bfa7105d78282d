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
        if xScale == .logarithmic {
            Self.setLogarithmic("x", xRange.map { [$0.lowerBound, $0.upperBound] } ?? x, in: &script)
        }
        if yScale == .logarithmic {
            Self.setLogarithmic("y", yRange.map { [$0.lowerBound, $0.upperBound] } ?? y, in: &script)
        }
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

    /// gnuplot numbers powers of ten alone, of which a short axis may hold one or none: there, the steps between.
    private static func setLogarithmic(_ axis: String, _ values: [Double], in script: inout FigureScript) {
        script.set("set logscale \(axis)")
        let shown = values.filter { $0.isFinite && $0 > 0 }
        guard let low = shown.min(), let high = shown.max(), high / low < 100 else { return }
        let steps = high / low < 5 ? [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9] : [1, 2, 5]
        let powers = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
        let places = powers.flatMap { power in steps.map { $0 * pow(10, Double(power)) } }
        script.set("set \(axis)tics (\(places.map(\.plainText).joined(separator: ", ")))")
    }

    /// What the horizontal axis spans to hold values from `low` to `high`.
    func fullRange(_ low: Double, _ high: Double) -> ClosedRange<Double> {
        if xScale == .logarithmic { return low > 0 ? low / 1.05...high * 1.05 : low...high }
        let margin = high > low ? (high - low) * 0.015 : max(abs(low) * 0.1, 0.5)
        return low - margin...high + margin
    }
}
