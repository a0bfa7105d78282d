import CKernels

extension Tensor {
    private static func compare(_ kind: ck_comparison, _ name: String, _ a: Tensor, _ b: Tensor) -> Tensor {
        let shape = broadcastShape(name, a.shape, b.shape)
        let (left, right) = (a.broadcastCopy(to: shape), b.broadcastCopy(to: shape))
        let result = Tensor(uninitialized: shape)
        ck_compare(kind, Int64(result.count), left.pointer, right.pointer, result.pointer)
        return result
    }

    /// 1 where equal, else 0; broadcasts, no gradient.
    public static func .== (a: Tensor, b: Tensor) -> Tensor { compare(ck_equal, ".==", a, b) }
    /// 1 where different, else 0; broadcasts, no gradient.
    public static func .!= (a: Tensor, b: Tensor) -> Tensor { compare(ck_unequal, ".!=", a, b) }
    /// 1 where less, else 0; broadcasts, no gradient.
    public static func .< (a: Tensor, b: Tensor) -> Tensor { compare(ck_less, ".<", a, b) }
    /// 1 where less or equal, else 0; broadcasts, no gradient.
    public static func .<= (a: Tensor, b: Tensor) -> Tensor { compare(ck_less_or_equal, ".<=", a, b) }
    /// 1 where greater, else 0; broadcasts, no gradient.
    public static func .> (a: Tensor, b: Tensor) -> Tensor { compare(ck_greater, ".>", a, b) }
    /// 1 where greater or equal, else 0; broadcasts, no gradient.
    public static func .>= (a: Tensor, b: Tensor) -> Tensor { compare(ck_greater_or_equal, ".>=", a, b) }

    /// 1 where equal to the number, else 0.
    public static func .== (a: Tensor, b: Float) -> Tensor { a .== Tensor(b) }
    /// 1 where different from the number, else 0.
    public static func .!= (a: Tensor, b: Float) -> Tensor { a .!= Tensor(b) }
    /// 1 where less than the number, else 0.
    public static func .< (a: Tensor, b: Float) -> Tensor { a .< Tensor(b) }
    /// 1 where at most the number, else 0.
    public static func .<= (a: Tensor, b: Float) -> Tensor { a .<= Tensor(b) }
    /// 1 where greater than the number, else 0.
    public static func .> (a: Tensor, b: Float) -> Tensor { a .> Tensor(b) }
    /// 1 where at least the number, else 0.
    public static func .>= (a: Tensor, b: Float) -> Tensor { a .>= Tensor(b) }
}
