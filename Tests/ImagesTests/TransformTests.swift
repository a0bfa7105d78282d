import Images
import Testing

/// The largest difference between two pictures of one size, in 1/255; 256 where the sizes differ.
func worstDifference(_ a: Image, _ b: Image) -> Int {
    guard a.width == b.width && a.height == b.height else { return 256 }
    return zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
}

@Suite("Single transforms")
struct TransformTests {
    let golden: GoldenFile
    let image: Image

    init() throws {
        golden = try GoldenFile("images")
        image = golden.image("image")
    }

    @Test("resized crops are torchvision's, shrinking and growing", arguments: 0..<5)
    func resizedCrop(number: Int) {
        let arguments = golden.arguments("resized_crop.\(number)").mapValues { Int($0) }
        let crop = image.resizedCrop(
            top: arguments["top"] ?? -1, left: arguments["left"] ?? -1, height: arguments["height"] ?? -1,
            width: arguments["width"] ?? -1, to: arguments["size"] ?? -1)
        #expect(worstDifference(crop, golden.image("resized_crop.bilinear.\(number)")) <= 1)
    }

    @Test("bicubic crops are torchvision's within 2 of 255, shrinking and growing", arguments: 0..<5)
    func bicubicCrop(number: Int) {
        let arguments = golden.arguments("resized_crop.\(number)").mapValues { Int($0) }
        let crop = image.resizedCrop(
            top: arguments["top"] ?? -1, left: arguments["left"] ?? -1, height: arguments["height"] ?? -1,
            width: arguments["width"] ?? -1, to: arguments["size"] ?? -1, interpolation: .bicubic)
        #expect(worstDifference(crop, golden.image("resized_crop.bicubic.\(number)")) <= 2)
    }

    @Test(
        "brightness, contrast and saturation are torchvision's",
        arguments: ["brightness", "contrast", "saturation"])
    func colour(name: String) {
        let factors = golden.factors(name)
        #expect(factors.count == 2)
        for (i, factor) in factors.enumerated() {
            let changed =
                switch name {
                case "brightness": image.adjusted(brightness: factor)
                case "contrast": image.adjusted(contrast: factor)
                default: image.adjusted(saturation: factor)
                }
            #expect(worstDifference(changed, golden.image("\(name).\(i)")) <= 1)
        }
    }

    @Test("turned hues are torchvision's, in both directions")
    func hue() {
        let turns = golden.factors("hue")
        #expect(turns.count == 3)
        for (i, turn) in turns.enumerated() {
            #expect(worstDifference(image.adjusted(hue: turn), golden.image("hue.\(i)")) <= 1)
        }
    }

    @Test("greyscale, mirroring and solarising are torchvision's to the byte")
    func greyAndMirror() {
        #expect(image.greyscale() == golden.image("grayscale"))
        #expect(image.solarised(threshold: 128) == golden.image("solarize128"))
        #expect(image.flippedHorizontally() == golden.image("hflip"))
    }

    @Test("the Gaussian blur is torchvision's within 1e-4", arguments: 0..<3)
    func blur(number: Int) {
        let arguments = golden.arguments("blur.\(number)")
        let blurred = FloatImage(image).gaussianBlurred(
            taps: Int(arguments["kernel"] ?? 0), sigma: Float(arguments["sigma"] ?? 0))
        let expected = golden.floatImage("blur.\(number)")
        let worst = zip(blurred.pixels, expected.pixels).map { abs($0 - $1) }.max() ?? 1
        #expect(blurred.pixels.count == expected.pixels.count)
        #expect(worst < 1e-4)
    }

    @Test(
        "resampling equals the triangle filter written from its definition",
        arguments: [(5, 9), (13, 4), (8, 8)])
    func resampleByDefinition(size: (from: Int, to: Int)) {
        let picture = gradientImage(width: size.from, height: size.from + 2)
        let resized = picture.resized(width: size.to, height: size.to + 1)
        for y in 0..<size.to + 1 {
            for x in 0..<size.to {
                for c in 0..<3 {
                    var (sum, weights) = (0.0, 0.0)
                    for j in 0..<picture.height {
                        for i in 0..<picture.width {
                            let weight =
                                triangle(i, x, picture.width, size.to)
                                * triangle(j, y, picture.height, size.to + 1)
                            sum += weight * Double(picture[i, j][c])
                            weights += weight
                        }
                    }
                    #expect(abs(Double(resized[x, y][c]) - sum / weights) < 0.51)
                }
            }
        }
    }

    /// The weight of pixel `i` of `input` in pixel `at` of `output`.
    private func triangle(_ i: Int, _ at: Int, _ input: Int, _ output: Int) -> Double {
        let scale = Double(input) / Double(output)
        return max(0, 1 - abs(Double(i) + 0.5 - (Double(at) + 0.5) * scale) / max(1, scale))
    }

    @Test("a crop of the whole picture at its own size changes nothing")
    func identity() {
        #expect(image.resized(width: image.width, height: image.height) == image)
        #expect(image.adjusted(brightness: 1).adjusted(contrast: 1).adjusted(saturation: 1) == image)
        #expect(image.flippedHorizontally().flippedHorizontally() == image)
    }

    @Test("8 bits to floats and back changes nothing")
    func floats() {
        #expect(FloatImage(image).image == image)
        #expect(FloatImage(width: 1, height: 1, pixels: [-1, 0.5, 2]).image.pixels == [0, 128, 255])
    }
}
