import Images
import Tensors
import Testing

/// A step of one's own: the picture's negative.
private struct Negative: ViewStep {
    func apply(to canvas: ViewCanvas, using rng: inout RandomGenerator) {
        canvas.withPlanes { planes in
            for i in planes.indices { planes[i] = 255 - planes[i] }
        }
    }

    var description: String { "Negative" }
}

@Suite("Views")
struct ViewTests {
    let image = gradientImage(width: 80, height: 60)

    @Test(
        "a view depends on the generator's state alone",
        arguments: [ViewPipeline.simCLR(size: 32), .gentle(size: 24)])
    func reproducible(pipeline: ViewPipeline) {
        var (a, b, c) = (RandomGenerator(seed: 5), RandomGenerator(seed: 5), RandomGenerator(seed: 6))
        let view = pipeline(image, using: &a)
        #expect(view == pipeline(image, using: &b))
        #expect(view != pipeline(image, using: &c))
        #expect(view != pipeline(image, using: &a))
        #expect(view.width == pipeline.size && view.height == pipeline.size)
        #expect(view.pixels.allSatisfy { (0...1).contains($0) })
    }

    @Test("a reused canvas leaves no trace of the picture before")
    func reusedCanvas() {
        let pipeline = ViewPipeline.simCLR(size: 16)
        let canvas = ViewCanvas()
        for seed in 0..<20 as Range<UInt64> {
            var (a, b) = (RandomGenerator(seed: seed), RandomGenerator(seed: seed))
            var written = [Float](repeating: -1, count: 16 * 16 * 3)
            let picture = gradientImage(width: 10 + 7 * Int(seed), height: 90 - 4 * Int(seed))
            written.withUnsafeMutableBufferPointer {
                pipeline.write(viewOf: picture, into: $0, on: canvas, using: &a)
            }
            #expect(written == pipeline(picture, using: &b).pixels)
        }
    }

    @Test(
        "boxes have the area and shape asked for and lie inside", arguments: [(80, 60), (500, 375), (33, 32)])
    func boxes(width: Int, height: Int) {
        let crop = RandomResizedCrop(32)
        var rng = RandomGenerator(seed: 1)
        var areas: [Float] = []
        for _ in 0..<2000 {
            let box = crop.box(width: width, height: height, using: &rng)
            #expect(box.isInside(width: width, height: height))
            // Sides are rounded: half a pixel each.
            let (w, h) = (Float(box.width), Float(box.height))
            #expect((w + 0.5) / (h - 0.5) >= 0.75 && (w - 0.5) / (h + 0.5) <= 4 / 3 + 1e-3)
            areas.append(w * h / Float(width * height))
        }
        #expect(areas.allSatisfy { $0 > 0.06 && $0 <= 1 })
        #expect(areas.contains { $0 < 0.12 } && areas.contains { $0 > 0.9 })
    }

    @Test("a strip gives the middle box of the most extreme shape allowed", arguments: [(400, 3), (3, 400)])
    func strips(width: Int, height: Int) {
        var rng = RandomGenerator(seed: 1)
        let box = RandomResizedCrop(32, area: 0.9...1).box(width: width, height: height, using: &rng)
        let side = (width - box.width) / 2
        #expect(
            box == PixelBox(left: side, top: (height - box.height) / 2, width: box.width, height: box.height))
        #expect(min(box.width, box.height) == 3 && max(box.width, box.height) == 4)
    }

    @Test("one-pixel pictures have views too")
    func onePixel() {
        var rng = RandomGenerator(seed: 1)
        let view = ViewPipeline.gentle(size: 8)(
            Image(width: 1, height: 1, red: 9, green: 9, blue: 9), using: &rng)
        #expect(Set(view.pixels).count <= 3)
    }

    @Test(
        "evaluation scales the shorter side and cuts out the middle",
        arguments: [(80, 60), (60, 81), (40, 40)])
    func evaluation(width: Int, height: Int) {
        let picture = gradientImage(width: width, height: height)
        var rng = RandomGenerator(seed: 1)
        let view = ViewPipeline.evaluation(size: 24)(picture, using: &rng).image
        let shorter = min(width, height)
        let whole = picture.resized(width: 24 * width / shorter, height: 24 * height / shorter)
        let (left, top) = ((whole.width - 24) / 2, (whole.height - 24) / 2)
        #expect(view == whole.resizedCrop(top: top, left: left, height: 24, width: 24, to: 24))
    }

    @Test("probabilities hold: mirrored half of the time, grey a fifth")
    func probabilities() {
        var rng = RandomGenerator(seed: 3)
        let picture = gradientImage(width: 4, height: 4)
        let flip = ViewPipeline(size: 4, steps: [RandomHorizontalFlip()])
        let grey = ViewPipeline(size: 4, steps: [RandomGrayscale()])
        let mirrored = (0..<2000).filter { _ in flip(picture, using: &rng) != FloatImage(picture) }.count
        let greyed = (0..<2000).filter { _ in grey(picture, using: &rng).image == picture.greyscale() }.count
        #expect((900...1100).contains(mirrored))
        #expect((320...480).contains(greyed))
    }

    @Test("a jitter of strength 0 changes nothing, one of 1 changes four views of five")
    func jitter() {
        var rng = RandomGenerator(seed: 3)
        let picture = gradientImage(width: 6, height: 6)
        let none = ViewPipeline(size: 6, steps: [ColorJitter(strength: 0)])
        let full = ViewPipeline(size: 6, steps: [ColorJitter(strength: 1)])
        #expect((0..<50).allSatisfy { _ in none(picture, using: &rng).image == picture })
        let changed = (0..<1000).filter { _ in full(picture, using: &rng).image != picture }.count
        #expect((750...850).contains(changed))
    }

    @Test("presets list their steps and torchvision's ranges")
    func descriptions() {
        #expect(
            ViewPipeline.simCLR(size: 96).description == """
                views of 96×96 pixels:
                  RandomResizedCrop 96, area 0.08…1, aspect 0.75…1.33
                  RandomHorizontalFlip, probability 0.5
                  ColorJitter brightness 0.8, contrast 0.8, saturation 0.8, hue 0.2, probability 0.8
                  RandomGrayscale, probability 0.2
                  GaussianBlur 9×9, sigma 0.1…2, probability 1
                """)
        #expect(
            ViewPipeline.gentle(size: 32).description == """
                views of 32×32 pixels:
                  RandomResizedCrop 32, area 0.2…1, aspect 0.75…1.33
                  RandomHorizontalFlip, probability 0.5
                  ColorJitter brightness 0.2, contrast 0.2, saturation 0.2, hue 0.05, probability 0.8
                """)
        #expect(ViewPipeline.evaluation(size: 32).description == "views of 32×32 pixels:\n  CentreCrop 32")
    }

    @Test("a step of one's own joins in")
    func ownStep() {
        var rng = RandomGenerator(seed: 3)
        let pipeline = ViewPipeline(size: 16, steps: [CentreCrop(16), Negative()])
        let plain = ViewPipeline.evaluation(size: 16)(image, using: &rng).image
        #expect(pipeline(image, using: &rng).image.pixels == plain.pixels.map { 255 - $0 })
    }
}
