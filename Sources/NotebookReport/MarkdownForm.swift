import Foundation
import NotebookModel

/// The executed notebook as Markdown (CommonMark with GitHub's tables), for places that show no HTML.
///
/// Pictures are linked where a run writes them: `figures/cell-03-1.svg`, the number of the cell's place in the
/// notebook and of the picture in the cell.
public func renderMarkdown(_ run: NotebookRun) -> String {
    var parts: [String] = []
    let title = (run.notebook.title ?? run.fileName).trimmed
    let firstText = run.notebook.cells.first { $0.kind == .markdown }?.source.trimmed ?? ""
    if !firstText.hasPrefix("# \(title)") { parts.append("# \(escaped(title))") }
    for (index, cell) in run.notebook.cells.enumerated() where !cell.has(.hideCell) {
        switch cell.kind {
        case .markdown: parts.append(cell.source.withLineFeeds)
        case .raw: parts.append(fenced(cell.source, ""))
        case .code:
            if let title = cell.title { parts.append("**\(escaped(title))**") }
            if !cell.has(.hideInput), !cell.source.trimmed.isEmpty {
                parts.append(fenced(cell.source.withLineFeeds, "swift"))
            }
            guard let result = run.result(of: index) else { continue }
            if result.state != .ok { parts.append("*\(Wording.state(result.state))*") }
            parts += MarkdownOutputs(result: result, isHidden: cell.has(.hideOutput)).parts
        }
    }
    parts.append("---")
    parts.append(
        "*\(Wording.status(run.status)), \(Wording.date(run.started).readable), \(Wording.seconds(run.seconds))*"
    )
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
}

/// The outputs of a cell as Markdown.
private struct MarkdownOutputs {
    let result: CellResult
    let isHidden: Bool

    var parts: [String] {
        zip(result.outputs, result.figureFiles).compactMap { output, files -> String? in
            if case .failure(let failure) = output { return text(of: failure) }
            guard !isHidden else { return nil }
            switch output {
            case .stream(_, let text): return fenced(plain(text), "text")
            case .omitted(_, let bytes, let file):
                return "*\(Wording.bytes(bytes)) left out; see \(escaped(file))*"
            case .progress(let line):
                let count = line.total.map { "\(line.done) of \($0)" } ?? "\(line.done)"
                return fenced(
                    [line.label, count, line.detail].filter { !$0.isEmpty }.joined(separator: " · "), "text")
            case .display(let bundle): return display(bundle, files)
            case .failure: return nil
            }
        }
    }

    private func display(_ bundle: DisplayBundle, _ files: FigureFiles?) -> String? {
        let link = files.flatMap { files in
            files.files.first.map { file in
                let words = bundle.alternativeText ?? bundle.title ?? "Picture"
                return "![\(escaped(words))](figures/\(files.name).\(file.ending))"
            }
        }
        if let data = bundle.content["application/vnd.swiftnb.table+json"], let table = table(data) {
            return table
        }
        if let link { return link }
        func text(_ type: String) -> String? {
            bundle.content[type].map { String(decoding: $0, as: UTF8.self) }
        }
        if let markdown = text("text/markdown") ?? text("text/latex") { return markdown }
        return text("text/plain").map { fenced(plain($0), "text") }
    }

    private func table(_ data: Data) -> String? {
        guard let json = try? JSONValue(parsing: [UInt8](data)), let columns = json["columns"]?.array,
            let rows = json["rows"]?.array
        else { return nil }
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let heads = columns.map { escaped($0["title"]?.string ?? "") }
        let sides = columns.map { $0["numeric"]?.bool == true ? "---:" : "---" }
        let body = rows.map { row in line((row.array ?? []).map { escaped($0["text"]?.string ?? "") }) }
        let title = json["title"]?.string.map { "**\(escaped($0))**\n\n" } ?? ""
        return title + ([line(heads), line(sides)] + body).joined(separator: "\n")
    }

    private func text(of failure: CellFailure) -> String {
        let place = failure.line.map { " (line \($0))" } ?? ""
        let said = failure.details.isEmpty ? failure.message : failure.details
        let name = failure.name.isEmpty ? "" : ": \(escaped(failure.name))"
        return "**\(Wording.failure(failure.kind))\(name)**\(place)\n\n\(fenced(plain(said), "text"))"
    }
}

/// Text as a terminal would leave it, without colours.
private func plain(_ text: String) -> String {
    TerminalText(text).lines.map { line in line.map(\.text).joined() }.joined(separator: "\n")
}

/// A code block whose fence is longer than any run of backticks in it.
private func fenced(_ text: String, _ language: String) -> String {
    var longest = 2
    var run = 0
    for character in text {
        run = character == "`" ? run + 1 : 0
        longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    return "\(fence)\(language)\n\(text)\(text.hasSuffix("\n") ? "" : "\n")\(fence)"
}

/// Text as itself, on one line.
private func escaped(_ text: String) -> String {
    var out = ""
    for character in text.trimmed {
        if character.isNewline {
            out += " "
        } else if "\\`*_{}[]<>()#+!|~&$".contains(character) {
            out += "\\\(character)"
        } else {
            out.append(character)
        }
    }
    return out
}
