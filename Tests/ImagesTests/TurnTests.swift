import Foundation
import Images
import Tensors
import Testing

@Suite("Turns, flips and painted-over parts")
struct TurnTests {
    let image = gradientImage(width: 21, height: 21)

    @Test("quarter turns move whole pixels, counter-clockwise")
    func quarterTurns() {
        let quarter = image.rotated(degrees: 90)
        for y in 0..<21 { for x in 0..<21 { #expect(quarter[x, y] == image[20 - y, x]) } }
        #expect(image.rotated(degrees: 180) == image.flippedHorizontally().flippedVertically())
        #expect(quarter.rotated(degrees: -90) == image)
        #expect(image.rotated(degrees: 0) == image)
    }

    @Test(
        "any turn takes each pixel from between the four around its old place", arguments: [17, -63.5, 200])
    func definition(degrees: Float) {
        let picture = gradientImage(width: 14, height: 9)
        let turned = picture.rotated(degrees: degrees, fill: 40)
        let angle = Double(degrees) * .pi / 180
        for y in 0..<9 {
            for x in 0..<14 {
                let (dx, dy) = (Double(x) - 6.5, Double(y) - 4)
                let (sx, sy) = (
                    cos(angle) * dx - sin(angle) * dy + 6.5, sin(angle) * dx + cos(angle) * dy + 4
                )
                for c in 0..<3 {
                    var sum = 0.0
                    for v in -2...10 {
                        for u in -2...15 {
                            let weight = max(0, 1 - abs(Double(u) - sx)) * max(0, 1 - abs(Double(v) - sy))
                            let isInside = (0..<14).contains(u) && (0..<9).contains(v)
                            sum += weight * (isInside ? Double(picture[u, v][c]) : 0)
                            if !isInside { sum += weight * 40 }
                        }
                    }
                    let far = sx < -1 || sx > 14 || sy < -1 || sy > 9
                    #expect(abs(Double(turned[x, y][c]) - (far ? 40 : sum)) < 0.51)
                }
            }
        }
    }

    @Test("upside down twice is as before, and the first row is the last")
    func vertical() {
        let turned = image.flippedVertically()
        #expect((0..<21).allSatisfy { turned[$0, 0] == image[$0, 20] })
        #expect(turned.flippedVertically() == image)
    }

    @Test("a box is painted over, cut off at the border; nothing else changes")
    func cutout() {
        let painted = image.cutOut(PixelBox(left: 15, top: -3, width: 10, height: 8), fill: 7)
        for y in 0..<21 {
            for x in 0..<21 {
                #expect(painted[x, y] == (x >= 15 && y < 5 ? SIMD3(repeating: 7) : image[x, y]))
            }
        }
        #expect(image.cutOut(PixelBox(left: 30, top: 0, width: 4, height: 4)) == image)
    }

    @Test("random steps act as often as they say, and a cutout covers its share")
    func probabilities() {
        var rng = RandomGenerator(seed: 2)
        func changed(_ step: any ViewStep) -> Int {
            (0..<1000).count { _ in ViewPipeline(size: 21, steps: [step])(image, using: &rng).image != image }
        }
        #expect((450...550).contains(changed(RandomVerticalFlip())))
        #expect((150...250).contains(changed(RandomSolarize())))
        #expect((250...350).contains(changed(RandomRotation(degrees: 5...90, probability: 0.3))))
        let black = Image(width: 20, height: 20, red: 0, green: 0, blue: 0)
        let pipeline = ViewPipeline(size: 20, steps: [RandomCutout(share: 0.5)])
        let covered = (0..<500).map { _ in
            pipeline(black, using: &rng).pixels.count { $0 > 0 } / 3
        }
        #expect(covered.max() == 100 && covered.min() ?? 0 >= 25)
    }

    @Test("normalised views have the statistics taken off, in training and in evaluation alike")
    func normalise() {
        var rng = RandomGenerator(seed: 2)
        let plain = ViewPipeline.evaluation(size: 12)(image, using: &rng)
        let pipeline = ViewPipeline.simCLR(size: 12).normalized(.imageNet)
        let normal = pipeline.evaluation(image, using: &rng)
        for (i, (a, b)) in zip(plain.pixels, normal.pixels).enumerated() {
            let (mean, deviation) = ([0.485, 0.456, 0.406] as [Float], [0.229, 0.224, 0.225] as [Float])
            #expect(abs((a - mean[i % 3]) / deviation[i % 3] - b) < 1e-5)
        }
        #expect(pipeline.steps.last?.description.contains("0.485") == true)
        #expect(ViewPipeline.simCLR(size: 12).evaluation.steps.count == 1)
    }
}
