import Foundation
import Layers
import Tensors

/// How far a training has come.
public struct TrainingPosition: Sendable, Equatable, Codable {
    /// Passes over the data completed.
    public var epoch = 0
    /// Steps completed.
    public var step = 0

    /// The start.
    public init() {}
}

/// Takes training steps: views in, weights changed, what was measured out.
public final class Trainer {
    /// The network: SimCLR's, or the method itself; its state dictionary is all that the method remembers.
    public let model: any Layer
    /// What gives a batch its loss.
    public let method: any Method
    /// What moves the parameters.
    public let optimizer: any Optimizer
    /// The learning rate's course.
    public let schedule: any LearningRateSchedule
    /// The rate that the schedule scales.
    public let baseRate: Float
    /// How far the training has come.
    public var position = TrainingPosition()
    /// Longest that all gradients together may be, > 0; longer ones are scaled down. `nil` leaves them alone.
    public var gradientLimit: Float?
    /// A batch is worked on in this many parts, one after another, whose gradients are averaged: less memory,
    /// the same step size. Negatives and batch norms see one part only, so contrastive losses get easier.
    public var parts = 1
    private var lastStep = ContinuousClock.now
    /// What a forward pass in training changes: the running statistics of batch norms.
    private let statistics: [Tensor]

    /// Prepares a training by a method; an optimiser that moves nothing yet is given its parameters.
    public convenience init(
        method: any Method, optimizer: any Optimizer, schedule: any LearningRateSchedule = ConstantRate()
    ) {
        self.init(model: method, method: method, optimizer: optimizer, schedule: schedule)
    }

    /// Prepares the training of any network under a loss on the embeddings of its views, such as SimCLR's.
    public convenience init(
        model: any Layer, loss: any ViewLoss = InfoNCE(), optimizer: any Optimizer,
        schedule: any LearningRateSchedule = ConstantRate()
    ) {
        self.init(
            model: model, method: JointEmbedding(model, loss: loss), optimizer: optimizer, schedule: schedule)
    }

    private init(
        model: any Layer, method: any Method, optimizer: any Optimizer, schedule: any LearningRateSchedule
    ) {
        (self.model, self.method) = (model, method)
        (self.optimizer, self.schedule) = (optimizer, schedule)
        baseRate = optimizer.learningRate
        statistics = model.namedBuffers.filter {
            $0.name.contains("running_") || $0.name.hasSuffix("num_batches_tracked")
        }.map(\.tensor)
        if optimizer.parameters.isEmpty { optimizer.attach(to: model.parameters) }
    }

    /// Takes one step; leaves weights and running statistics alone when the loss or a gradient is not finite.
    ///
    /// - Parameters:
    ///   - views: one `[N, H, W, C]` tensor a view; the same place shows the same picture.
    ///   - labels: what each of the N pictures shows, for supervised methods.
    ///   - total: steps of the whole training, for the schedule.
    public func step(
        _ views: [Tensor], labels: [Int]? = nil, of total: Int
    ) throws(TrainingError) -> StepMetrics {
        let rate = schedule.rate(base: baseRate, step: position.step, of: total)
        let kept = statistics.map { $0.copy() }
        let (results, norm): ([MethodLoss], Float)
        do {
            (results, norm) = try gradients(of: views, labels: labels, rate: rate)
        } catch {
            for (tensor, values) in zip(statistics, kept) { tensor.assign(values) }
            throw error
        }
        if let gradientLimit { clipGradients(of: optimizer.parameters, to: gradientLimit) }
        optimizer.learningRate = rate
        optimizer.step()
        optimizer.learningRate = baseRate
        method.afterStep(position.step, of: total)
        return measured(results, views: views, rate: rate, norm: norm)
    }

    /// Losses and gradients of the batch, and the gradients' length; throws where one is not finite.
    private func gradients(
        of views: [Tensor], labels: [Int]?, rate: Float
    ) throws(TrainingError) -> ([MethodLoss], Float) {
        optimizer.zeroGrad()
        let results = try backward(views, labels: labels, rate: rate)
        let norm = gradientNorm(of: optimizer.parameters)
        guard norm.isFinite else {
            throw .gradientNotFinite(
                parameter: firstBrokenGradient() ?? "the network", step: position.step,
                epoch: position.epoch, learningRate: rate)
        }
        return (results, norm)
    }

    /// Adds up the gradients of all parts of the batch.
    private func backward(
        _ views: [Tensor], labels: [Int]?, rate: Float
    ) throws(TrainingError) -> [MethodLoss] {
        let pictures = views.first?.shape.first ?? 0
        precondition(
            parts > 0 && pictures > 0 && pictures % parts == 0,
            "Trainer: \(pictures) pictures cannot be worked on in \(parts) equal parts")
        let size = pictures / parts
        var results: [MethodLoss] = []
        for start in stride(from: 0, to: pictures, by: size) {
            let range = start..<start + size
            let result = method.loss(
                of: views.map { $0.sliced(axis: 0, range) }, labels: labels.map { Array($0[range]) })
            guard result.loss.item.isFinite else {
                let part = views.map { $0.sliced(axis: 0, range) }
                throw .lossNotFinite(
                    step: position.step, epoch: position.epoch, learningRate: rate,
                    origin: origin(in: part, labels.map { Array($0[range]) }))
            }
            (result.loss / Float(parts)).backward()
            results.append(result)
        }
        return results
    }

    /// The mean loss of all parts, and the last one's embeddings.
    private func measured(
        _ results: [MethodLoss], views: [Tensor], rate: Float, norm: Float
    ) -> StepMetrics {
        let now = ContinuousClock.now
        defer {
            lastStep = now
            position.step += 1
        }
        let last = results[results.count - 1]
        return StepMetrics(
            step: position.step, epoch: position.epoch,
            loss: results.reduce(0) { $0 + $1.loss.item } / Float(results.count), learningRate: rate,
            gradientNorm: norm,
            batch: BatchMetrics(last.embeddings, views: views.count, similarity: last.similarity),
            viewsPerSecond: Double(views.count * views[0].shape[0]) / ((now - lastStep) / .seconds(1)))
    }

    /// What made the first value that is not finite, when the loss is computed once more.
    private func origin(in views: [Tensor], _ labels: [Int]?) -> String? {
        guard views.allSatisfy(\.isFinite) else { return "the views" }
        let finding = FiniteWatch.firstTrouble {
            withoutGradients { _ = method.loss(of: views, labels: labels) }
        }
        guard let finding else { return nil }
        let parameter = model.namedParameters.first { named in
            finding.parents.contains { $0 === named.tensor }
        }
        guard let name = parameter?.name else {
            return finding.operation == .custom ? "the loss itself" : "\(finding.operation) \(finding.shape)"
        }
        return name.split(separator: ".").dropLast().joined(separator: ".")
    }

    private func firstBrokenGradient() -> String? {
        model.namedParameters.first { !gradientNorm(of: [$0.tensor]).isFinite }?.name
    }
}
