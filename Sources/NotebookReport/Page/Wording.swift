import Foundation
import NotebookModel

/// Numbers, times and states in words.
enum Wording {
    /// A whole number with its thousands apart.
    static func count(_ number: Int) -> String {
        var digits = String(number.magnitude)
        var groups: [String] = []
        while digits.count > 3 {
            groups.insert(String(digits.suffix(3)), at: 0)
            digits.removeLast(3)
        }
        return (number < 0 ? "−" : "") + ([digits] + groups).joined(separator: ",")
    }

    /// A size in bytes.
    static func bytes(_ number: Int) -> String {
        switch number {
        case 1: "1 byte"
        case ..<1_000: "\(number) bytes"
        case ..<1_000_000: "\(number / 1_000) kB"
        case ..<1_000_000_000: "\(number / 1_000_000).\(number / 100_000 % 10) MB"
        default: "\(number / 1_000_000_000).\(number / 100_000_000 % 10) GB"
        }
    }

    /// A time as a reader says it: `< 1 ms`, `3 ms`, `0.25 s`, `12.4 s`, `3 min 12 s`.
    static func seconds(_ seconds: Double) -> String {
        guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return "–" }
        if seconds > 0, seconds < 0.0005 { return "< 1 ms" }
        if seconds < 0.0995 { return "\(Int((seconds * 1000).rounded())) ms" }
        if seconds < 9.995 { return fixed(seconds, 2) + " s" }
        if seconds < 59.95 { return fixed(seconds, 1) + " s" }
        let whole = Int(seconds.rounded())
        let (hours, minutes) = (whole / 3600, whole / 60 % 60)
        return hours > 0 ? "\(hours) h \(minutes) min" : "\(minutes) min \(whole % 60) s"
    }

    private static func fixed(_ value: Double, _ decimals: Int) -> String {
        let scale = decimals == 2 ? 100 : 10
        let scaled = Int((value * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return "\(scaled / scale)." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    /// A measured value with four digits that count.
    static func number(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
        if value == value.rounded(), abs(value) < 1e6 {
            return value < 0 ? "−\(Int(-value))" : "\(Int(value))"
        }
        return String(format: "%.4g", value).replacing("-", with: "−")
    }

    /// A moment in universal time, for readers and for machines.
    static func date(_ date: Date) -> (readable: String, machine: String) {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = .gmt
        let parts = calendar.dateComponents([.year, .month, .day, .hour, .minute, .second], from: date)
        func padded(_ value: Int?, _ width: Int = 2) -> String {
            let digits = String(value ?? 0)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        let months = [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
        let month = months[((parts.month ?? 1) - 1) % 12]
        let clock = "\(padded(parts.hour)):\(padded(parts.minute))"
        let day = "\(padded(parts.year, 4))-\(padded(parts.month))-\(padded(parts.day))"
        return (
            "\(parts.day ?? 0) \(month) \(parts.year ?? 0), \(clock) UTC",
            "\(day)T\(clock):\(padded(parts.second))Z"
        )
    }

    /// What became of a cell.
    static func state(_ state: CellState) -> String {
        switch state {
        case .ok: "ran"
        case .failed: "failed"
        case .died: "process died"
        case .timedOut: "timed out"
        case .interrupted: "interrupted"
        case .skipped: "skipped"
        case .notRun: "not run"
        case .running: "running"
        }
    }

    /// How a run stands.
    static func status(_ status: RunStatus) -> String {
        switch status {
        case .unfinished: "unfinished"
        case .ok: "complete"
        case .failed: "failed"
        case .interrupted: "interrupted"
        }
    }

    /// How a cell failed, as the beginning of a sentence.
    static func failure(_ kind: CellFailure.Kind) -> String {
        switch kind {
        case .compile: "Does not compile"
        case .thrown: "An error was thrown"
        case .trap: "Stopped at run time"
        case .died: "The process ended"
        case .timedOut: "Ran over its time"
        case .interrupted: "Interrupted"
        case .memory: "Reached the memory limit"
        }
    }
}
