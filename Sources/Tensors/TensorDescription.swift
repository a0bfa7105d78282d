import Foundation

extension Tensor: CustomStringConvertible {
    /// The shape and the elements; long axes show their first and last three.
    public var description: String {
        "Tensor\(shape) \(text(axis: 0, start: 0, indent: "Tensor\(shape) ".count))"
    }

    private func text(axis: Int, start: Int, indent: Int) -> String {
        guard axis < rank else { return Self.number(pointer[start]) }
        let size = shape[axis]
        let stride = shape[(axis + 1)...].reduce(1, *)
        let indices: [Int?] = size > 6 ? [0, 1, 2, nil, size - 3, size - 2, size - 1] : (0..<size).map { $0 }
        let parts = indices.map { index in
            index.map { text(axis: axis + 1, start: start + $0 * stride, indent: indent + 1) } ?? "…"
        }
        let separator = axis == rank - 1 ? ", " : ",\n" + String(repeating: " ", count: indent + 1)
        return "[" + parts.joined(separator: separator) + "]"
    }

    private static func number(_ value: Float) -> String {
        value == value.rounded() && value.magnitude < 1e6
            ? String(format: "%.0f", value) : String(format: "%.4g", value)
    }
}
