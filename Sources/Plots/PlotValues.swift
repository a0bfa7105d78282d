import Tensors

/// Numbers that can be drawn.
public protocol PlotNumber {
    /// The number as it is drawn.
    var plotValue: Double { get }
}

extension Double: PlotNumber {
    /// The number itself.
    public var plotValue: Double { self }
}

extension Float: PlotNumber {
    /// The shortest decimal that names this number, so that 0.1 is labelled 0.1.
    public var plotValue: Double { isFinite ? Double(description) ?? Double(self) : Double(self) }
}

extension Int: PlotNumber {
    /// The number itself.
    public var plotValue: Double { Double(self) }
}

/// A row of numbers that can be drawn: an array of `Float`, `Double` or `Int`, or a `Tensor` of any shape.
public protocol PlotValues {
    /// The numbers in order; NaN leaves a gap.
    var plotValues: [Double] { get }
}

extension Array: PlotValues where Element: PlotNumber {
    /// The elements.
    public var plotValues: [Double] { map(\.plotValue) }
}

extension ArraySlice: PlotValues where Element: PlotNumber {
    /// The elements.
    public var plotValues: [Double] { map(\.plotValue) }
}

/// A matrix that can be drawn: an array of equally long rows, or a `Tensor` of rank 2.
public protocol PlotMatrix {
    /// Row by row, first row first.
    var plotRows: [[Double]] { get }
}

extension Array: PlotMatrix where Element: PlotValues {
    /// The rows.
    public var plotRows: [[Double]] {
        let rows = map(\.plotValues)
        let widths = Set(rows.map(\.count))
        precondition(widths.count <= 1, "matrix: rows of different lengths \(widths.sorted())")
        return rows
    }
}
