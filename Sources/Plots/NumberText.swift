import Display
import Foundation

/// How numbers are written beside bars and in cells.
public enum NumberFormat: Sendable {
    /// Three significant digits.
    case short
    /// So many digits after the point.
    case decimals(Int)
    /// A share of one as percent, one digit after the point.
    case percent

    func text(_ value: Double) -> String {
        guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
        return switch self {
        case .short: shortText(value)
        case .decimals(let count): String(format: "%.\(count)f", value).withMinusSign
        case .percent: String(format: "%.1f %%", value * 100).withMinusSign
        }
    }

    /// What the axis multiplies values by.
    var axisFactor: Double {
        if case .percent = self { 100 } else { 1 }
    }
}

/// Whole numbers in full up to six digits, others with three significant digits.
func shortText(_ value: Double) -> String {
    if value == value.rounded(), abs(value) < 1e6 { return "\(Int(value))".withMinusSign }
    return String(format: "%.3g", value).withMinusSign
}

extension Double {
    /// The shortest decimal that names this number, whole ones without a point: for programs, not for readers.
    var plainText: String { self == rounded() && abs(self) < 1e15 ? "\(Int64(self))" : "\(self)" }
}
