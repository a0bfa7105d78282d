/// Takes marks such as `⟦1⟧` out of a fixture and tells on which line and column each stood.
///
/// Columns count bytes of UTF-8 from 1, as the compiler does.
struct MarkedText {
    let text: String
    private let places: [Int: (line: Int, column: Int)]

    init(_ marked: String) {
        var text = ""
        var places: [Int: (line: Int, column: Int)] = [:]
        var rest = marked[...]
        while let open = rest.firstIndex(of: "⟦"), let close = rest[open...].firstIndex(of: "⟧") {
            text += rest[..<open]
            let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false)
            if let number = Int(rest[rest.index(after: open)..<close]), let last = lines.last {
                places[number] = (lines.count, last.count + 1)
            }
            rest = rest[rest.index(after: close)...]
        }
        self.text = text + rest
        self.places = places
    }

    func line(_ mark: Int) -> Int { places[mark]?.line ?? 0 }
    func column(_ mark: Int) -> Int { places[mark]?.column ?? 0 }
}
