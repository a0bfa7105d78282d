import CKernels

/// A block of floats from the caching allocator, given back when the last tensor on it is gone.
///
/// A gradient may come into being row by row instead: whoever knows of that takes rows as it needs them, and no block
/// is ever held; for all others the block is filled when it is first looked at.
final class Storage {
    /// Writes a range of rows, all of one width, to a place; may be asked from several threads.
    typealias RowSource = (_ rows: Range<Int>, _ target: UnsafeMutablePointer<Float>) -> Void

    private let bytes: Int
    private var block: UnsafeMutablePointer<Float>?
    private(set) var source: RowSource?
    private let rows: Int

    /// - Parameter count: floats; contents are undefined.
    init(count: Int) {
        bytes = max(count, 1) * MemoryLayout<Float>.stride
        (source, rows) = (nil, 0)
        block = allocated()
    }

    /// `rows` rows that make `count` floats together.
    init(count: Int, rows: Int, source: @escaping RowSource) {
        bytes = max(count, 1) * MemoryLayout<Float>.stride
        (self.source, self.rows) = (source, rows)
    }

    deinit {
        if let block { ck_release(block, bytes) }
    }

    var pointer: UnsafeMutablePointer<Float> { block ?? filled() }

    private func allocated() -> UnsafeMutablePointer<Float> {
        guard let block = ck_allocate(bytes) else {
            fatalError("out of memory: no room for \(bytes >> 20) MiB; use a smaller batch or picture size")
        }
        return block.assumingMemoryBound(to: Float.self)
    }

    private func filled() -> UnsafeMutablePointer<Float> {
        let block = allocated()
        let width = bytes / MemoryLayout<Float>.stride / max(rows, 1)
        if let source {
            Threads.overRows(rows, width: width) { source($0, block + $0.lowerBound * width) }
        }
        (self.block, source) = (block, nil)
        return block
    }
}

/// What the tensors of this process hold in memory, in bytes.
public struct MemoryFigures: Sendable {
    /// In use by living tensors.
    public let live: Int
    /// Kept for reuse.
    public let cached: Int
    /// The most that was ever in use at once.
    public let peakLive: Int
    /// How often a block had to come from the system; constant once training runs in a steady state.
    public let systemAllocations: Int

    /// The figures of this moment.
    public static var now: MemoryFigures {
        let figures = ck_memory()
        return MemoryFigures(
            live: figures.live, cached: figures.cached, peakLive: figures.peak_live,
            systemAllocations: figures.system_allocations)
    }

    /// Returns everything kept for reuse to the system.
    public static func releaseCached() { ck_memory_trim() }
}
