import Images
import Tensors
import Testing

@Suite("Augmentations as values")
struct PresetTests {
    let image = gradientImage(width: 50, height: 40)

    private func preset(_ name: String, size: Int, strength: Float) -> ViewPipeline {
        switch name {
        case "simCLRv2": .simCLRv2(size: size, strength: strength)
        case "mocov2": .mocov2(size: size, strength: strength)
        case "byol": .byol(size: size, strength: strength, view: 1)
        default: .weak(size: size, strength: strength)
        }
    }

    @Test(
        "presets make views of their size, and strength 0 leaves the colours alone",
        arguments: ["simCLRv2", "mocov2", "byol", "weak"])
    func sizes(name: String) throws {
        var rng = RandomGenerator(seed: 1)
        let view = preset(name, size: 24, strength: 1)(image, using: &rng)
        #expect(view.width == 24 && view.height == 24 && view.pixels.allSatisfy { (0...1).contains($0) })
        let still = preset(name, size: 24, strength: 0)
        let jitter = try #require(still.steps.compactMap { $0 as? ColorJitter }.first)
        let alone = ViewPipeline(size: 40, steps: [CentreCrop(40), jitter])
        #expect(
            alone(image, using: &rng).image == ViewPipeline.evaluation(size: 40)(image, using: &rng).image)
    }

    @Test("the presets have their papers' numbers")
    func descriptions() {
        #expect(
            ViewPipeline.mocov2(size: 224).description == """
                views of 224×224 pixels:
                  RandomResizedCrop 224, area 0.2…1, aspect 0.75…1.33
                  ColorJitter brightness 0.4, contrast 0.4, saturation 0.4, hue 0.1, probability 0.8
                  RandomGrayscale, probability 0.2
                  GaussianBlur 23×23, sigma 0.1…2, probability 0.5
                  RandomHorizontalFlip, probability 0.5
                """)
        let byol = [ViewPipeline].byol(size: 224)
        #expect(
            byol[1].description == """
                views of 224×224 pixels:
                  RandomResizedCrop 224, area 0.08…1, aspect 0.75…1.33, bicubic
                  RandomHorizontalFlip, probability 0.5
                  ColorJitter brightness 0.4, contrast 0.4, saturation 0.2, hue 0.1, probability 0.8
                  RandomGrayscale, probability 0.2
                  GaussianBlur 23×23, sigma 0.1…2, probability 0.1
                  RandomSolarize from 128, probability 0.2
                """)
        #expect(byol[0].description.contains("GaussianBlur 23×23, sigma 0.1…2, probability 1\n"))
        #expect(byol[0].description.contains("RandomSolarize from 128, probability 0"))
        let v2 = ViewPipeline.simCLRv2(size: 32).description
        #expect(v2.contains("bicubic") && v2.contains("sigma 0.1…2, probability 0.5"))
    }

    @Test("multi-crop has two large views and the small ones asked for")
    func multiCrop() {
        let pipelines = [ViewPipeline].multiCrop(size: 32, smallSize: 16, smallCount: 3)
        #expect(pipelines.map(\.size) == [32, 32, 16, 16, 16])
        #expect((pipelines[1].steps[0] as? RandomResizedCrop)?.area == 0.14...1)
        #expect((pipelines[2].steps[0] as? RandomResizedCrop)?.area == 0.05...0.14)
    }

    @Test("a preview's last stage is the view, each stage follows from the one before, and the seed decides")
    func preview() {
        let pipeline = ViewPipeline.simCLR(size: 24)
        let preview = pipeline.preview(of: image, views: 3, seed: 4)
        #expect(preview.views.count == 3 && preview.views.allSatisfy { $0.count == pipeline.steps.count })
        for (number, stages) in preview.views.enumerated() {
            var rng = RandomGenerator(seed: 4, stream: UInt64(number))
            #expect(stages.last?.image == pipeline(image, using: &rng).image)
            #expect(stages.map(\.step) == pipeline.steps.map(\.description))
            for (before, after) in zip(stages, stages.dropFirst()) {
                #expect(after.hasChanged == (before.image != after.image))
            }
        }
        #expect(preview == pipeline.preview(of: image, views: 3, seed: 4))
        #expect(preview != pipeline.preview(of: image, views: 3, seed: 5))
    }

    @Test("views come one after the other from the generator")
    func manyViews() {
        var (a, b) = (RandomGenerator(seed: 1), RandomGenerator(seed: 1))
        let pipeline = ViewPipeline.weak(size: 8)
        let views = pipeline.views(3, of: image, using: &a)
        #expect(views == (0..<3).map { _ in pipeline(image, using: &b) })
    }
}
