import Datasets
import Images
import Tensors

/// Pictures whose class is their colour, with noise; wider than high.
func colouredPictures(_ count: Int, seed: UInt64) -> ArrayDataset {
    var rng = RandomGenerator(seed: seed)
    let labels = (0..<count).map { $0 % 3 }
    let images = labels.map { label in
        let pixels = (0..<14 * 10 * 3).map { place in
            UInt8((place % 3 == label ? 150 : 90) + Int(rng.next32() % 60))
        }
        return Image(width: 14, height: 10, pixels: pixels)
    }
    return ArrayDataset(images, labels: labels, classNames: ["red", "green", "blue"], name: "colours")
}
