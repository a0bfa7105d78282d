import Images
import Tensors

/// Drawn flowers of five kinds, for lessons without a download: shape alone tells the kinds apart.
///
/// Colour, background, position, size, turn, tilt and light are drawn at random for every picture, alike for all
/// kinds. Picture `i` depends on the seed, `i` and the size only, and is the same on every machine: the drawing
/// uses no operation whose rounding is left to a mathematics library.
public struct PetalsDataset: ImageDataset {
    /// Number of pictures.
    public let count: Int
    /// Side of the pictures in pixels.
    public let size: Int
    /// Decides everything about the pictures.
    public let seed: UInt64

    /// A set of `count` pictures; the kinds take turns.
    public init(count: Int = 5000, size: Int = 64, seed: UInt64 = 0) {
        precondition(
            count > 0 && size > 0,
            "PetalsDataset: needs pictures of at least 1 pixel, got \(count) of \(size)")
        (self.count, self.size, self.seed) = (count, size, seed)
    }

    /// What reports call it.
    public var name: String { "petals" }
    /// The five kinds.
    public var classNames: [String] { FlowerKind.allCases.map(\.rawValue) }
    /// The kind of picture `i`.
    public func label(_ i: Int) -> Int { i % FlowerKind.allCases.count }

    /// Picture `i`, drawn.
    public func image(_ i: Int) -> Image {
        precondition((0..<count).contains(i), "PetalsDataset: \(count) pictures, none at \(i)")
        var rng = RandomGenerator(seed: seed, stream: petalsStream, UInt64(i))
        let scene = FlowerScene(FlowerKind.allCases[label(i)], using: &rng)
        return scene.painted(size: size, grain: &rng)
    }
}

extension ImageDataset where Self == PetalsDataset {
    /// 5,000 drawn flowers of 64×64 pixels.
    public static var petals: PetalsDataset { PetalsDataset() }
}

/// Keeps the draws of the pictures apart from those of other users of one seed.
private let petalsStream: UInt64 = 0x5045_5441_4C53

/// The kinds of flowers.
enum FlowerKind: String, CaseIterable {
    case daisy, dandelion, rose, sunflower, tulip
}
