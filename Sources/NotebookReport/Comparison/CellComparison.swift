import NotebookModel

/// Writes the code cells of two runs side by side: what became of them, what changed in them, what they show.
struct CellComparison {
    private let left: ComparedRun
    private let right: ComparedRun
    private let page: PageState
    private let pairs: [(left: Int?, right: Int?)]

    /// A code cell with its result.
    private struct Side {
        var cell: Cell
        var number: Int
        var result: CellResult
    }

    init(left: ComparedRun, right: ComparedRun, page: PageState) {
        self.left = left
        self.right = right
        self.page = page
        func keys(_ run: NotebookRun) -> [String] {
            run.results.map { run.notebook.cells[$0.index].title ?? run.notebook.cells[$0.index].source }
        }
        pairs = Self.joined(aligned(keys(left.run), keys(right.run)))
    }

    /// Cells that follow each other, one only on the left and one only on the right, are one cell that was changed.
    private static func joined(_ pairs: [(left: Int?, right: Int?)]) -> [(left: Int?, right: Int?)] {
        var joined: [(left: Int?, right: Int?)] = []
        var waiting: [Int] = []  // places in `joined` that lack their right side
        for pair in pairs {
            switch pair {
            case (_?, nil):
                waiting.append(joined.count)
                joined.append(pair)
            case (nil, let right?) where !waiting.isEmpty:
                joined[waiting.removeFirst()].right = right
            default:
                if pair.left != nil { waiting = [] }
                joined.append(pair)
            }
        }
        return joined
    }

    private static func side(_ compared: ComparedRun, _ place: Int?) -> Side? {
        place.map { place in
            let result = compared.run.results[place]
            return Side(cell: compared.run.notebook.cells[result.index], number: place + 1, result: result)
        }
    }

    private static func name(_ side: Side) -> String {
        side.cell.title ?? (side.cell.line > 0 ? "line \(side.cell.line)" : "cell \(side.number)")
    }

    /// The table of all cells.
    var overview: HTML? {
        guard !pairs.isEmpty else { return nil }
        let rows = pairs.map { pair -> Comparison.Row in
            let sides = [Self.side(left, pair.left), Self.side(right, pair.right)]
            let numbers = sides.map { $0.map { "\($0.number)" } ?? "–" }
            let number = numbers[0] == numbers[1] ? numbers[0] : numbers.joined(separator: "/")
            let name = sides.compactMap(\.self).first.map(Self.name) ?? ""
            let cells = sides.map { side -> HTML in
                guard let side else { return "not there" }
                return "\(Wording.state(side.result.state)), \(Wording.seconds(side.result.seconds))"
            }
            let differs =
                sides[0]?.cell.source.withLineFeeds != sides[1]?.cell.source.withLineFeeds
                || sides[0]?.result.state != sides[1]?.result.state
            return Comparison.Row(name: "\(number)  \(name)", cells: cells, differs: differs)
        }
        return Comparison.table(heads: ["Cell", "A", "B"], rows: rows)
    }

    /// Changed sources, and figures, tables and values side by side.
    var outputs: HTML? {
        let parts = pairs.compactMap { pair -> HTML? in
            let sides = (Self.side(left, pair.left), Self.side(right, pair.right))
            guard let first = sides.0 ?? sides.1 else { return nil }
            let content =
                "\(changes(sides.0, sides.1))\(displays(sides.0, sides.1))\(failures(sides.0, sides.1))"
                as HTML
            return content.isEmpty ? nil : "<h3>\(Self.name(first))</h3>\n\(content)"
        }
        return parts.isEmpty ? nil : parts.joined()
    }

    /// The lines that are in one of the two sources only, between those around them.
    private func changes(_ left: Side?, _ right: Side?) -> HTML? {
        guard let left, let right else { return nil }
        let sources = [left, right].map { side in
            side.cell.source.withLineFeeds.split(separator: "\n", omittingEmptySubsequences: false)
        }
        guard sources[0] != sources[1] else { return nil }
        let lines = aligned(sources[0], sources[1]).map { pair -> HTML in
            switch pair {
            case (let place?, nil): "<del>A: \(sources[0][place])\n</del>"
            case (nil, let place?): "<ins>B: \(sources[1][place])\n</ins>"
            case (let place?, _?): "   \(sources[0][place])\n"
            default: ""
            }
        }
        return "<pre class=\"block changes\"\(Page.scrollable("Changed code"))><code>\(lines)</code></pre>\n"
    }

    private func failures(_ left: Side?, _ right: Side?) -> HTML? {
        let boxes = [("A", left, self.left), ("B", right, self.right)].flatMap { letter, side, compared in
            (side?.result.outputs ?? []).compactMap { output -> HTML? in
                guard case .failure(let failure) = output else { return nil }
                let box = FailureView(
                    failure: failure, fileName: compared.run.fileName, anchor: "", lines: nil)
                return "<p class=\"minor\">\(letter)</p>\n\(box.html())"
            }
        }
        return boxes.isEmpty ? nil : boxes.joined()
    }

    private func displays(_ left: Side?, _ right: Side?) -> HTML? {
        func bundles(_ side: Side?) -> [DisplayBundle] {
            (side?.result.outputs ?? []).compactMap {
                if case .display(let bundle) = $0 { bundle } else { nil }
            }
        }
        let (ours, theirs) = (bundles(left), bundles(right))
        let rows = (0..<max(ours.count, theirs.count)).map { place -> HTML in
            let pair = [ours, theirs].map { place < $0.count ? $0[place] : nil }
            if let bundle = pair[0], bundle == pair[1] {
                return "<p class=\"note\">The same in both:</p>\n\(drawn(bundle, "s\(place)", left))"
            }
            let sides = zip(["A", "B"], pair).map { letter, bundle -> HTML in
                let content =
                    bundle.map { drawn($0, letter, letter == "A" ? left : right) }
                    ?? "<p class=\"note\">Nothing.</p>"
                return "<div><p class=\"minor\">\(letter)</p>\n\(content)</div>\n"
            }
            return "<div class=\"sides\">\(sides)</div>\n"
        }
        return rows.isEmpty ? nil : "<div class=\"outputs\">\(rows)</div>\n"
    }

    private func drawn(_ bundle: DisplayBundle, _ letter: String, _ side: Side?) -> HTML {
        DisplayView(bundle: bundle, page: page, name: "c\(side?.number ?? 0)\(letter)\(page.nextName())")
            .html()
    }
}
