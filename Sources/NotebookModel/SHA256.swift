/// The hash function SHA-256 (FIPS 180-4, section 6.2); CryptoKit does not exist on Linux.
public struct SHA256 {
    private var state: [UInt32] = [
        0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
        0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
    ]
    private var pending: [UInt8] = []
    private var count: UInt64 = 0

    /// Starts a hash of nothing.
    public init() {}

    /// Adds bytes.
    public mutating func update(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            pending.append(byte)
            count += 1
            if pending.count == 64 {
                compress()
                pending.removeAll(keepingCapacity: true)
            }
        }
    }

    /// The hash of everything added, as 64 hexadecimal digits.
    public consuming func finish() -> String {
        let bitCount = count * 8
        update(CollectionOfOne(0x80))
        while pending.count != 56 { update(CollectionOfOne(0)) }
        update((0..<8).map { UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * $0)) })
        return state.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 8 - digits.count) + digits
        }.joined()
    }

    /// The hash of these bytes, as 64 hexadecimal digits.
    public static func hash(_ bytes: some Sequence<UInt8>) -> String {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    private mutating func compress() {
        var w = [UInt32](repeating: 0, count: 64)
        for t in 0..<16 {
            w[t] = pending[4 * t..<4 * t + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        for t in 16..<64 {
            let s0 = rotate(w[t - 15], 7) ^ rotate(w[t - 15], 18) ^ (w[t - 15] >> 3)
            let s1 = rotate(w[t - 2], 17) ^ rotate(w[t - 2], 19) ^ (w[t - 2] >> 10)
            w[t] = w[t - 16] &+ s0 &+ w[t - 7] &+ s1
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for t in 0..<64 {
            let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
            let first = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ Self.roundConstants[t] &+ w[t]
            let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
            let second = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
            (h, g, f, e) = (g, f, e, d &+ first)
            (d, c, b, a) = (c, b, a, first &+ second)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    private func rotate(_ word: UInt32, _ places: UInt32) -> UInt32 { word >> places | word << (32 - places) }

    /// The first 32 bits of the fractional parts of the cube roots of the first 64 primes, computed exactly.
    private static let roundConstants: [UInt32] = {
        var primes: [UInt64] = []
        var candidate: UInt64 = 2
        while primes.count < 64 {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes.map { prime in
            // The integer cube root of prime · 2⁹⁶, found bit by bit; its low 32 bits are the fraction.
            var root: UInt64 = 0
            for bit in (0..<36).reversed() {
                let trial = root | 1 << UInt64(bit)
                let square = trial.multipliedFullWidth(by: trial)
                let low = square.low.multipliedFullWidth(by: trial)
                let high = square.high * trial &+ low.high
                if high < prime << 32 || (high == prime << 32 && low.low == 0) { root = trial }
            }
            return UInt32(truncatingIfNeeded: root)
        }
    }()
}
