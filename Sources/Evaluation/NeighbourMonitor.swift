import Contrastive

extension SessionMonitor {
    /// The accuracy of the nearest neighbours on the held-back pictures, as `knn_accuracy`: whether the representation
    /// gets better, which the loss does not tell.
    ///
    ///     session.monitor = .nearestNeighbors(every: 5)
    ///
    /// - Parameters:
    ///   - epochs: between two measurements; each encodes all pictures, about a third of an epoch's work.
    ///   - k: neighbours that vote.
    ///   - temperature: their weights are `exp(cosine / temperature)`.
    public static func nearestNeighbors(
        every epochs: Int = 5, k: Int = 20, temperature: Float = 0.1
    ) -> SessionMonitor {
        SessionMonitor(every: epochs) { session in
            let report = try session.evaluator.kNearest(k: k, temperature: temperature)
            return [("knn_accuracy", Double(report.accuracy))]
        }
    }
}
