import Tensors

/// A network from pictures to features: what contrastive training trains and what is kept afterwards.
public protocol Encoder: Layer {
    /// Features of a picture.
    var featureCount: Int { get }
}

/// The encoders that a method can be built on.
public enum Backbone: String, Sendable, CaseIterable {
    /// Four convolutions, 256 features; for the impatient.
    case smallConvNet
    /// One residual block in each of three stages, 256 features; for small pictures on a processor.
    case pooledResNet
    /// 18 layers with weights, 512 features.
    case resNet18
    /// 34 layers with weights, 512 features.
    case resNet34
    /// 50 layers with weights, 2,048 features.
    case resNet50

    /// Draws an encoder; only the networks of 18, 34 and 50 layers have a stem to choose.
    public func encoder(
        stem: ResNet.Stem = .torchvision, using generator: inout RandomGenerator
    ) -> any Encoder {
        switch self {
        case .smallConvNet: SmallConvNet(using: &generator)
        case .pooledResNet: PooledResNet(using: &generator)
        case .resNet18: ResNet(.resNet18, stem: stem, using: &generator)
        case .resNet34: ResNet(.resNet34, stem: stem, using: &generator)
        case .resNet50: ResNet(.resNet50, stem: stem, using: &generator)
        }
    }
}
