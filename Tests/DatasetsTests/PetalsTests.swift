import Datasets
import Images
import Testing

@Suite struct PetalsTests {
    /// FNV-1a over all pixels.
    private func digest(_ dataset: PetalsDataset) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for i in 0..<dataset.count {
            for byte in dataset.image(i).pixels { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return hash
    }

    @Test("the pictures of a seed are the same on every machine")
    func pinned() {
        #expect(digest(PetalsDataset(count: 50, size: 32, seed: 0)) == 11_737_940_781_630_699_549)
        #expect(digest(PetalsDataset(count: 10, size: 57, seed: 3)) == 16_659_069_297_125_150_741)
    }

    @Test("a picture depends on seed and place, not on how many there are")
    func independent() {
        let (few, many) = (PetalsDataset(count: 10), PetalsDataset(count: 1000))
        #expect(few.image(7) == many.image(7))
        #expect(few.image(7) != PetalsDataset(count: 10, seed: 1).image(7))
    }

    @Test("all pictures differ, and the five kinds take turns")
    func distinct() {
        let petals = PetalsDataset(count: 500, size: 16)
        #expect(Set((0..<500).map { petals.image($0).pixels }).count == 500)
        #expect(petals.classNames == ["daisy", "dandelion", "rose", "sunflower", "tulip"])
        #expect(petals.labels.prefix(6) == [0, 1, 2, 3, 4, 0])
    }

    @Test("colour does not tell the kinds apart", arguments: 0..<3)
    func colour(channel: Int) {
        let petals = PetalsDataset(count: 1000, size: 16)
        var means = [Double](repeating: 0, count: 5)
        for i in 0..<1000 {
            let pixels = petals.image(i).pixels
            let sum = stride(from: channel, to: pixels.count, by: 3).reduce(0.0) { $0 + Double(pixels[$1]) }
            means[petals.label(i)] += sum / 256 / 200
        }
        // Means of 200 pictures scatter by about 3 of 255.
        #expect((means.max() ?? 0) - (means.min() ?? 0) < 15, "\(means)")
    }

    @Test("pictures of any size can be had", arguments: [1, 2, 7, 33, 224])
    func sizes(size: Int) {
        let image = PetalsDataset(count: 5, size: size).image(4)
        #expect(image.width == size && image.height == size)
    }

    @Test("the embedded set can stand where any dataset can")
    func implicitMember() {
        let dataset: any ImageDataset = .petals
        #expect(dataset.count == 5000 && dataset.name == "petals")
    }
}
