import Foundation

extension Notebook {
    /// The notebook as a Jupyter file, nbformat 4.5, without outputs.
    public var ipynb: String { ipynb { _ in ([], .null, nil) } }

    /// What a run adds to a code cell of a Jupyter file.
    typealias Execution = (outputs: [JSONValue], count: JSONValue, record: JSONValue?)

    /// The notebook as a Jupyter file with what a run left in its code cells.
    func ipynb(execution: (Int) -> Execution) -> String {
        var taken = Set(cells.compactMap(\.id))
        var list: [JSONValue] = []
        for (index, cell) in cells.enumerated() {
            var id = cell.id ?? Jupyter.id(ofCell: index)
            // A copied cell brings its identifier along; the format wants each once.
            if cell.id == nil || list.contains(where: { $0["id"]?.string == id }) {
                while !taken.insert(id).inserted { id += "-copy" }
            }
            list.append(cell.jupyter(id: id, execution: cell.kind == .code ? execution(index) : nil))
        }
        let file: JSONValue = [
            "cells": .array(list), "metadata": Jupyter.metadata(of: header), "nbformat": 4,
            "nbformat_minor": 5,
        ]
        return file.indentedText + "\n"
    }
}

extension Cell {
    fileprivate func jupyter(id: String, execution: Notebook.Execution?) -> JSONValue {
        var metadata = metadata
        if let title { metadata["title"] = .string(title) }
        if let record = execution?.record { metadata[Jupyter.recordKey] = record }
        var members: [JSONValue.Member] = []
        let add = { (key: String, value: JSONValue) in
            members.append(JSONValue.Member(key: key, value: value))
        }
        if let attachments, kind != .code { add("attachments", attachments) }
        add("cell_type", .string(kind.rawValue))
        if let execution { add("execution_count", execution.count) }
        add("id", .string(id))
        add("metadata", metadata.json)
        if let execution { add("outputs", .array(execution.outputs)) }
        add("source", Jupyter.lines(source))
        return .object(members)
    }
}

extension NotebookRun {
    /// The executed notebook as a Jupyter file: streams, displays, values and errors under their cells.
    ///
    /// Each code cell's metadata gain `swiftnb`: its state and its seconds.
    public var ipynb: String {
        var count = 0
        return notebook.ipynb { index in
            guard let result = result(of: index) else { return ([], .null, nil) }
            let hasRun = ![.notRun, .skipped].contains(result.state)
            if hasRun { count += 1 }
            let number: JSONValue = hasRun ? JSONValue(count) : .null
            let record: JSONValue = [
                "seconds": JSONValue(result.seconds), "state": .string(result.state.rawValue),
            ]
            return (result.outputs.map { $0.jupyter(count: number) }, number, record)
        }
    }
}

extension Output {
    /// The output in Jupyter's form.
    fileprivate func jupyter(count: JSONValue) -> JSONValue {
        switch self {
        case .stream(let name, let text):
            return ["name": .string(name.rawValue), "output_type": "stream", "text": Jupyter.lines(text)]
        case .omitted(let name, let bytes, let file):
            let text = "[… \(bytes) bytes left out; all of it is in \(file)]\n"
            return ["name": .string(name.rawValue), "output_type": "stream", "text": Jupyter.lines(text)]
        case .progress(let progress):
            return ["name": "stderr", "output_type": "stream", "text": Jupyter.lines(progress.text + "\n")]
        case .display(let bundle): return bundle.jupyter(count: count)
        case .failure(let failure):
            return [
                "ename": .string(failure.name), "evalue": .string(failure.message), "output_type": "error",
                "traceback": .array(failure.traceback.map { .string($0) }),
            ]
        }
    }
}

extension DisplayBundle {
    fileprivate func jupyter(count: JSONValue) -> JSONValue {
        let data = content.keys.sorted().map { type in
            JSONValue.Member(key: type, value: Self.jupyter(content[type] ?? Data(), type: type))
        }
        var metadata: [JSONValue.Member] = []
        if let title { metadata.append(.init(key: "title", value: .string(title))) }
        if let alternativeText { metadata.append(.init(key: "alt", value: .string(alternativeText))) }
        var members: [JSONValue.Member] = [.init(key: "data", value: .object(data))]
        if isValue { members.append(.init(key: "execution_count", value: count)) }
        members.append(.init(key: "metadata", value: .object(metadata)))
        members.append(.init(key: "output_type", value: isValue ? "execute_result" : "display_data"))
        return .object(members)
    }

    /// Text as lines, JSON as itself, everything else in base64.
    private static func jupyter(_ data: Data, type: String) -> JSONValue {
        let isJSON = type == "application/json" || type.hasSuffix("+json")
        if isJSON, let value = try? JSONValue(parsing: [UInt8](data)) { return value }
        if type.hasPrefix("text/") || type == "image/svg+xml" || isJSON {
            return Jupyter.lines(String(decoding: data, as: UTF8.self))
        }
        return .string(data.base64EncodedString())
    }
}

extension ProgressLine {
    /// The bar as one line of text.
    fileprivate var text: String {
        let counts = total.map { "\(done)/\($0)" } ?? "\(done)"
        let time = String(format: "%.1f s", seconds)
        return ([label, counts, time] + (detail.isEmpty ? [] : [detail])).joined(separator: " · ")
    }
}

extension CellFailure {
    /// The failure as lines of text.
    fileprivate var traceback: [String] {
        let place = line.map { " (line \($0)\(column.map { ":\($0)" } ?? ""))" } ?? ""
        let text = details.isEmpty ? [] : TextLines.split(details)
        return ["\(name): \(message)\(place)"] + text
            + frames.map { frame in
                let file = frame.file.map { " at \($0)" } ?? ""
                return "  \(frame.function)\(file)\(frame.line.map { ":\($0)" } ?? "")"
            }
    }
}
