import Tensors

/// Draws a matrix as coloured cells, first row on top: `heatmap(similarity, title: "Similarity", marks: positives)`.
///
/// - Parameters:
///   - matrix: `[R, C]`: rows of numbers, or a tensor of rank 2; NaN leaves a cell empty.
///   - marks: cells to frame.
///   - order: a class per row of a square matrix: rows and columns are sorted by class, and the classes are
///     separated by lines and named at the axes.
///   - classNames: names by class number.
public func heatmap(
    _ matrix: any PlotMatrix, title: String = "", xLabel: String = "", yLabel: String = "",
    marks: [(row: Int, column: Int)] = [], order classes: [Int] = [], classNames: [String] = [],
    options: HeatmapOptions = HeatmapOptions()
) -> Figure {
    var map = Heatmap(rows: matrix.plotRows, title: title, xLabel: xLabel, yLabel: yLabel, options: options)
    map.marks = marks
    if !classes.isEmpty { map.sort(by: classes, names: classNames) }
    return Figure(map.script, title: title, alternativeText: map.alternativeText, data: map.data)
}

/// What a heat map shows beside its cells.
public struct HeatmapOptions: Sendable {
    /// Names of the rows, one per row or none.
    public var rowLabels: [String]
    /// Names of the columns, one per column or none.
    public var columnLabels: [String]
    /// The values at the two ends of the colour scale; `nil` takes the smallest and the largest.
    public var range: ClosedRange<Double>?
    /// How values are written into the cells; `nil` leaves them out.
    public var cellFormat: NumberFormat?
    /// What the colour scale measures. Where the cells show their values there is no scale: say it in the title.
    public var scaleLabel: String

    /// Colours from the smallest to the largest value, nothing written.
    public init(
        rowLabels: [String] = [], columnLabels: [String] = [], range: ClosedRange<Double>? = nil,
        cellFormat: NumberFormat? = nil, scaleLabel: String = ""
    ) {
        self.rowLabels = rowLabels
        self.columnLabels = columnLabels
        self.range = range
        self.cellFormat = cellFormat
        self.scaleLabel = scaleLabel
    }
}

/// The parts of a heat map.
struct Heatmap {
    /// Cells in a row or column; larger matrices are averaged down to fewer.
    static let cellLimit = 512

    private(set) var rows: [[Double]]
    let title: String
    let xLabel: String
    let yLabel: String
    var options: HeatmapOptions
    var marks: [(row: Int, column: Int)] = []
    /// What is written into the cells; empty for nothing.
    var cellTexts: [[String]] = []
    /// Where one class ends and the next begins, in rows.
    private(set) var boundaries: [Int] = []
    /// The classes' names at the middle of their rows.
    private(set) var classTicks: [(middle: Double, name: String)] = []
    private let originalShape: (rows: Int, columns: Int)

    init(rows: [[Double]], title: String, xLabel: String, yLabel: String, options: HeatmapOptions) {
        self.rows = rows
        (self.title, self.xLabel, self.yLabel, self.options) = (title, xLabel, yLabel, options)
        originalShape = (rows.count, rows.first?.count ?? 0)
        if let format = options.cellFormat { cellTexts = rows.map { $0.map(format.text) } }
    }

    /// The value range of the colour scale; never empty.
    var range: ClosedRange<Double>? {
        if let range = options.range { return range }
        let finite = rows.joined().lazy.filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else { return nil }
        return high > low ? low...high : low - 0.5...high + 0.5
    }

    /// Where a value stands in the range, 0…1.
    func share(_ value: Double, of range: ClosedRange<Double>) -> Double {
        min(1, max(0, (value - range.lowerBound) / (range.upperBound - range.lowerBound)))
    }

    /// Sorts rows and columns by class, keeping the order within each.
    mutating func sort(by classes: [Int], names: [String]) {
        precondition(
            classes.count == rows.count && rows.allSatisfy { $0.count == classes.count },
            "heatmap: \(classes.count) classes for \(originalShape.rows) rows and \(originalShape.columns) columns"
        )
        let order = classes.indices.sorted { (classes[$0], $0) < (classes[$1], $1) }
        let place = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
        rows = order.map { row in order.map { rows[row][$0] } }
        marks = marks.compactMap { mark in
            guard let row = place[mark.row], let column = place[mark.column] else { return nil }
            return (row, column)
        }
        var start = 0
        for (number, members) in Dictionary(grouping: classes, by: \.self).sorted(by: { $0.key < $1.key }) {
            let name = names.indices.contains(number) ? names[number] : "\(number)"
            classTicks.append((Double(start) + Double(members.count - 1) / 2, name))
            start += members.count
            boundaries.append(start)
        }
        boundaries.removeLast()
    }

    /// The largest block of cells that is averaged into one: 1 where nothing is.
    var blockSize: Int { (max(rows.count, rows.first?.count ?? 0) + Self.cellLimit - 1) / Self.cellLimit }

    /// The cells as they are drawn: averages over blocks where there are too many.
    var drawnRows: [[Double]] {
        let block = blockSize
        guard block > 1, let width = rows.first?.count else { return rows }
        return stride(from: 0, to: rows.count, by: block).map { top in
            stride(from: 0, to: width, by: block).map { left in
                var sum = 0.0
                var count = 0.0
                for row in rows[top..<min(top + block, rows.count)] {
                    for value in row[left..<min(left + block, width)] where value.isFinite {
                        sum += value
                        count += 1
                    }
                }
                return count > 0 ? sum / count : .nan
            }
        }
    }

    /// Size, range and mean; the values themselves where they are few.
    var alternativeText: String {
        var text = "Heat map" + (title.isEmpty ? "" : " “\(title)”")
        text += ", \(originalShape.rows) rows by \(originalShape.columns) columns"
        let finite = rows.joined().filter(\.isFinite)
        guard let low = finite.min(), let high = finite.max() else {
            return (text + ", no values.").singleLine
        }
        let mean = finite.reduce(0, +) / Double(finite.count)
        text += ", values from \(shortText(low)) to \(shortText(high)), mean \(shortText(mean))"
        if !marks.isEmpty { text += ", \(marks.count) cells framed" }
        if !classTicks.isEmpty {
            text += ", ordered by class: \(classTicks.map(\.name).joined(separator: ", "))"
        }
        guard finite.count <= 36, !cellTexts.isEmpty else { return (text + ".").singleLine }
        let lines = cellTexts.enumerated().map { index, row in
            let name = options.rowLabels.indices.contains(index) ? options.rowLabels[index] : "row \(index)"
            return "\(name): \(row.joined(separator: ", "))"
        }
        return (text + ". " + lines.joined(separator: "; ") + ".").singleLine
    }
}
