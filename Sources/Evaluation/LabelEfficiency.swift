import Display
import Plots
import Tensors

/// How the linear probe's accuracy grows with the number of labelled pictures.
///
/// Shown as a table with a line for each number.
public struct LabelEfficiency: Sendable, Equatable {
    /// The probes with one number of labels.
    public struct Point: Sendable, Equatable {
        /// Labelled pictures of each class; a class with fewer gives all it has.
        public let labelsPerClass: Int
        /// Test accuracy for each seed, 0…1.
        public let accuracies: [Double]

        /// Mean over the seeds.
        public var mean: Double { accuracies.reduce(0, +) / Double(accuracies.count) }

        /// Standard deviation over the seeds (by their number less one); 0 for one seed.
        public var standardDeviation: Double {
            let squares = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return (squares / Double(max(accuracies.count - 1, 1))).squareRoot()
        }
    }

    /// By number of labels, in the order asked for.
    public let points: [Point]

    /// Mean accuracy over labels per class with a band of one standard deviation, to plot beside others.
    public func series(label: String = "") -> Series {
        Series(
            points.map(\.mean), x: points.map(\.labelsPerClass), label: label,
            spread: points.map(\.standardDeviation))
    }

    /// Mean accuracy over labels per class with a band of one standard deviation.
    public func figure(title: String = "Accuracy by number of labels") -> Figure {
        plot(
            series: [series()], title: title, xLabel: "labelled pictures per class", yLabel: "test accuracy",
            axes: .logarithmicX)
    }
}

extension LabelEfficiency: Displayable, CustomStringConvertible {
    /// A line for each number of labels.
    public var table: Table {
        let rows: [[Any?]] = points.map { point in
            let deviation = Table.Cell.percent(point.standardDeviation).text
            return [point.labelsPerClass, Table.Cell.percent(point.mean), "± \(deviation)"]
        }
        return Table(
            columns: ["labels per class", "test accuracy", "deviation"], rows: rows,
            title: "Linear probe, mean of \(points.first?.accuracies.count ?? 0) draws")
    }

    /// The table.
    public var display: MIMEBundle { table.display }

    /// Such as `5 labels per class: 41.2 % ± 2.3 %`, joined by semicolons.
    public var description: String {
        points.map { point in
            let texts = [point.mean, point.standardDeviation].map { Table.Cell.percent($0).text }
            return "\(point.labelsPerClass) labels per class: \(texts[0]) ± \(texts[1])"
        }.joined(separator: "; ")
    }
}

/// Repeats the linear probe with few labels, drawn anew for each seed.
///
/// What a seed draws for a smaller number of labels is part of what it draws for a larger one.
/// - Parameters:
///   - training: features `[N, D]` and classes to draw labelled rows from.
///   - test: features and classes of other pictures.
///   - classNames: the K classes.
///   - labelsPerClass: the numbers to try, each at least 1.
///   - seeds: how many draws of each number.
///   - C: as in `linearProbe`.
public func labelEfficiency(
    training: (features: Tensor, labels: [Int]), test: (features: Tensor, labels: [Int]),
    classNames: [String], labelsPerClass: [Int] = [1, 5, 20, 100], seeds: Int = 5, C: Float = 0.1
) -> LabelEfficiency {
    precondition(
        seeds >= 1 && labelsPerClass.allSatisfy { $0 >= 1 },
        "labelEfficiency: \(seeds) seeds and \(labelsPerClass) labels per class must be at least 1")
    let (rows, _) = requireFeatures(training.features, "labelEfficiency")
    requireLabels(training.labels, rows: rows, classCount: classNames.count, "labelEfficiency")
    let orders = (0..<seeds).map { seed in
        var rng = RandomGenerator(seed: UInt64(seed), stream: 0x4C41_4245_4C)
        return classNames.indices.map { label in
            training.labels.indices.filter { training.labels[$0] == label }.shuffled(using: &rng)
        }
    }
    return LabelEfficiency(
        points: labelsPerClass.map { count in
            let accuracies = orders.map { classes in
                let chosen = classes.flatMap { $0.prefix(count) }.sorted()
                let part = withoutGradients { training.features.detached().rows(chosen) }
                return linearProbe(
                    training: (part, chosen.map { training.labels[$0] }), test: test, classNames: classNames,
                    C: .fixed(C)
                ).accuracy
            }
            return LabelEfficiency.Point(labelsPerClass: count, accuracies: accuracies)
        })
}

extension Evaluator {
    /// The linear probe with few labels; see the function of the same name.
    public func labelEfficiency(
        labelsPerClass: [Int] = [1, 5, 20, 100], seeds: Int = 5, C: Float = 0.1
    ) throws -> LabelEfficiency {
        let features = try features()
        return Evaluation.labelEfficiency(
            training: (features.training, training.labels), test: (features.test, test.labels),
            classNames: test.classNames, labelsPerClass: labelsPerClass, seeds: seeds, C: C)
    }
}
