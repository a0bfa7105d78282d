import Tensors

extension Layer {
    /// Moves all parameters and buffers a little towards those of a network built alike:
    /// `mine ← momentum·mine + (1 − momentum)·leader's`.
    ///
    /// This makes the slow encoder of MoCo (arXiv:1911.05722, Eq. 2) and BYOL, or an average of the weights
    /// over training. Counts, such as batches seen, are copied.
    /// - Parameters:
    ///   - leader: a network with the same names and shapes.
    ///   - momentum: in 0…1; 0 copies, 1 changes nothing.
    public func follow(_ leader: any Layer, momentum: Float) {
        precondition((0...1).contains(momentum), "follow: momentum must be in 0…1, got \(momentum)")
        let (mine, theirs) = (namedParameters + namedBuffers, leader.namedParameters + leader.namedBuffers)
        precondition(
            mine.map(\.name) == theirs.map(\.name),
            "follow: the networks differ: \(mine.count) tensors against \(theirs.count)")
        for (own, other) in zip(mine, theirs) {
            precondition(
                own.tensor.shape == other.tensor.shape,
                "follow: \(own.name) has shape \(own.tensor.shape) against \(other.tensor.shape)")
            if own.name.hasSuffix("num_batches_tracked") {
                own.tensor.assign(other.tensor)
            } else {
                own.tensor.move(towards: other.tensor, keeping: momentum)
            }
        }
    }
}

extension Tensor {
    fileprivate func move(towards other: Tensor, keeping momentum: Float) {
        withUnsafeMutableBuffer { mine in
            other.withUnsafeBuffer { theirs in
                for i in mine.indices { mine[i] = momentum * mine[i] + (1 - momentum) * theirs[i] }
            }
        }
    }
}
