import Layers

extension Layer {
    /// Runs `body` with batch statistics or with running ones, then puts every batch norm back into its mode.
    ///
    /// Only batch norms tell their mode; other layers return to training if any batch norm does, or if there is
    /// none.
    func inMode<R>(training: Bool, _ body: () throws -> R) rethrows -> R {
        let norms = batchNorms
        let modes = norms.map(\.isTraining)
        setTraining(training)
        defer {
            setTraining(modes.isEmpty || modes.contains(true))
            for (norm, isTraining) in zip(norms, modes) { norm.setTraining(isTraining) }
        }
        return try body()
    }

    private var batchNorms: [BatchNorm] {
        (self as? BatchNorm).map { [$0] } ?? children.flatMap { $0.layer.batchNorms }
    }
}
