import CKernels

extension Tensor {
    /// All elements 0.
    public static func zeros(_ shape: [Int]) -> Tensor { full(shape, 0) }

    /// All elements 1.
    public static func ones(_ shape: [Int]) -> Tensor { full(shape, 1) }

    /// All elements `value`.
    public static func full(_ shape: [Int], _ value: Float) -> Tensor {
        let result = Tensor(uninitialized: shape)
        let out = result.pointer
        Threads.overElements(result.count) { ck_fill(Int64($0.count), value, out + $0.lowerBound) }
        return result
    }

    /// The identity matrix `[n, n]`.
    public static func eye(_ n: Int) -> Tensor {
        let result = zeros([n, n])
        for i in 0..<n { result.pointer[i * (n + 1)] = 1 }
        return result
    }

    /// 0, 1, … n − 1.
    public static func arange(_ n: Int) -> Tensor { Tensor((0..<n).map(Float.init)) }

    /// Independent normal values.
    public static func normal(
        _ shape: [Int], mean: Float = 0, standardDeviation: Float = 1, using rng: inout RandomGenerator
    ) -> Tensor {
        let result = Tensor(uninitialized: shape)
        for i in 0..<result.count { result.pointer[i] = mean + standardDeviation * rng.normal() }
        return result
    }

    /// Independent uniform values.
    public static func uniform(
        _ shape: [Int], in range: ClosedRange<Float> = 0...1, using rng: inout RandomGenerator
    ) -> Tensor {
        let result = Tensor(uninitialized: shape)
        let width = range.upperBound - range.lowerBound
        for i in 0..<result.count { result.pointer[i] = range.lowerBound + width * rng.uniform() }
        return result
    }
}
