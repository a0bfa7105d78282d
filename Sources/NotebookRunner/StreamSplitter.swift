import Foundation

/// Splits what the kernel writes to a standard stream at the marks between the prints.
///
/// A mark is `\0SNB:TOKEN:number\0`; the token is new in every run, so no print can fake one.
struct StreamSplitter {
    /// A piece of a stream.
    enum Piece: Equatable {
        case bytes([UInt8])
        case mark(Int)
    }

    private let prefix: [UInt8]
    private var pending: [UInt8] = []

    init(token: String) { prefix = [0] + Array("SNB:\(token):".utf8) }

    /// Takes the next bytes and answers the pieces that are complete.
    mutating func append(_ bytes: some Sequence<UInt8>) -> [Piece] {
        pending.append(contentsOf: bytes)
        var pieces: [Piece] = []
        var start = 0
        while let zero = pending[start...].firstIndex(of: 0) {
            if zero > start { pieces.append(.bytes(Array(pending[start..<zero]))) }
            start = zero
            let candidate = pending[zero...].prefix(prefix.count)
            guard candidate.elementsEqual(prefix.prefix(candidate.count)) else {
                pieces.append(.bytes([0]))
                start += 1
                continue
            }
            let body = zero + prefix.count
            guard candidate.count == prefix.count, let end = pending[body...].firstIndex(of: 0) else { break }
            if let number = Int(String(decoding: pending[body..<end], as: UTF8.self)) {
                pieces.append(.mark(number))
            }
            start = end + 1
        }
        if start < pending.count && pending[start] != 0 {
            pieces.append(.bytes(Array(pending[start...])))
            start = pending.count
        }
        pending.removeFirst(start)
        return pieces
    }

    /// The rest, when the stream has ended.
    mutating func finish() -> [Piece] {
        defer { pending = [] }
        return pending.isEmpty ? [] : [.bytes(pending)]
    }
}
