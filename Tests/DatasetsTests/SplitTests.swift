import Datasets
import Images
import Testing

/// Grey pictures, each of its own grey, of the given classes.
func greys(_ labels: [Int], width: Int = 8, height: Int = 8) -> ArrayDataset {
    let images = labels.indices.map { i in
        Image(width: width, height: height, red: UInt8(i % 256), green: UInt8(i / 256), blue: 0)
    }
    return ArrayDataset(images, labels: labels)
}

@Suite("Parts of a dataset")
struct SplitTests {
    @Test("a split keeps each class's share and every picture once", arguments: [0.1, 0.2, 0.5])
    func stratified(fraction: Double) {
        let labels = (0..<400).map { $0 % 10 < 6 ? 0 : $0 % 10 < 9 ? 1 : 2 }
        let set = greys(labels)
        let (training, test) = set.split(testFraction: fraction, seed: 4)
        #expect((training.indices + test.indices).sorted() == Array(0..<400))
        for label in 0..<3 {
            let all = labels.filter { $0 == label }.count
            let share = test.labels.filter { $0 == label }.count
            #expect(share == Int((Double(all) * fraction).rounded()))
        }
        #expect(training.indices == training.indices.sorted())
    }

    @Test("the seed decides a split")
    func seeds() {
        let set = greys((0..<100).map { $0 % 3 })
        let test = set.split(testFraction: 0.2, seed: 1).test.indices
        #expect(test == set.split(testFraction: 0.2, seed: 1).test.indices)
        #expect(test != set.split(testFraction: 0.2, seed: 2).test.indices)
    }

    @Test("a small class is in both parts; a single picture trains")
    func smallClasses() {
        let (training, test) = greys([0, 0, 1, 2, 2, 2]).split(testFraction: 0.1)
        #expect(training.labels.sorted() == [0, 1, 2, 2])
        #expect(test.labels.sorted() == [0, 2])
    }

    @Test("a subset of a subset counts from its own start")
    func nested() throws {
        let set = greys([0, 1, 2, 0, 1, 2])
        let part = set.subset([5, 3, 1]).subset([2, 0])
        #expect(part.labels == [1, 2])
        #expect(try part.image(1) == set.image(5))
        #expect(part.classNames == set.classNames)
    }

    @Test("decoding a dataset keeps order, and names the first file that fails")
    func decoding() throws {
        let folder = try TemporaryFolder()
        for i in 0..<30 { try folder.write(grey: UInt8(i), to: "a/\(i + 10).png") }
        let decoded = try ArrayDataset(decoding: ImageFolder(folder.path))
        #expect((0..<30).map { decoded.image($0)[0, 0].x } == (0..<30).map { UInt8($0) })
        try folder.write([1, 2, 3], to: "a/15.png")
        try folder.write([1, 2, 3], to: "a/33.png")
        #expect(throws: ImageError.unknownFormat(path: folder.path + "/a/15.png")) {
            try ArrayDataset(decoding: ImageFolder(folder.path))
        }
    }
}
