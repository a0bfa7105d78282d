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

// Key paths are slow where the elements' type is not known beforehand, and a cloud has thousands of short rows.

extension Array: PlotValues where Element: PlotNumber {
    /// The elements.
    public var plotValues: [Double] { map { $0.plotValue } }
}

extension ArraySlice: PlotValues where Element: PlotNumber {
    /// The elements.
    public var plotValues: [Double] { map { $0.plotValue } }
}

/// A matrix that can be drawn: an array of equally long rows, or a `Tensor` of rank 2.
public protocol PlotMatrix {
    /// Row by row, first row first.
    var plotRows: [[Double]] { get }
}

extension Array: PlotMatrix where Element: PlotValues {
    /// The rows.
    public var plotRows: [[Double]] {
        let rows = map { $0.plotValues }
        precondition(
            rows.allSatisfy { $0.count == rows[0].count },
            "matrix: rows of different lengths \(Set(rows.map(\.count)).sorted())")
        return rows
    }
}
