import ContrastiveLearning
import Foundation

/// A training step and inference on random pictures.
struct NetworkBench {
    private let settings: BenchSettings
    private let model: SimCLR
    private let optimizer: Adam
    /// `[2·batch, size, size, 3]`.
    private let views: Tensor

    /// The result is wrong: there is nothing to time.
    struct WrongResult: Error, CustomStringConvertible {
        let description: String
    }

    init(_ settings: BenchSettings) {
        self.settings = settings
        model = SimCLR(backbone: settings.backbone, projection: 128, seed: 0)
        optimizer = Adam(model.parameters, learningRate: 3e-4, weightDecay: 1e-4)
        var rng = RandomGenerator(seed: 0)
        views = Tensor.uniform([2 * settings.batch, settings.size, settings.size, 3], using: &rng)
    }

    /// Forward pass, InfoNCE, backward pass, Adam.
    func measureStep(into result: inout Measurement) throws {
        try checkGradient()
        let step = {
            optimizer.zeroGrad()
            let loss = loss()
            loss.backward()
            optimizer.step()
            WorkProfile.charge("Adam")
            _ = loss.item
        }
        result.time(repeats: settings.repeats, views: views.shape[0], step)
        if settings.profiles { ProfileTable(repeats: settings.repeats, of: step).show() }
    }

    /// The frozen network on pictures.
    func measureInference(into result: inout Measurement) throws {
        model.eval()
        let infer = { withoutGradients { _ = model(views) } }
        result.time(repeats: settings.repeats, views: views.shape[0], infer)
        if settings.profiles { ProfileTable(repeats: settings.repeats, of: infer).show() }
    }

    private func loss() -> Tensor { infoNCE(model(views), temperature: 0.07) }

    /// Moves the weights a little along the gradient and compares how the loss changes with the gradient's length.
    private func checkGradient() throws {
        optimizer.zeroGrad()
        loss().backward()
        let length = Double(gradientNorm(of: model.parameters))
        let directions = model.parameters.compactMap { parameter in
            parameter.grad.map { (parameter, $0.copy()) }
        }
        // So far that the loss moves well beyond rounding, so little that it moves along a line.
        let distance = 2e-3 / max(length, 1e-3)
        let moved = { (distance: Double) in
            for (parameter, gradient) in directions {
                parameter.assign(parameter + gradient * Float(distance / length))
            }
            defer {
                for (parameter, gradient) in directions {
                    parameter.assign(parameter - gradient * Float(distance / length))
                }
            }
            return withoutGradients { Double(loss().item) }
        }
        let slope = withoutGradients { (moved(distance) - moved(-distance)) / (2 * distance) }
        guard abs(slope - length) <= 0.05 * length else {
            throw WrongResult(
                description: "bench: the gradient's length is \(length), the loss's slope along it \(slope): "
                    + "the result is wrong; run scripts/test")
        }
    }
}
