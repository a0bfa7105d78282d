/// The numbers behind a figure, as a spreadsheet reads them.
struct FigureData: Sendable {
    /// One field of a row.
    enum Field: Sendable, ExpressibleByStringLiteral {
        /// A name.
        case text(String)
        /// A value; empty where it is no number.
        case number(Double)

        init(stringLiteral text: String) { self = .text(text) }
    }

    /// The headings.
    let columns: [String]
    /// Row by row, as long as the headings.
    let rows: [[Field]]

    /// Figures with more rows bring no table.
    static let mostRows = 20_000

    /// Comma-separated values (RFC 4180, with line feeds), with the headings first; `nil` where there is no row,
    /// or too many.
    var csv: String? {
        guard !rows.isEmpty, rows.count <= Self.mostRows else { return nil }
        var csv = columns.map(Self.quoted).joined(separator: ",") + "\n"
        for row in rows {
            for (place, field) in row.enumerated() {
                if place > 0 { csv += "," }
                switch field {
                case .text(let text): csv += Self.quoted(text)
                case .number(let value): csv += value.isFinite ? value.plainText : ""
                }
            }
            csv += "\n"
        }
        return csv
    }

    /// A field as the format wants it.
    static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { "\",\n\r".utf8.contains($0) }) else { return text }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar == "\"" { quoted += "\"" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }
}

extension LinePlot {
    /// A row per point: the series' name, its position, its value, and the edges of its band.
    var data: FigureData {
        let hasBand = series.contains { $0.band != nil }
        let columns = ["series", xLabel.isEmpty ? "x" : xLabel, yLabel.isEmpty ? "y" : yLabel]
        guard series.reduce(0, { $0 + $1.y.count }) <= FigureData.mostRows else {
            return FigureData(columns: columns, rows: [])
        }
        let rows = series.enumerated().flatMap { number, series -> [[FigureData.Field]] in
            let name = series.label.isEmpty ? "\(number + 1)" : series.label
            return series.y.indices.map { index -> [FigureData.Field] in
                let point: [FigureData.Field] = [
                    .text(name), .number(series.x[index]), .number(series.y[index]),
                ]
                guard hasBand else { return point }
                return point + [
                    .number(series.band?.lower[index] ?? .nan), .number(series.band?.upper[index] ?? .nan),
                ]
            }
        }
        return FigureData(columns: columns + (hasBand ? ["lower", "upper"] : []), rows: rows)
    }
}

extension BarChart {
    /// A row per label: the value and the error of each group.
    var data: FigureData {
        let columns = groups.enumerated().flatMap { number, group -> [String] in
            let name =
                group.label.isEmpty ? (groups.count > 1 ? "value \(number + 1)" : "value") : group.label
            return group.errors == nil ? [name] : [name, "error of \(name)"]
        }
        let rows = labels.enumerated().map { index, label -> [FigureData.Field] in
            [.text(label.singleLine)]
                + groups.flatMap { group -> [FigureData.Field] in
                    [.number(group.values[index])] + (group.errors.map { [.number($0[index])] } ?? [])
                }
        }
        return FigureData(columns: ["label"] + columns, rows: rows)
    }
}

extension ScatterPlot {
    /// A row per point.
    var data: FigureData {
        let isClassed = present.count > 1 || !classNames.isEmpty
        let columns = [xLabel.isEmpty ? "x" : xLabel, yLabel.isEmpty ? "y" : yLabel]
        guard points.count <= FigureData.mostRows else { return FigureData(columns: columns, rows: []) }
        let rows = points.indices.map { index -> [FigureData.Field] in
            let point: [FigureData.Field] = [.number(points[index][0]), .number(points[index][1])]
            return isClassed ? point + [.text(name(classes[index]))] : point
        }
        return FigureData(columns: columns + (isClassed ? ["class"] : []), rows: rows)
    }
}

extension Histogram {
    /// A row per interval: its edges, and how many values of each array fall into it.
    var data: FigureData {
        let counts = intervals
        let columns = values.indices.map { labels.indices.contains($0) ? labels[$0] : "count \($0 + 1)" }
        let rows = counts.edges.enumerated().map { index, edges -> [FigureData.Field] in
            [.number(edges.low), .number(edges.high)] + counts.counts.map { .number($0[index]) }
        }
        return FigureData(columns: ["from", "to"] + columns, rows: rows)
    }
}

extension Heatmap {
    /// The matrix, with the names of its rows and columns or their numbers.
    var data: FigureData {
        func name(_ names: [String], _ index: Int) -> String {
            names.indices.contains(index) ? names[index] : "\(index)"
        }
        let width = rows.map(\.count).max() ?? 0
        let matrix = rows.count * width <= 40_000 ? rows : []
        return FigureData(
            columns: [""] + (0..<width).map { name(options.columnLabels, $0) },
            rows: matrix.enumerated().map { index, row in
                [.text(name(options.rowLabels, index))] + row.map { .number($0) }
            })
    }
}
