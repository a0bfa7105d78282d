import Tensors

/// The last keys that a momentum encoder has made: a ring in which the newest push out the oldest.
public final class KeyQueue {
    /// The keys, `[K, D]`, of length 1; random directions until K real ones have come.
    public let keys: Tensor
    /// The row that the next key takes, 0..<K; a scalar tensor, to be kept with the network.
    let next: Tensor

    /// A queue of K = `capacity` random directions.
    public init(capacity: Int, width: Int, using generator: inout RandomGenerator) {
        precondition(capacity > 0 && width > 0, "KeyQueue: impossible sizes: \(capacity) keys of \(width)")
        keys = Tensor.normal([capacity, width], using: &generator).normalized()
        next = Tensor(0)
    }

    /// Puts keys `[N, D]` in, in their order, in place of the N oldest.
    public func enqueue(_ new: Tensor) {
        let (capacity, width) = (keys.shape[0], keys.shape[1])
        precondition(
            new.rank == 2 && new.shape[1] == width, "KeyQueue: keys \(new.shape) are not [N, \(width)]")
        let start = Int(next.item)
        let directions = withoutGradients { new.detached().normalized() }
        keys.withUnsafeMutableBuffer { keys in
            directions.withUnsafeBuffer { new in
                for index in new.indices { keys[(start * width + index) % keys.count] = new[index] }
            }
        }
        next.assign(Tensor(Float((start + new.shape[0]) % capacity)))
    }
}
