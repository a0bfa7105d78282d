import Datasets
import Foundation
import Images
import Tensors
import Testing

@Suite struct ViewLoaderTests {
    private let petals = PetalsDataset(count: 23, size: 24)

    private func loader(batchSize: Int = 5, views: Int = 2, seed: UInt64 = 7) throws -> ViewLoader {
        try ViewLoader(
            petals, pipeline: .simCLR(size: 16), batchSize: batchSize, views: views, seed: seed)
    }

    /// Every view of an epoch by picture and number of the view.
    private func views(_ batches: some Sequence<ViewBatch>) -> [Int: [[Float]]] {
        var found: [Int: [[Float]]] = [:]
        for batch in batches {
            for (row, index) in batch.indices.enumerated() {
                let length = batch.views[0].count / batch.indices.count
                found[index] = batch.views.map { Array($0.values[row * length..<(row + 1) * length]) }
            }
        }
        return found
    }

    @Test("an epoch shows each picture at most once, in full batches only")
    func epoch() throws {
        let loader = try loader()
        let batches = Array(loader)
        let seen = batches.flatMap(\.indices)
        #expect(batches.count == 4 && loader.count == 4 && loader.underestimatedCount == 4)
        #expect(Set(seen).count == 20 && seen.allSatisfy((0..<23).contains))
        #expect(batches.allSatisfy { $0.labels == $0.indices.map(petals.label) })
        #expect(batches.allSatisfy { $0.views.map(\.shape) == [[5, 16, 16, 3], [5, 16, 16, 3]] })
    }

    @Test("a view depends on seed, epoch, picture and number, not on batches or threads")
    func reproducible() throws {
        let reference = views(try loader(batchSize: 23))
        let threads = Threads.count
        defer { Threads.count = threads }
        for (batchSize, count) in [(1, 1), (4, 2), (23, 3)] {
            Threads.count = count
            for (index, own) in views(try loader(batchSize: batchSize)) { #expect(own == reference[index]) }
        }
        #expect(views(try loader(batchSize: 23, seed: 8)) != reference)
        let three = views(try loader(batchSize: 23, views: 3))
        #expect(three.allSatisfy { $0.value.count == 3 && Array($0.value[..<2]) == reference[$0.key] })
        #expect(three.allSatisfy { $0.value[0] != $0.value[1] && $0.value[1] != $0.value[2] })
    }

    @Test("every loop is another epoch, and an epoch can be had again")
    func epochs() throws {
        let loader = try loader(batchSize: 23)
        let (first, second) = (Array(loader)[0], Array(loader)[0])
        #expect(loader.epoch == 2)
        #expect(first.indices != second.indices && first.indices.sorted() == second.indices.sorted())
        #expect(views([first]) != views([second]))
        loader.epoch = 1
        let again = Array(loader)[0]
        #expect(again.indices == second.indices && views([again]) == views([second]))
        #expect(views([loader.batch(0, epoch: 1)]) == views([second]))
        #expect(loader.epoch == 2)
    }

    @Test("a loop that is left early leaves the next epoch whole")
    func leftEarly() throws {
        let loader = try loader()
        for _ in loader { break }
        #expect(Array(loader).count == 4)
    }

    @Test("pictures that fill no batch are an error that says so")
    func tooFew() {
        #expect(throws: DatasetError.tooFewPictures(name: "petals", count: 23, batchSize: 24)) {
            try loader(batchSize: 24)
        }
    }

    @Test("a file that cannot be decoded is named when the loader is made")
    func brokenFile() throws {
        let folder = try TemporaryFolder()
        try folder.write(try petals.image(0).pngData(), to: "daisy/1.png")
        try folder.write(Array(try petals.image(1).jpegData().prefix(300)), to: "daisy/2.jpg")
        let error = #expect(throws: ImageError.self) {
            try ViewLoader(ImageFolder(folder.path), pipeline: .simCLR(size: 16), batchSize: 2)
        }
        #expect("\(try #require(error))".contains("daisy/2.jpg"))
    }
}
