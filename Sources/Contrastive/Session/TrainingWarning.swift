import Foundation

/// A sign, in what was measured, that training will come to nothing, and what to try.
public struct TrainingWarning: Equatable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: Sendable {
        /// All pictures get almost the same embedding.
        case collapse
        /// The loss stays at chance.
        case notLearning
    }

    /// What is wrong.
    public let kind: Kind
    /// Epochs of the training done by then.
    public let epochs: Int
    /// What was measured, against what is usual.
    public let finding: String

    /// One line: what, by which figures, what to try.
    public var description: String {
        switch kind {
        case .collapse:
            "warning: the embeddings have collapsed after \(epochs) epochs (\(finding)): try a lower learning rate, "
                + "a larger batch, or, without negatives, a predictor and a slower target"
        case .notLearning:
            "warning: nothing has been learned in \(epochs) epochs (\(finding)): try weaker augmentation, another "
                + "learning rate (ten times more, ten times less), and look whether both views show the same picture"
        }
    }
}

extension History {
    /// What the last epoch gives reason to worry about; empty where all is well, and before the first epoch's end.
    ///
    /// Collapse: in most steps the spread of embeddings was below a tenth of an even one's, 1/√D. Not learning: after
    /// two epochs and twenty steps, the epoch's loss is within 2 % of chance, on the way from chance to floor.
    public var warnings: [TrainingWarning] {
        let epochs = (steps.last?.epoch ?? -1) + 1
        let last = steps.filter { $0.epoch == epochs - 1 }
        guard let loss = epochLoss.last, let final = last.last else { return [] }
        var warnings: [TrainingWarning] = []
        if 2 * last.count(where: \.batch.hasCollapsed) > last.count {
            let finding = String(
                format: "spread %.4f, an even one is %.4f", final.batch.spread, final.batch.evenSpread)
            warnings.append(TrainingWarning(kind: .collapse, epochs: epochs, finding: finding))
        }
        let range = chance - floor
        if epochs >= 2, steps.count >= 20, range.isFinite, range > 0, chance - loss < 0.02 * range {
            let finding = String(format: "loss %.3f, chance is %.3f", loss, chance)
            warnings.append(TrainingWarning(kind: .notLearning, epochs: epochs, finding: finding))
        }
        return warnings
    }
}
