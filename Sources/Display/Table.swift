import Foundation

/// A table of texts and numbers; numbers are set right, and a report can sort by them.
///
///     Table(columns: ["method", "accuracy"], rows: [["raw pixels", 0.418], ["SimCLR", 0.615]])
public struct Table: Displayable, Sendable, Equatable {
    /// One cell: what is read, and the number to sort by.
    public struct Cell: Sendable, Equatable {
        /// What is read.
        public let text: String
        /// The number behind it, `nil` for words.
        public let value: Double?

        /// A text, or a number with a form of its own.
        public init(_ text: String, value: Double? = nil) {
            self.text = text
            self.value = value
        }

        /// A share of one as percent: `0.615` → `61.5 %`; a dash for a share of nothing, 0 of 0.
        public static func percent(_ share: some BinaryFloatingPoint, decimals: Int = 1) -> Cell {
            let percent = Double(share) * 100
            guard percent.isFinite else { return numberCell(percent, decimals: decimals) }
            return Cell(fixed(percent, decimals: decimals) + " %", value: percent)
        }
    }

    /// The heading of each column.
    public let columns: [String]
    /// Row by row, each as long as `columns`.
    public let rows: [[Cell]]
    /// What the table shows.
    public let title: String?

    /// Makes a table; each row must have one entry per column.
    ///
    /// Integers are grouped by thousands, floating-point numbers rounded to `decimals`, `Cell`s taken as they
    /// are, `nil` left empty, everything else described.
    public init(columns: [String], rows: [[Any?]], title: String? = nil, decimals: Int = 4) {
        self.columns = columns
        self.title = title
        self.rows = rows.enumerated().map { index, row in
            guard row.count == columns.count else {
                fatalError("Table: row \(index) has \(row.count) entries for \(columns.count) columns")
            }
            return row.map { Self.cell($0, decimals: decimals) }
        }
    }

    /// Makes a table of names and values: the columns are headed `names` and `values`.
    public init(
        _ pairs: KeyValuePairs<String, Any>, names: String = "", values: String = "value",
        title: String? = nil, decimals: Int = 4
    ) {
        let rows = pairs.map { [$0.key, $0.value] as [Any?] }
        self.init(columns: [names, values], rows: rows, title: title, decimals: decimals)
    }

    /// Whether every filled cell of a column is a number.
    func isNumeric(column: Int) -> Bool {
        let filled = rows.map { $0[column] }.filter { !$0.text.isEmpty }
        return !filled.isEmpty && filled.allSatisfy { $0.value != nil }
    }

    private static func cell(_ entry: Any?, decimals: Int) -> Cell {
        switch entry {
        case nil: Cell("")
        case let cell as Cell: cell
        case let integer as any BinaryInteger: Cell(grouped("\(integer)"), value: Double(integer))
        case let number as any BinaryFloatingPoint: numberCell(Double(number), decimals: decimals)
        case let text as String: Cell(text)
        case let other?: Cell(String(describing: other))
        }
    }

    private static func numberCell(_ value: Double, decimals: Int) -> Cell {
        guard value.isFinite else { return Cell(value.isNaN ? "–" : value < 0 ? "−∞" : "∞", value: value) }
        // Rounding would leave nothing of very small numbers, and very large ones are unreadable written out.
        let small = value != 0 && abs(value) < pow(10, -Double(decimals)) / 2
        let text =
            small || abs(value) >= 1e9
            ? String(format: "%.\(max(decimals - 1, 1))e", value).withMinusSign
            : fixed(value, decimals: decimals)
        return Cell(text, value: value)
    }
}

/// `value` with exactly `decimals` digits after the point, whatever the locale; what rounds to zero has no sign.
private func fixed(_ value: Double, decimals: Int) -> String {
    String(format: "%.\(decimals)f", value).withMinusSign
}

/// Thousands apart by commas.
private func grouped(_ digits: String) -> String {
    let isNegative = digits.hasPrefix("-")
    var out: [Character] = []
    for (position, digit) in digits.drop(while: { $0 == "-" }).reversed().enumerated() {
        if position > 0, position % 3 == 0 { out.append(",") }
        out.append(digit)
    }
    return (isNegative ? "−" : "") + String(out.reversed())
}
