import Tensors

/// One line or cloud of a plot: values over positions, with a name and, where known, an error band.
public struct Series: Sendable {
    /// How the values are drawn.
    public enum Style: Sendable {
        /// A line through the values; gaps where one is NaN.
        case line
        /// A mark for each value.
        case points
        /// Both.
        case linePoints
        /// A line that keeps each value until the next one.
        case steps
    }

    /// The positions.
    public let x: [Double]
    /// The values.
    public let y: [Double]
    /// The name in the legend.
    public let label: String
    /// How the values are drawn.
    public let style: Style
    /// The lower and upper edge of the band around the values.
    public let band: (lower: [Double], upper: [Double])?

    /// A series of values over `x`, or over 1, 2, 3 … without it.
    ///
    /// - Parameters:
    ///   - spread: half the width of the band around each value, such as a standard deviation.
    ///   - style: a line by default, with marks where there are at most 25 values.
    public init(
        _ y: any PlotValues, x: (any PlotValues)? = nil, label: String = "",
        spread: (any PlotValues)? = nil, style: Style? = nil
    ) {
        let values = y.plotValues
        let half = spread?.plotValues
        self.init(
            values, x: x, label: label, lower: half.map { zip(values, $0).map(-) },
            upper: half.map { zip(values, $0).map(+) }, style: style)
    }

    /// A series with a band whose edges are given.
    public init(
        _ y: any PlotValues, x: (any PlotValues)? = nil, label: String = "", lower: (any PlotValues)?,
        upper: (any PlotValues)?, style: Style? = nil
    ) {
        self.y = y.plotValues
        self.x = x?.plotValues ?? (0..<self.y.count).map { Double($0 + 1) }
        self.label = label
        self.style = style ?? (self.y.count <= 25 ? .linePoints : .line)
        precondition(
            self.x.count == self.y.count, "Series: \(self.x.count) positions for \(self.y.count) values")
        guard let lower = lower?.plotValues, let upper = upper?.plotValues else {
            band = nil
            return
        }
        precondition(
            lower.count == self.y.count && upper.count == self.y.count,
            "Series: a band of \(lower.count) and \(upper.count) for \(self.y.count) values")
        band = (lower, upper)
    }

    /// Whether there is a point to draw.
    var hasPoints: Bool { zip(x, y).contains { $0.isFinite && $1.isFinite } }

    /// All that its drawing reaches: the values and the edges of the band.
    var extent: [Double] { y + (band.map { $0.lower + $0.upper } ?? []) }

    /// The series with at most about `limit` points that look the same: of each stretch the lowest and the highest
    /// value, where positions ascend; every n-th point otherwise.
    func thinned(to limit: Int) -> Series {
        guard y.count > limit, limit > 1 else { return self }
        let kept = isAscending ? extremes(stretches: limit / 2) : stride(of: limit)
        let take = { (values: [Double]) in kept.map { values[$0] } }
        return Series(
            take(y), x: take(x), label: label, lower: band.map { take($0.lower) },
            upper: band.map { take($0.upper) }, style: style)
    }

    private var isAscending: Bool { zip(x, x.dropFirst()).allSatisfy { $0 <= $1 } }

    private func stride(of limit: Int) -> [Int] {
        (0..<limit).map { $0 * y.count / limit }
    }

    private func extremes(stretches: Int) -> [Int] {
        (0..<stretches).flatMap { stretch -> [Int] in
            let range = stretch * y.count / stretches..<(stretch + 1) * y.count / stretches
            let finite = range.filter { y[$0].isFinite }
            guard let low = finite.min(by: { y[$0] < y[$1] }), let high = finite.max(by: { y[$0] < y[$1] })
            else {
                return range.first.map { [$0] } ?? []
            }
            return low == high ? [low] : [min(low, high), max(low, high)]
        }
    }
}
