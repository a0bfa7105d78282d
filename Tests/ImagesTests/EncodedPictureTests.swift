import Images
import Tensors
import Testing

@Suite("Pictures decoded at a smaller scale")
struct EncodedPictureTests {
    /// A picture without fine detail, so that scaling loses nothing.
    private func smooth(width: Int, height: Int) -> Image {
        var image = Image(width: width, height: height, red: 0, green: 0, blue: 0)
        for y in 0..<height {
            for x in 0..<width {
                image[x, y] = SIMD3(
                    UInt8(40 + 150 * x / width), UInt8(200 - 120 * y / height), UInt8(60 + 50 * x / width))
            }
        }
        return image
    }

    private func largestDifference(_ a: Image, _ b: Image) -> Int {
        zip(a.pixels, b.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
    }

    @Test("a JPEG reduced by d has sides of ⌈side/d⌉ pixels and looks the same", arguments: [1, 2, 4, 8])
    func reduced(divisor: Int) throws {
        let image = smooth(width: 203, height: 150)
        let file = try EncodedPicture(try image.jpegData())
        #expect(file.width == 203 && file.height == 150)
        let (width, height) = ((203 + divisor - 1) / divisor, (150 + divisor - 1) / divisor)
        let small = try file.decoded(reducedBy: divisor)
        #expect(small.width == width && small.height == height)
        #expect(largestDifference(small, image.resized(width: width, height: height)) <= 8)
    }

    @Test("a PNG comes whole")
    func png() throws {
        let image = smooth(width: 31, height: 20)
        #expect(try EncodedPicture(try image.pngData()).decoded(reducedBy: 4) == image)
    }

    @Test("a picture is reduced as far as the part that is looked at allows, and no further")
    func reduction() {
        let rng = RandomGenerator(seed: 0)
        let whole = ViewPipeline(size: 32, steps: [RandomResizedCrop(32, area: 1...1, aspect: 1...1)])
        for (side, divisor) in [(31, 1), (63, 1), (64, 2), (127, 2), (128, 4), (255, 4), (256, 8), (999, 8)] {
            #expect(whole.reduction(width: side, height: side, using: rng) == divisor)
            #expect(
                ViewPipeline.evaluation(size: 32).reduction(width: 2 * side, height: side, using: rng)
                    == divisor)
        }
        let blurred = ViewPipeline(size: 32, steps: [GaussianBlur(taps: 3), RandomResizedCrop(32)])
        #expect(blurred.reduction(width: 999, height: 999, using: rng) == 1)
    }

    @Test("a view of a reduced picture is that of the whole one", arguments: 0..<12)
    func views(seed: UInt64) throws {
        let image = smooth(width: 320, height: 241)
        let pipeline = ViewPipeline(size: 24, steps: [RandomResizedCrop(24), RandomHorizontalFlip()])
        let divisor = pipeline.reduction(width: 320, height: 241, using: RandomGenerator(seed: seed))
        let small = image.resized(width: (320 + divisor - 1) / divisor, height: (241 + divisor - 1) / divisor)
        var views: [[Float]] = []
        for picture in [image, small] {
            var (rng, view) = (RandomGenerator(seed: seed), [Float](repeating: -1, count: 3 * 24 * 24))
            view.withUnsafeMutableBufferPointer {
                pipeline.write(
                    viewOf: picture, standingFor: 320, 241, into: $0, on: ViewCanvas(), using: &rng)
            }
            views.append(view)
        }
        #expect(zip(views[0], views[1]).allSatisfy { abs($0 - $1) < 0.04 })
    }

    @Test("transforms that look at all pixels of a reduced picture find it in its size")
    func filled() {
        let canvas = ViewCanvas()
        canvas.load(smooth(width: 20, height: 15), standingFor: 40, 30)
        canvas.mirror()
        let image = canvas.image
        #expect(image.width == 40 && image.height == 30)
        #expect(image[0, 0].x > image[39, 0].x)
    }
}
