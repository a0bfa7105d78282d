import Foundation
import Tensors

/// How the weights of a layer are drawn before training; the two that PyTorch and torchvision use.
public enum WeightInitialisation: Sendable {
    /// Uniform in ±1/√fanIn: PyTorch's default for `Linear` and `Conv2d`.
    case uniformFanIn
    /// Normal with standard deviation √(2/fanOut), for weights before a ReLU (arXiv:1502.01852, Eq. 14):
    /// torchvision's choice for the convolutions of a ResNet.
    case kaimingNormalFanOut

    func draw(
        _ shape: [Int], fanIn: Int, fanOut: Int, using generator: inout RandomGenerator
    ) -> Tensor {
        let weight: Tensor
        switch self {
        case .uniformFanIn:
            let bound = 1 / Float(fanIn).squareRoot()
            weight = Tensor.uniform(shape, in: -bound...bound, using: &generator)
        case .kaimingNormalFanOut:
            let deviation = (2 / Float(fanOut)).squareRoot()
            weight = Tensor.normal(shape, mean: 0, standardDeviation: deviation, using: &generator)
        }
        weight.requiresGrad = true
        return weight
    }
}
