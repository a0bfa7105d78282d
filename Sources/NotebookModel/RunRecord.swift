import Foundation

extension NotebookRun {
    /// The record of the run as `run.json` holds it, ending in a newline.
    ///
    /// `cells` has one entry per code cell: index, title, line, state, seconds and error (`null` where it
    /// did not fail, else kind, name, message, line and column).
    public var record: String {
        let record: JSONValue = [
            "format": 1,
            "notebook": .string(fileName),
            "sha256": .string(sha256),
            "title": JSONValue(notebook.title),
            "status": .string(status.rawValue),
            "started": .string(started.formatted(.iso8601)),
            "seconds": JSONValue(seconds),
            "seed": JSONValue(seed),
            "parameters": .array(parameters.map(\.record)),
            "versions": Self.object(versions),
            "machine": Self.object(machine),
            "cells": .array(results.map(record)),
        ]
        return record.indentedText + "\n"
    }

    private func record(of result: CellResult) -> JSONValue {
        let cell = notebook.cells.indices.contains(result.index) ? notebook.cells[result.index] : nil
        var failure: CellFailure?
        for case .failure(let found) in result.outputs { failure = failure ?? found }
        return [
            "index": JSONValue(result.index),
            "title": JSONValue(cell?.title),
            "line": cell.map { JSONValue($0.line) } ?? .null,
            "state": .string(result.state.rawValue),
            "seconds": JSONValue(result.seconds),
            "compileSeconds": JSONValue(result.compileSeconds),
            "error": failure?.record ?? .null,
        ]
    }

    private static func object(_ entries: [Header.Entry]) -> JSONValue {
        .object(entries.map { JSONValue.Member(key: $0.key, value: .string($0.value)) })
    }
}

extension RunParameter {
    fileprivate var record: JSONValue {
        ["name": .string(name), "default": .string(defaultValue), "given": JSONValue(given)]
    }
}

extension CellFailure {
    fileprivate var record: JSONValue {
        [
            "kind": .string(kind.rawValue), "name": .string(name), "message": .string(message),
            "line": line.map { JSONValue($0) } ?? .null, "column": column.map { JSONValue($0) } ?? .null,
        ]
    }
}
