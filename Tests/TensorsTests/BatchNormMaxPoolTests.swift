import Tensors
import Testing

@Suite("Batch norm, ReLU and max pooling in one pass")
struct BatchNormMaxPoolTests {
    /// Values and gradients of x, γ and β, and the running moments.
    private struct Outcome {
        var values: [Tensor]

        init(of shape: [Int], training: Bool, kernel: Int, fused: Bool) {
            let channels = shape[3]
            let (x, gamma, beta) = (sample(shape), sample([channels], seed: 2), sample([channels], seed: 3))
            let (mean, variance) = (sample([channels], seed: 4) * 0.1, positive([channels], seed: 5))
            for leaf in [x, gamma, beta] { leaf.requiresGrad = true }
            let padding = kernel / 2
            let y: Tensor
            if fused {
                y = batchNormMaxPool(
                    x, gamma: gamma, beta: beta, runningMean: mean, runningVariance: variance,
                    training: training, kernel: kernel, stride: 2, padding: padding)
            } else {
                let normalised = batchNorm(
                    x, gamma: gamma, beta: beta, runningMean: mean, runningVariance: variance,
                    training: training, relu: true)
                y = maxPool2d(normalised, kernel: kernel, stride: 2, padding: padding)
            }
            y.backward(sample(y.shape, seed: 6))
            values = [y, mean, variance] + [x, gamma, beta].compactMap(\.grad)
        }
    }

    @Test(
        "it is the three one after another, with their gradients",
        arguments: [[1, 5, 7, 3], [3, 8, 8, 64], [2, 4, 9, 70], [40, 3, 3, 5], [1, 2, 2, 1]],
        [(true, 3), (false, 3), (true, 2)])
    func threeSteps(shape: [Int], setting: (training: Bool, kernel: Int)) {
        let got = Outcome(of: shape, training: setting.training, kernel: setting.kernel, fused: true)
        let expected = Outcome(of: shape, training: setting.training, kernel: setting.kernel, fused: false)
        #expect(got.values.count == 6)
        for (place, (a, b)) in zip(got.values, expected.values).enumerated() {
            expectClose(a, b, 1e-4, "part \(place)")
        }
    }
}
