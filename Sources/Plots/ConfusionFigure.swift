import Tensors

/// Draws how often each class was taken for each other: counts in the cells, colours by share of the true class.
///
/// - Parameters:
///   - counts: `[K, K]`: row = true class, column = predicted class.
///   - classNames: the K names; numbers without them.
public func confusionMatrix(
    _ counts: [[Int]], classNames: [String] = [], title: String = "Confusion matrix"
) -> Figure {
    precondition(
        counts.allSatisfy { $0.count == counts.count },
        "confusionMatrix: \(counts.count) rows of \(counts.map(\.count)) columns; it must be square")
    let names = counts.indices.map { classNames.indices.contains($0) ? classNames[$0] : "\($0)" }
    let shares = counts.map { row in
        let total = row.reduce(0, +)
        return row.map { total > 0 ? Double($0) / Double(total) : 0 }
    }
    let options = HeatmapOptions(
        rowLabels: names, columnLabels: names, range: 0...1, scaleLabel: "share of the true class")
    var map = Heatmap(
        rows: shares, title: title, xLabel: "predicted class", yLabel: "true class", options: options)
    if counts.count <= 20 { map.cellTexts = counts.map { $0.map(String.init) } }
    let data = FigureData(
        columns: ["true class"] + names,
        rows: zip(names, counts).map { name, row in [.text(name)] + row.map { .number(Double($0)) } })
    return Figure(
        map.script, title: title, alternativeText: confusionText(counts, names, title), data: data)
}

/// Share right over all, recall of each class, and what it is taken for most often.
private func confusionText(_ counts: [[Int]], _ names: [String], _ title: String) -> String {
    let total = counts.joined().reduce(0, +)
    let right = counts.indices.reduce(0) { $0 + counts[$1][$1] }
    let classes = counts.enumerated().prefix(20).map { index, row in
        let others = row.indices.filter { $0 != index && row[$0] > 0 }
        let worst = others.max { row[$0] < row[$1] }
        let mistake = worst.map { ", most often taken for \(names[$0]) (\(row[$0]))" } ?? ""
        return "\(names[index]): \(row[index]) of \(row.reduce(0, +)) right\(mistake)"
    }
    return "\(title): \(right) of \(total) right. \(classes.joined(separator: "; "))."
}
