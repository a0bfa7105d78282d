import Tensors

extension History {
    /// Every step as a row of numbers, `[steps, 11]`, in the order of `init(rows:chance:floor:measurements:)`.
    var rows: Tensor {
        let values = steps.flatMap { step -> [Float] in
            [
                Float(step.step), Float(step.epoch), step.loss, step.learningRate, step.gradientNorm,
                step.batch.top1, step.batch.top5, step.batch.meanPositiveRank, step.batch.spread,
                step.batch.evenSpread, Float(step.viewsPerSecond),
            ]
        }
        return Tensor(values, shape: [steps.count, Self.columns])
    }

    /// The history that `rows` wrote; `nil` where the shape is another.
    init?(rows: Tensor, chance: Float, floor: Float, measurements: [Measurement]) {
        guard rows.rank == 2, rows.shape[1] == Self.columns else { return nil }
        self.init(chance: chance, floor: floor)
        let values = rows.values
        for start in stride(from: 0, to: values.count, by: Self.columns) {
            let row = values[start..<start + Self.columns].map { $0 }
            // Whole numbers up to 2²⁴ are exact; anything else was not written by `rows`.
            guard let step = Int(exactly: row[0]), let epoch = Int(exactly: row[1]) else { return nil }
            append(
                StepMetrics(
                    step: step, epoch: epoch, loss: row[2], learningRate: row[3], gradientNorm: row[4],
                    batch: BatchMetrics(
                        top1: row[5], top5: row[6], meanPositiveRank: row[7], spread: row[8],
                        evenSpread: row[9]),
                    viewsPerSecond: Double(row[10])))
        }
        for measurement in measurements {
            append([(measurement.name, measurement.value)], afterEpoch: measurement.epoch)
        }
    }

    private static let columns = 11
}
