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

    @Test("pictures decoded in every epoch give the views of pictures decoded once")
    func everyEpoch() throws {
        let folder = try TemporaryFolder()
        for i in 0..<6 { try folder.write(try petals.image(i).pngData(), to: "flower/\(i).png") }
        let files = try ImageFolder(folder.path)
        let loaders = try [ViewLoader.Decoding.once, .everyEpoch].map {
            try ViewLoader(files, pipeline: .simCLR(size: 16), batchSize: 3, seed: 7, decoding: $0)
        }
        #expect(loaders[0].dataset is ArrayDataset && loaders[1].dataset is ImageFolder)
        for _ in 0..<2 { #expect(views(loaders[0]) == views(loaders[1])) }
    }

    @Test("large photos are decoded only as finely as their views need, and their views stay what they were")
    func reducedPhotos() throws {
        let folder = try TemporaryFolder()
        for i in 0..<4 {
            let photo = PetalsDataset(count: 4, size: 24).image(i).resized(width: 400, height: 300)
            try folder.write(try photo.jpegData(quality: 95), to: "flower/\(i).jpg")
        }
        let files = try ImageFolder(folder.path)
        let pipeline = ViewPipeline(size: 16, steps: [RandomResizedCrop(16, area: 0.5...1)])
        let loaders = try [ViewLoader.Decoding.once, .everyEpoch].map {
            try ViewLoader(files, pipeline: pipeline, batchSize: 4, seed: 7, decoding: $0)
        }
        let (whole, reduced) = (views(loaders[0]), views(loaders[1]))
        #expect(whole != reduced)
        for (index, views) in whole {
            for (view, other) in zip(views, reduced[index] ?? []) {
                let difference = zip(view, other).reduce(0) { $0 + abs($1.0 - $1.1) } / Float(view.count)
                #expect(difference < 0.02)
            }
        }
    }

    @Test("a file that is damaged later is named by the epoch that meets it")
    func brokenLater() throws {
        let folder = try TemporaryFolder()
        for i in 0..<2 { try folder.write(try petals.image(i).jpegData(), to: "daisy/\(i).jpg") }
        let loader = try ViewLoader(
            ImageFolder(folder.path), pipeline: .simCLR(size: 16), batchSize: 2, decoding: .everyEpoch)
        try folder.write(Array(try petals.image(1).jpegData().prefix(300)), to: "daisy/1.jpg")
        var batches = loader.batches(of: 0)
        let error = #expect(throws: ImageError.self) { _ = try batches.nextOrThrow() }
        #expect("\(try #require(error))".contains("daisy/1.jpg"))
    }
}
