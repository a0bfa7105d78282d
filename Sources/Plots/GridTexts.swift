import Images

/// The texts and frames of a grid of pictures.
struct GridTexts {
    let title: String
    let rows: [String]
    let columns: [String]
    let captions: [[String]]
    let frames: [[ImageGrid.Frame]]

    /// - Parameter counts: how many pictures each row has; everything given must fit it.
    init(
        title: String, rows: [String], columns: [String], captions: [[String]], frames: [[ImageGrid.Frame]],
        counts: [Int]
    ) {
        let most = counts.max() ?? 0
        precondition(
            most > 0, "grid: no pictures in \(counts.count) rows; give at least one picture")
        precondition(
            rows.isEmpty || rows.count == counts.count,
            "grid: \(rows.count) row titles for \(counts.count) rows")
        precondition(
            columns.isEmpty || columns.count == most,
            "grid: \(columns.count) column titles for \(most) columns")
        precondition(
            captions.isEmpty || captions.map(\.count) == counts,
            "grid: rows of \(captions.map(\.count)) captions for rows of \(counts) pictures")
        precondition(
            frames.isEmpty || frames.map(\.count) == counts,
            "grid: rows of \(frames.map(\.count)) frames for rows of \(counts) pictures")
        self.title = title
        self.rows = rows
        self.columns = columns
        self.captions = captions
        self.frames = frames
    }

    /// The sentences that stand for the grid where it cannot be seen.
    func words(for pictures: [[Image]]) -> String {
        let all = pictures.joined()
        let lengths = pictures.map(\.count)
        let (fewest, most) = (lengths.min() ?? 0, lengths.max() ?? 0)
        let sizes = Set(all.map { "\($0.width)×\($0.height)" })
        var text = title.isEmpty ? "" : "\(title.singleLine): "
        text += all.count == 1 ? "1 picture" : "\(all.count) pictures"
        if all.count > 1 { text += pictures.count == 1 ? " in a row" : " in \(pictures.count) rows" }
        if pictures.count > 1 { text += fewest == most ? " of \(most)" : " of \(fewest) to \(most)" }
        text += sizes.count == 1 ? ", \(sizes.first ?? "") pixels" : ", of different sizes"
        if all.count > 1, sizes.count == 1 { text += " each" }
        text += "."
        if !columns.isEmpty { text += " Columns: \(Self.list(columns))." }
        if !rows.isEmpty { text += " Rows: \(Self.list(rows))." }
        let framed = frames.joined().filter { $0 != .none }
        if !framed.isEmpty {
            let right = framed.filter { $0 == .right }.count
            text += " \(right) framed as right, \(framed.count - right) as wrong."
        }
        if !captions.isEmpty { text += " Captions: \(Self.list(Array(captions.joined())))." }
        return text
    }

    private static func list(_ texts: [String]) -> String {
        let named = texts.map(\.singleLine).prefix(12).joined(separator: ", ")
        return texts.count > 12 ? named + ", and \(texts.count - 12) more" : named
    }
}
