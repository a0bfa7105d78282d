import Foundation
import NotebookModel

/// Draws a table that a cell showed, from its JSON.
enum TableView {
    /// The table; `nil` where the JSON is none. Its form:
    /// `{"title": …, "columns": [{"title": …, "numeric": …}], "rows": [[{"text": …, "value": …}]]}`.
    static func html(_ data: Data) -> HTML? {
        guard let json = try? JSONValue(parsing: [UInt8](data)), let columns = json["columns"]?.array,
            let rows = json["rows"]?.array
        else { return nil }
        let numeric = columns.map { $0["numeric"]?.bool ?? false }
        let heads = columns.enumerated().map { index, column -> HTML in
            let title = column["title"]?.string ?? ""
            // A heading without words heads nothing.
            return title.trimmed.isEmpty
                ? "<td></td>" : "<th scope=\"col\"\(side(numeric[index]))>\(title)</th>"
        }
        let body = rows.map { row -> HTML in
            let cells = (row.array ?? []).enumerated().map { index, cell -> HTML in
                let isNumeric = index < numeric.count && numeric[index]
                let value: HTML? = cell["value"]?.double.map { " data-v=\"\("\($0)")\"" }
                return "<td\(side(isNumeric))\(value)>\((cell["text"]?.string ?? "").withUnitsKept)</td>"
            }
            return "<tr>\(cells)</tr>\n"
        }
        let title = json["title"]?.string ?? ""
        let caption: HTML? = title.isEmpty ? nil : "<caption><span>\(title)</span></caption>\n"
        return """
            <div class="scroll\(rows.count > tallRows ? " tall" : "")"\(Page.scrollable(title.isEmpty ? "Table" : title))><table class="data">
            \(caption)<thead><tr>\(heads)</tr></thead>
            <tbody>
            \(body)</tbody></table></div>

            """
    }

    /// Tables of more rows scroll by themselves, below their headings.
    private static let tallRows = 60

    private static func side(_ isNumeric: Bool) -> HTML { isNumeric ? " class=\"r\"" : "" }
}
