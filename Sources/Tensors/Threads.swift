import CKernels

/// The pool of threads that all numerics share.
public enum Threads {
    /// Threads at work in one operation, the caller included. At first `SWIFTNB_THREADS`, else the cores at hand.
    public static var count: Int {
        get { Int(ck_thread_count()) }
        set { ck_set_thread_count(Int32(newValue)) }
    }

    /// Parts that large products and sums are cut into: one for each core of this machine, 2…8. Fixed, so that the
    /// number of threads changes no result.
    public static var parts: Int { Int(ck_part_count()) }

    /// Runs `body` over ranges of at most `grain` indices of `0 ..< count`, in parallel.
    ///
    /// The ranges depend on `count` and `grain` alone. Loops inside a body, or while another thread uses the
    /// pool, run on the calling thread.
    public static func parallelFor(_ count: Int, grain: Int = 1, _ body: (Range<Int>) -> Void) {
        withoutActuallyEscaping(body) { body in
            var body = body
            withUnsafeMutablePointer(to: &body) { context in
                ck_parallel_for(
                    Int64(count), Int64(grain),
                    { context, begin, end in
                        context?.assumingMemoryBound(to: ((Range<Int>) -> Void).self).pointee(
                            Int(begin)..<Int(end))
                    }, context)
            }
        }
    }

    /// Leaves threads that were stopped inside an operation to themselves; the next operation starts new ones.
    public static func abandonPool() { ck_pool_abandon() }

    /// A loop over the elements of contiguous buffers, in ranges that are long against the cost of a hand-over.
    static func overElements(_ count: Int, _ body: (Range<Int>) -> Void) {
        parallelFor(count, grain: 1 << 15, body)
    }

    /// A loop over rows of `width` elements each.
    static func overRows(_ rows: Int, width: Int, _ body: (Range<Int>) -> Void) {
        parallelFor(rows, grain: max(1, (1 << 15) / max(width, 1)), body)
    }
}
