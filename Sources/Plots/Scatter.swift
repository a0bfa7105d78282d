import Tensors

/// Draws points in the plane, coloured by class: `scatter(embedding, classes: labels, classNames: dataset.classNames)`.
///
/// - Parameters:
///   - points: `[N, 2]`; further columns are ignored.
///   - classes: one class number per point; empty draws all in one colour.
///   - classNames: names for the legend by class number.
///   - annotations: places worth a remark, such as where a path begins and ends.
public func scatter(
    _ points: any PlotMatrix, classes: [Int] = [], classNames: [String] = [], title: String = "",
    xLabel: String = "", yLabel: String = "", annotations: [Annotation] = [], axes: Axes = Axes(height: 480)
) -> Figure {
    var cloud = ScatterPlot(
        points: points.plotRows, classes: classes, classNames: classNames, title: title, xLabel: xLabel,
        yLabel: yLabel, axes: axes)
    cloud.annotations = annotations
    return Figure(cloud.script, title: title, alternativeText: cloud.alternativeText, data: cloud.data)
}

/// The parts of a scatter plot, and how they become a script.
struct ScatterPlot {
    let points: [[Double]]
    let classes: [Int]
    /// The numbers that occur among the classes, in order.
    let present: [Int]
    let classNames: [String]
    let title: String
    let xLabel: String
    let yLabel: String
    let axes: Axes
    var annotations: [Annotation] = []

    /// Points in a figure; of more an even sample is drawn.
    private static let pointLimit = 12_000

    init(
        points: [[Double]], classes: [Int], classNames: [String], title: String, xLabel: String,
        yLabel: String, axes: Axes
    ) {
        precondition(
            points.allSatisfy { $0.count >= 2 },
            "scatter: points need 2 columns, got \(points.map(\.count).min() ?? 0)")
        precondition(
            classes.isEmpty || classes.count == points.count,
            "scatter: \(classes.count) classes for \(points.count) points")
        self.points = points
        self.classes = classes.isEmpty ? points.map { _ in 0 } : classes
        present = Set(self.classes).sorted()
        self.classNames = classNames
        (self.title, self.xLabel, self.yLabel, self.axes) = (title, xLabel, yLabel, axes)
    }

    func name(_ number: Int) -> String {
        if classNames.indices.contains(number) { return classNames[number] }
        return present.count > 1 ? "class \(number)" : ""
    }

    /// gnuplot's marks: shape is a second sign beside the colour where points are few enough to see it.
    private static let shapes = [7, 9, 5, 13, 11, 2]

    var script: FigureScript {
        let finite = points.indices.filter { points[$0][0].isFinite && points[$0][1].isFinite }
        let limit = min(finite.count, Self.pointLimit)
        let shown = (0..<limit).map { finite[$0 * finite.count / limit] }
        let shapes = shown.count <= 2000 ? Self.shapes : [7]
        var script = FigureScript()
        script.width = axes.width
        script.height = axes.height
        script.setFrame(
            title: title,
            legend: present.enumerated().map { order, number in
                let shape = shapes[order % shapes.count]
                return LegendEntry(
                    label: name(number), sample: .mark(color: FigureStyle.color(order), shape: shape))
            })
        script.setAxes(xLabel: xLabel, yLabel: yLabel)
        script.set("set grid xtics ytics back lt 1 lc rgb '\(FigureStyle.faint)' lw 1")
        guard !finite.isEmpty else {
            script.plotNothing("no points to draw")
            return script
        }
        axes.set(in: &script, x: finite.map { points[$0][0] }, y: finite.map { points[$0][1] })
        if axes.yScale == .linear, axes.yRange == nil {
            script.set("set offsets 0, 0, graph 0.03, graph 0.03")
        }
        if shown.count < finite.count { script.note("\(shown.count) of \(finite.count) points") }
        plot(shown, shapes: shapes, in: &script)
        script.annotate(annotations, over: finite.map { points[$0][0] }, axes: axes)
        if shown.count <= 2000 {
            script.hover(count: shown.count) { number in
                let index = shown[number]
                let (x, y) = (points[index][0], points[index][1])
                let name = name(classes[index])
                let place = "\(shortText(x)), \(shortText(y))"
                return Hover(
                    area: .point(x: x, y: y),
                    text: name.isEmpty ? place : "\(name) (\(index + 1)): \(place)")
            }
        }
        return script
    }

    private func plot(_ shown: [Int], shapes: [Int], in script: inout FigureScript) {
        let size = shown.count > 4000 ? 0.3 : shown.count > 600 ? 0.45 : 0.65
        let members = Dictionary(grouping: shown) { classes[$0] }
        for (order, number) in present.enumerated() {
            guard let members = members[number] else { continue }
            let block = script.block([members.map { points[$0][0] }, members.map { points[$0][1] }])
            let style = "pt \(shapes[order % shapes.count]) ps \(size) lc rgb '\(FigureStyle.color(order))'"
            script.plot("\(block) using 1:2 with points \(style)", label: name(number))
        }
    }

    /// How many points, and how many of each class.
    var alternativeText: String {
        let counts = present.prefix(20).map { number in
            "\(name(number).isEmpty ? "points" : name(number)) \(classes.count { $0 == number })"
        }
        let text = "Scatter plot" + (title.isEmpty ? "" : " “\(title)”")
        let said = counts + FigureScript.words(of: annotations)
        return (text + ": \(points.count) points. " + said.joined(separator: "; ") + ".").singleLine
    }
}
