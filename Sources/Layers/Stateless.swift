import Tensors

/// `max(x, 0)`, elementwise.
public final class ReLU: Layer {
    /// Makes the layer.
    public init() {}
    /// Any shape → the same.
    public func callAsFunction(_ x: Tensor) -> Tensor { relu(x) }
    /// The input's.
    public func outputShape(for input: [Int]) -> [Int] { input }
}

/// Gives its input back.
public final class Identity: Layer {
    /// Makes the layer.
    public init() {}
    /// Any shape → the same tensor.
    public func callAsFunction(_ x: Tensor) -> Tensor { x }
    /// The input's.
    public func outputShape(for input: [Int]) -> [Int] { input }
}

/// The largest value in each window; padding counts as −∞.
///
/// - Shape: `[N, H, W, C]` → `[N, H', W', C]` with `H' = (H + 2·padding − kernel) / stride + 1`.
public final class MaxPool2d: Layer, CustomStringConvertible {
    /// Side of the window, in pixels.
    public let kernel: Int
    /// Pixels between two windows.
    public let stride: Int
    /// Rows and columns around the picture.
    public let padding: Int

    /// Makes the layer.
    public init(kernel: Int, stride: Int, padding: Int = 0) {
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
    }

    /// `[N, H, W, C]` → `[N, H', W', C]`.
    public func callAsFunction(_ x: Tensor) -> Tensor {
        maxPool2d(x, kernel: kernel, stride: stride, padding: padding)
    }

    /// `[N, H, W, C]` → `[N, H', W', C]`.
    public func outputShape(for input: [Int]) -> [Int] {
        precondition(input.count == 4, "MaxPool2d: input \(input) is not [N, H, W, C]")
        return windowShape(input, kernel: kernel, stride: stride, padding: padding, channels: input[3])
    }

    /// `MaxPool2d(3×3, stride 2)`.
    public var description: String { "MaxPool2d(\(kernel)×\(kernel), stride \(stride))" }
}

/// The mean over all pixels of each channel.
///
/// - Shape: `[N, H, W, C]` → `[N, C]`.
public final class GlobalAveragePool: Layer {
    /// Makes the layer.
    public init() {}
    /// `[N, H, W, C]` → `[N, C]`.
    public func callAsFunction(_ x: Tensor) -> Tensor { globalAveragePool(x) }

    /// `[N, H, W, C]` → `[N, C]`.
    public func outputShape(for input: [Int]) -> [Int] {
        precondition(input.count == 4, "GlobalAveragePool: input \(input) is not [N, H, W, C]")
        return [input[0], input[3]]
    }
}
