import Foundation

/// Counter-based random numbers: Philox 4×32 with ten rounds (Salmon et al., "Parallel Random Numbers: As Easy
/// as 1, 2, 3", SC 2011). Every (seed, stream) is an independent sequence, reached at no cost.
public struct RandomGenerator: RandomNumberGenerator, Sendable, Codable, Equatable {
    private var key: SIMD2<UInt32>
    private var streamID: UInt64
    private var counter: UInt64 = 0
    private var block = SIMD4<UInt32>()
    /// Words of `block` still to be given out.
    private var left = 0

    /// The sequence of a seed.
    public init(seed: UInt64) { self.init(seed: seed, streamID: 0) }

    /// An independent sequence for the given numbers, such as epoch, sample and view.
    public init(seed: UInt64, stream: UInt64...) {
        // Mixing step of SplitMix64: different lists, also of different length, give unrelated numbers.
        var mixed = UInt64(stream.count)
        for part in stream {
            mixed = (mixed ^ part) &+ 0x9E37_79B9_7F4A_7C15
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            mixed ^= mixed >> 31
        }
        self.init(seed: seed, streamID: mixed)
    }

    private init(seed: UInt64, streamID: UInt64) {
        key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
        self.streamID = streamID
    }

    /// The next 32 random bits.
    public mutating func next32() -> UInt32 {
        if left == 0 {
            block = RandomGenerator.philox(counter: counter, stream: streamID, key: key)
            counter &+= 1
            left = 4
        }
        left -= 1
        return block[3 - left]
    }

    /// The next 64 random bits.
    public mutating func next() -> UInt64 {
        let low = next32()
        return UInt64(next32()) << 32 | UInt64(low)
    }

    /// Uniform in [0, 1), all multiples of 2⁻²⁴.
    public mutating func uniform() -> Float { Float(next32() >> 8) * 0x1p-24 }

    /// Uniform in the range.
    public mutating func uniform(in range: ClosedRange<Float>) -> Float {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }

    /// Normal with mean 0 and standard deviation 1 (Box and Muller), computed in Double.
    public mutating func normal() -> Float {
        let radius = (-2 * Foundation.log((Double(next32()) + 0.5) * 0x1p-32)).squareRoot()
        return Float(radius * Foundation.cos(2 * Double.pi * Double(next32()) * 0x1p-32))
    }

    private static func philox(counter: UInt64, stream: UInt64, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var x = SIMD4(
            UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32),
            UInt32(truncatingIfNeeded: stream), UInt32(truncatingIfNeeded: stream >> 32))
        var key = key
        for _ in 0..<10 {
            let a = UInt64(x[0]) &* 0xD251_1F53
            let b = UInt64(x[2]) &* 0xCD9E_8D57
            x = SIMD4(
                UInt32(b >> 32) ^ x[1] ^ key[0], UInt32(truncatingIfNeeded: b),
                UInt32(a >> 32) ^ x[3] ^ key[1], UInt32(truncatingIfNeeded: a))
            key = key &+ SIMD2(0x9E37_79B9, 0xBB67_AE85)
        }
        return x
    }
}
