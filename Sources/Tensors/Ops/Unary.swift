import CKernels

extension Tensor {
    /// The operation with its gradient, which uses input and output (`keepsInput` false: the output alone).
    private func unary(_ kind: ck_unary_operation, _ operation: Operation, keepsInput: Bool = true) -> Tensor
    {
        let result = Tensor(uninitialized: shape)
        let (x, y) = (pointer, result.pointer)
        Threads.overElements(count) { ck_unary(kind, Int64($0.count), x + $0.lowerBound, y + $0.lowerBound) }
        let output = result.detached()
        let input = keepsInput ? detached() : output
        return result.recorded(operation, [self]) { gradient in
            let gx = Tensor(uninitialized: output.shape)
            let (x, y, gy, out) = (input.pointer, output.pointer, gradient.pointer, gx.pointer)
            Threads.overElements(output.count) {
                let i = $0.lowerBound
                ck_unary_backward(kind, Int64($0.count), x + i, y + i, gy + i, out + i)
            }
            return [gx]
        }
    }

    /// −x.
    public static prefix func - (x: Tensor) -> Tensor { x.unary(ck_negate, .negate, keepsInput: false) }
    /// eˣ.
    public func exp() -> Tensor { unary(ck_exp, .exp, keepsInput: false) }
    /// Natural logarithm.
    public func log() -> Tensor { unary(ck_log, .log) }
    /// Square root.
    public func sqrt() -> Tensor { unary(ck_sqrt, .sqrt, keepsInput: false) }
    /// Absolute value; gradient 0 at 0.
    public func abs() -> Tensor { unary(ck_abs, .abs) }
    /// max(x, 0); gradient 0 at 0.
    public func relu() -> Tensor { unary(ck_relu, .relu, keepsInput: false) }
    /// 1 / (1 + e⁻ˣ).
    public func sigmoid() -> Tensor { unary(ck_sigmoid, .sigmoid, keepsInput: false) }
    /// Hyperbolic tangent.
    public func tanh() -> Tensor { unary(ck_tanh, .tanh, keepsInput: false) }
    /// x².
    public func square() -> Tensor { unary(ck_square, .square) }

    /// 1 where the element is 0, else 0. No gradient.
    public var logicalNot: Tensor {
        let result = Tensor(uninitialized: shape)
        ck_unary(ck_logical_not, Int64(count), pointer, result.pointer)
        return result
    }

    /// xᵖ.
    public func pow(_ p: Float) -> Tensor {
        let result = Tensor(uninitialized: shape)
        let (x, y) = (pointer, result.pointer)
        Threads.overElements(count) { ck_power(Int64($0.count), x + $0.lowerBound, p, y + $0.lowerBound) }
        return result.recorded(.power, [self]) { gradient in
            let gx = Tensor(uninitialized: self.shape)
            ck_power_backward(Int64(self.count), self.pointer, p, gradient.pointer, gx.pointer)
            return [gx]
        }
    }

    /// Elements below `min` become `min`, above `max` become `max`; these get no gradient.
    public func clamped(min: Float = -.infinity, max: Float = .infinity) -> Tensor {
        let result = Tensor(uninitialized: shape)
        ck_clamp(Int64(count), pointer, min, max, result.pointer)
        return result.recorded(.clamped, [self]) { gradient in
            let gx = Tensor(uninitialized: self.shape)
            ck_clamp_backward(Int64(self.count), self.pointer, min, max, gradient.pointer, gx.pointer)
            return [gx]
        }
    }
}

/// eˣ, elementwise.
public func exp(_ x: Tensor) -> Tensor { x.exp() }
/// Natural logarithm, elementwise.
public func log(_ x: Tensor) -> Tensor { x.log() }
/// Square root, elementwise.
public func sqrt(_ x: Tensor) -> Tensor { x.sqrt() }
/// Absolute value, elementwise.
public func abs(_ x: Tensor) -> Tensor { x.abs() }
/// max(x, 0), elementwise.
public func relu(_ x: Tensor) -> Tensor { x.relu() }
/// 1 / (1 + e⁻ˣ), elementwise.
public func sigmoid(_ x: Tensor) -> Tensor { x.sigmoid() }
/// Hyperbolic tangent, elementwise.
public func tanh(_ x: Tensor) -> Tensor { x.tanh() }
