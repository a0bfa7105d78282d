import Datasets
import Foundation
import Images
import Testing

@Suite("Lists of files, and files that cannot be read")
struct ImageFilesTests {
    @Test("files keep their order; classes come from the names that the caller makes")
    func list() throws {
        let folder = try TemporaryFolder()
        let names = ["b-2.png", "a-1.png", "b-1.png"]
        for (i, name) in names.enumerated() { try folder.write(grey: UInt8(10 * i), to: name) }
        let files = try ImageFiles(names.map { folder.url.appendingPathComponent($0) }) {
            String($0.lastPathComponent.prefix(1))
        }
        #expect(files.classNames == ["a", "b"] && files.labels == [1, 0, 1])
        #expect(try files.image(2)[0, 0].x == 20)
        #expect(try ImageFiles(files.files).classNames == ["pictures"])
        #expect(throws: DatasetError.noPictures(path: "mine")) { try ImageFiles([], name: "mine") }
    }

    @Test("unreadable files are left out on request only, counted and named")
    func skipping() throws {
        let folder = try TemporaryFolder()
        for i in 0..<12 { try folder.write(grey: UInt8(i), to: "a/\(i + 10).png") }
        try folder.write([1, 2, 3], to: "a/13.png")
        try folder.write([], to: "a/20.png")
        let all = try ImageFolder(folder.path)
        #expect(throws: ImageError.unknownFormat(path: folder.path + "/a/13.png")) {
            try ArrayDataset(decoding: all)
        }
        let readable = try all.skippingUnreadable()
        #expect(readable.count == 10 && readable.skipped.map(\.index) == [3, 10])
        #expect(readable.skipped[0].reason.contains("a/13.png"))
        #expect(readable.summary.contains("2 unreadable pictures skipped"))
        #expect(try ArrayDataset(decoding: readable).count == 10)
        let none = try ImageFiles([folder.url.appendingPathComponent("a/13.png")])
        #expect(throws: DatasetError.self) { try none.skippingUnreadable() }
    }

    @Test("a share or a number of each class is drawn by the seed, smaller draws within larger ones")
    func subsets() {
        let set = greys((0..<300).map { $0 % 10 < 8 ? 0 : 1 })
        for seed in [UInt64(1), 2] {
            let parts = [0.01, 0.1, 0.5].map { set.subset(fraction: $0, seed: seed) }
            #expect(parts.map { $0.labels.count { $0 == 0 } } == [2, 24, 120])
            #expect(parts.map { $0.labels.count { $0 == 1 } } == [1, 6, 30])
            #expect(Set(parts[0].indices).isSubset(of: parts[1].indices))
            #expect(parts[1].indices == parts[1].indices.sorted())
            let few = [1, 5, 100].map { set.subset(perClass: $0, seed: seed) }
            #expect(few.map { $0.labels.count { $0 == 1 } } == [1, 5, 60])
            #expect(Set(few[0].indices).isSubset(of: few[1].indices))
        }
        #expect(set.subset(perClass: 5, seed: 1).indices != set.subset(perClass: 5, seed: 2).indices)
        #expect(set.subset(perClass: 5, seed: 1).indices == set.subset(perClass: 5, seed: 1).indices)
    }
}
