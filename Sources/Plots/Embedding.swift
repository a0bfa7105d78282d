/// Draws features brought down to the plane (by t-SNE or principal components), coloured by class:
/// `embedding(tsne(features).points, classes: labels, classNames: names)`.
///
/// Both axes have the same scale and no numbers: only distances mean something.
///
/// - Parameters:
///   - points: `[N, 2]`; further columns are ignored.
///   - classes: one class number per point; empty draws all in one colour.
///   - classNames: names for the legend by class number.
public func embedding(
    _ points: any PlotMatrix, classes: [Int] = [], classNames: [String] = [], title: String = ""
) -> Figure {
    let rows = points.plotRows
    let spans = (0..<2).map { axis -> Double in
        let places = rows.compactMap { $0.count > axis && $0[axis].isFinite ? $0[axis] : nil }
        return (places.max() ?? 1) - (places.min() ?? 0)
    }
    // As high as the cloud is beside its width, so that little stays empty.
    let shape = spans[0] > 0 && spans[1] > 0 ? spans[1] / spans[0] : 1
    let cloud = ScatterPlot(
        points: rows, classes: classes, classNames: classNames, title: title, xLabel: "",
        yLabel: "",
        axes: Axes(width: 560, height: Int(min(620, max(220, 540 * shape + 70)))))
    var script = cloud.script
    script.set("unset xtics\nunset ytics\nunset border\nunset grid\nset size ratio -1")
    return Figure(
        script, title: title,
        alternativeText: cloud.alternativeText.replacing(
            "Scatter plot", with: "Embedding", maxReplacements: 1),
        data: cloud.data)
}
