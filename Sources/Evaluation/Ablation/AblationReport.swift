import Display
import Foundation
import Plots

/// What every combination of an ablation came to.
///
/// Shown as a table with a line for each, the best first by the linear probe.
public struct AblationReport: Sendable, Equatable {
    /// One combination.
    public struct Result: Sendable, Equatable, Codable {
        /// The values, in the order of the factors' names.
        public var labels: [String]
        /// Test accuracy of the linear probe, 0…1; `nil` where training failed.
        public var accuracy: Double?
        /// Test accuracy of the 20 nearest neighbours, 0…1.
        public var neighbors: Double?
        /// Mean loss of the last epoch, nats.
        public var loss: Double?
        /// The loss at chance: compare losses only where it is the same.
        public var chance: Double?
        /// Training and evaluation together.
        public var seconds: Double?
        /// Why training failed.
        public var failure: String?
    }

    /// The factors' names.
    public let factorNames: [String]
    /// In the order of the grid.
    public let results: [Result]
    /// Whether the two factors are the same list, and each pair was tried once.
    let isPairwise: Bool

    /// The result for these values.
    public subscript(labels: String...) -> Result? { results.first { $0.labels == labels } }

    /// The combination with the best linear probe.
    public var best: Result? {
        results.filter { $0.accuracy != nil }.max { ($0.accuracy ?? 0) < ($1.accuracy ?? 0) }
    }

    /// Accuracies as bars, or for two factors as a heat map with the accuracies in the cells.
    public func figure(title: String = "Test accuracy of the linear probe by setting") -> Figure {
        guard factorNames.count == 2 else {
            return bar(
                labels: results.map { $0.labels.joined(separator: ", ") },
                values: results.map { $0.accuracy ?? .nan }, title: title, yLabel: "test accuracy",
                format: .percent)
        }
        let (rows, columns) = (values(of: 0), values(of: 1))
        let cells = rows.map { row in columns.map { column in accuracy(row, column) ?? .nan } }
        return heatmap(
            cells, title: title, xLabel: factorNames[1], yLabel: factorNames[0],
            options: HeatmapOptions(
                rowLabels: rows, columnLabels: columns, cellFormat: .percent))
    }

    /// The mean accuracy of each value of each factor over all values of the others: what matters by itself.
    public var effects: Table {
        let rows: [[Any?]] = factorNames.indices.flatMap { factor in
            values(of: factor).map { value -> [Any?] in
                let accuracies = results.filter { $0.labels[factor] == value }.compactMap(\.accuracy)
                let mean = accuracies.reduce(0, +) / Double(accuracies.count)
                return [factorNames[factor], value, Table.Cell.percent(mean), accuracies.count]
            }
        }
        return Table(columns: ["factor", "value", "mean accuracy", "trainings"], rows: rows)
    }

    private func accuracy(_ row: String, _ column: String) -> Double? {
        let found = results.first { $0.labels == [row, column] }
        let mirrored = isPairwise ? results.first { $0.labels == [column, row] } : nil
        return found?.accuracy ?? mirrored?.accuracy
    }

    /// The values of a factor, in the order of the grid.
    private func values(of factor: Int) -> [String] {
        var seen: Set<String> = []
        let own = results.map { $0.labels[factor] }.filter { seen.insert($0).inserted }
        // The last augmentation stands behind all others only.
        return isPairwise && factor == 1 ? values(of: 0) : own
    }
}

extension AblationReport: Displayable, CustomStringConvertible {
    /// A line for each combination, best first, failed ones last.
    public var table: Table {
        let sorted = results.enumerated().sorted { a, b in
            (b.element.accuracy ?? -1, a.offset) < (a.element.accuracy ?? -1, b.offset)
        }.map(\.element)
        let rows: [[Any?]] = sorted.map { result in
            result.labels.map { $0 as Any? }
                + [
                    result.accuracy.map { Table.Cell.percent($0) } ?? Table.Cell("failed"),
                    result.neighbors.map { Table.Cell.percent($0) }, result.loss, result.chance,
                    result.seconds.map { Int($0.rounded()) },
                ]
        }
        return Table(
            columns: factorNames + ["linear probe", "20 neighbours", "last loss", "chance", "seconds"],
            rows: rows)
    }

    /// The table.
    public var display: MIMEBundle { table.display }

    /// Such as `6 trainings; best: 0.1, mlp with 61.3 %`.
    public var description: String {
        let words = best.map { best in
            let accuracy = Table.Cell.percent(best.accuracy ?? 0).text
            return "; best: \(best.labels.joined(separator: ", ")) with \(accuracy)"
        }
        return "\(results.count) trainings" + (words ?? "")
    }
}

extension AblationReport.Result {
    private static let fileName = "result.json"

    /// What was kept in a folder; `nil` where nothing was, or nothing that can be read.
    init?(in folder: URL) {
        guard let data = try? Data(contentsOf: folder.appendingPathComponent(Self.fileName)),
            let kept = try? JSONDecoder().decode(Self.self, from: data)
        else { return nil }
        self = kept
    }

    /// Keeps it, there whole or not at all; where it cannot be kept, it is told and must be trained again.
    func write(in folder: URL) {
        do {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            let data = try JSONEncoder().encode(self)
            try data.write(to: folder.appendingPathComponent(Self.fileName), options: .atomic)
        } catch {
            FileHandle.standardError.write(Data("ablation: cannot keep a result: \(error)\n".utf8))
        }
    }
}
