import Tensors

extension Tensor: PlotValues {
    /// The elements in row-major order.
    public var plotValues: [Double] { values.plotValues }
}

extension Tensor: PlotMatrix {
    /// The rows of a matrix `[R, C]`.
    public var plotRows: [[Double]] {
        precondition(rank == 2, "matrix: needs a tensor of rank 2, got shape \(shape)")
        let values = plotValues
        return (0..<shape[0]).map { Array(values[$0 * shape[1]..<($0 + 1) * shape[1]]) }
    }
}
