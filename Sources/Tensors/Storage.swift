import CKernels

/// A block of floats from the caching allocator, given back when the last tensor on it is gone.
final class Storage {
    let pointer: UnsafeMutablePointer<Float>
    private let bytes: Int

    /// - Parameter count: floats; contents are undefined.
    init(count: Int) {
        bytes = max(count, 1) * MemoryLayout<Float>.stride
        guard let block = ck_allocate(bytes) else {
            fatalError("out of memory: no room for \(bytes >> 20) MiB; use a smaller batch or picture size")
        }
        pointer = block.assumingMemoryBound(to: Float.self)
    }

    deinit { ck_release(pointer, bytes) }
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
