import Display
import Foundation
import Testing

private let results = Table(
    columns: ["method", "accuracy", "images"],
    rows: [
        ["raw <pixels>", 0.41823, 863], ["SimCLR 对比", Table.Cell.percent(0.615), -1_234_567],
        ["none", nil, nil],
    ],
    title: "Linear & probe")

@Test("plain text sets numbers right and counts wide characters as two columns")
func plainTable() {
    let expected = [
        "Linear & probe",
        "method        accuracy      images",
        "────────────  ────────  ──────────",
        "raw <pixels>    0.4182         863",
        "SimCLR 对比     61.5 %  −1,234,567",
        "none",
    ]
    #expect(results.display.text(.plainText) == expected.joined(separator: "\n"))
}

@Test("HTML escapes every text and sets numeric columns right")
func htmlTable() throws {
    let html = try #require(results.display.text(.html))
    #expect(html.contains("<caption>Linear &amp; probe</caption>"))
    #expect(html.contains("<td>raw &lt;pixels&gt;</td><td style=\"text-align:right\">0.4182</td>"))
    #expect(html.contains("<th scope=\"col\" style=\"text-align:right\">images</th>"))
}

@Test("JSON holds texts, the numbers to sort by, and which columns are numeric")
func jsonTable() throws {
    let data = try #require(results.display.content[.table])
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let columns = try #require(object["columns"] as? [[String: Any]])
    let rows = try #require(object["rows"] as? [[[String: Any]]])
    #expect(object["title"] as? String == "Linear & probe")
    #expect(columns.map { $0["numeric"] as? Bool } == [false, true, true])
    #expect(rows[0][1]["value"] as? Double == 0.41823)
    #expect(rows[1][2]["text"] as? String == "−1,234,567")
    #expect(rows[0][0]["value"] == nil)
}

@Test(
    "numbers too small to round, too large to read, and not finite stay readable",
    arguments: [
        (1e-7, "1.000e−07"), (-2.5e12, "−2.500e+12"), (0.0, "0.0000"), (.nan, "–"), (.infinity, "∞"),
        (1.0, "1.0000"), (-0.00006, "−0.0001"),
    ])
func numbers(value: Double, expected: String) {
    #expect(Table(columns: ["x"], rows: [[value]]).rows[0][0].text == expected)
}

@Test("what rounds to zero has no sign")
func signOfZero() {
    #expect(Table.Cell.percent(-0.0004).text == "0.0 %")
    #expect(Table.Cell.percent(-0.0006).text == "−0.1 %")
}

@Test("a share of nothing is a dash, not a number")
func shareOfNothing() {
    #expect(Table.Cell.percent(Double.nan).text == "–")
    #expect(Table.Cell.percent(-Float.nan).text == "–")
    #expect(Table.Cell.percent(0.615).text == "61.5 %")
}

@Test("Float, integers of every width, and optionals of them count as numbers")
func numericTypes() {
    let maybe: Int? = 7
    let table = Table(columns: ["a", "b", "c", "d"], rows: [[Float(0.5), UInt8(3), maybe, true]])
    #expect(table.rows[0].map(\.value) == [0.5, 3, 7, nil])
}

@Test("pairs of names and values make a table of two columns")
func pairs() {
    let table = Table(["photos": 4317, "classes": 5], names: "what", values: "count")
    #expect(table.columns == ["what", "count"])
    #expect(table.rows.map { $0[1].text } == ["4,317", "5"])
}
