/// A place of a plot that is worth a remark: a ring around it, and the remark beside it.
///
/// `plot(loss, annotations: [(x: 3, y: 4.1, text: "learning rate falls")])`
public typealias Annotation = (x: Double, y: Double, text: String)

extension FigureScript {
    /// Draws the remarks, each on the side of its ring that has more room; those outside of the axes stay out.
    mutating func annotate(_ annotations: [Annotation], over positions: [Double], axes: Axes) {
        let isLogarithmic = axes.xScale == .logarithmic
        let shown = positions.filter { $0.isFinite && (!isLogarithmic || $0 > 0) }
        guard let low = axes.xRange?.lowerBound ?? shown.min(),
            let high = axes.xRange?.upperBound ?? shown.max()
        else { return }
        let middle = isLogarithmic ? (low * high).squareRoot() : (low + high) / 2
        for (x, y, text) in annotations where x.isFinite && y.isFinite {
            let place = "first \(x), first \(y)"
            set(
                "set object circle at \(place) size graph 0.011 front fs empty border rgb '\(FigureStyle.ink)' lw 1.6"
            )
            let side = x > middle ? "right offset -1.1,0.6" : "left offset 1.1,0.6"
            setLabel(text.singleLine, at: place, align: side, color: FigureStyle.ink)
        }
    }

    /// The remarks in words, for the alternative text.
    static func words(of annotations: [Annotation]) -> [String] {
        annotations.map { "“\($0.text.singleLine)” at \(shortText($0.x)), \(shortText($0.y))" }
    }
}
