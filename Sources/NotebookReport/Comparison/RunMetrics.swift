import Foundation
import NotebookModel

/// The values that a run logged while it trained, series by series, as `metrics.jsonl` has them.
public struct RunMetrics: Equatable, Sendable, Codable {
    /// One name's values in the order in which they were logged.
    public struct Series: Equatable, Sendable, Codable {
        /// What was measured.
        public let name: String
        /// The step of each value.
        public internal(set) var steps: [Double]
        /// The values.
        public internal(set) var values: [Double]
    }

    /// The series in the order in which they appear.
    public private(set) var series: [Series] = []

    /// No metrics.
    public init() {}

    /// Reads lines like `{"step":3,"epoch":0,"name":"loss","value":4.7,"time":1700000000.1}`; lines that are none,
    /// such as the half one of a killed run, and values that are no numbers stay out.
    public init(jsonLines: Data) {
        var places: [String: Int] = [:]
        for line in jsonLines.split(separator: UInt8(ascii: "\n")) {
            guard let entry = try? JSONValue(parsing: [UInt8](line)), let name = entry["name"]?.string,
                let value = entry["value"]?.double, value.isFinite
            else { continue }
            let place = places[name] ?? series.count
            if place == series.count {
                places[name] = place
                series.append(Series(name: name, steps: [], values: []))
            }
            series[place].steps.append(entry["step"]?.double ?? Double(series[place].steps.count))
            series[place].values.append(value)
        }
    }

    /// Of the first series the last value of each: what the page over all runs shows.
    func last(ofFirst count: Int) -> RunMetrics {
        var last = RunMetrics()
        last.series = series.prefix(count).map {
            Series(name: $0.name, steps: $0.steps.suffix(1), values: $0.values.suffix(1))
        }
        return last
    }

    /// The series of a name.
    public subscript(name: String) -> Series? { series.first { $0.name == name } }
}
