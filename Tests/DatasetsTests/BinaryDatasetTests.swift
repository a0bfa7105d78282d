import Datasets
import Foundation
import Images
import Testing

@Suite("Binary datasets")
struct BinaryDatasetTests {
    /// A CIFAR-10 record: pixel (x, y) is red `x`, green `y`, blue `seed`.
    private func record(label: UInt8, seed: UInt8) -> [UInt8] {
        let places = (0..<1024).map { (UInt8($0 % 32), UInt8($0 / 32)) }
        return [label] + places.map(\.0) + places.map(\.1) + [UInt8](repeating: seed, count: 1024)
    }

    private func cifar(in folder: TemporaryFolder, counts: [Int] = [2, 1, 1, 1, 1]) throws {
        var seed = 0
        for (i, count) in counts.enumerated() {
            let bytes = (0..<count).flatMap { _ in
                defer { seed += 1 }
                return record(label: UInt8(seed % 10), seed: UInt8(seed))
            }
            try folder.write(bytes, to: "cifar-10-batches-bin/data_batch_\(i + 1).bin")
        }
        try folder.write(record(label: 9, seed: 200), to: "cifar-10-batches-bin/test_batch.bin")
    }

    @Test("CIFAR-10's planes become pictures, in the order of the batches")
    func cifar10() throws {
        let folder = try TemporaryFolder()
        try cifar(in: folder)
        let training = try CIFAR10(folder.path)
        #expect(training.count == 6 && training.labels == [0, 1, 2, 3, 4, 5])
        #expect(training.classNames[9] == "truck" && training.name == "CIFAR-10 training")
        for i in 0..<6 {
            let image = try training.image(i)
            #expect(image.width == 32 && image.height == 32)
            #expect(image[5, 17] == SIMD3(5, 17, UInt8(i)))
        }
        let test = try CIFAR10(folder.path + "/cifar-10-batches-bin", .test)
        #expect(test.labels == [9])
        #expect(try test.image(0)[31, 0] == SIMD3(31, 0, 200))
    }

    @Test(
        "a batch that is missing, cut short, wrongly labelled or cut while in use is an error that names it")
    func damagedCIFAR10() throws {
        let folder = try TemporaryFolder()
        let batch = folder.path + "/cifar-10-batches-bin/data_batch_3.bin"
        try cifar(in: folder)
        try FileManager.default.removeItem(atPath: batch)
        #expect(throws: DatasetError.incomplete(path: batch, download: "cifar10")) {
            try CIFAR10(folder.path)
        }
        try folder.write(
            Array(record(label: 1, seed: 1).dropLast()), to: "cifar-10-batches-bin/data_batch_3.bin")
        #expect(throws: DatasetError.wrongLength(path: batch, bytes: 3072, record: 3073, count: nil)) {
            try CIFAR10(folder.path)
        }
        try folder.write(record(label: 10, seed: 1), to: "cifar-10-batches-bin/data_batch_3.bin")
        #expect(throws: DatasetError.badLabel(path: batch, record: 0, label: 10, classes: 10)) {
            try CIFAR10(folder.path)
        }
        try folder.write(record(label: 1, seed: 1), to: "cifar-10-batches-bin/data_batch_3.bin")
        let set = try CIFAR10(folder.path)
        truncate(batch, 100)
        #expect(throws: DatasetError.unreadableFile(path: batch, reason: "it was cut short meanwhile")) {
            try set.image(3)
        }
    }

    /// Ten STL-10 pictures: pixel (x, y) is red `x`, green `y`, blue the picture's number.
    private func stl(in folder: TemporaryFolder, name: String, labels: [UInt8]?) throws {
        let places = (0..<9216).map { (UInt8($0 / 96), UInt8($0 % 96)) }  // column by column
        let pictures = (0..<10).flatMap { i in
            places.map(\.0) + places.map(\.1) + [UInt8](repeating: UInt8(i), count: 9216)
        }
        try folder.write(pictures, to: "stl10_binary/\(name)_X.bin")
        if let labels { try folder.write(labels, to: "stl10_binary/\(name)_y.bin") }
    }

    @Test("STL-10's columns become rows, labels count from 1, and the unlabelled part has one class")
    func stl10() throws {
        let folder = try TemporaryFolder()
        try stl(in: folder, name: "train", labels: Array(1...10))
        try stl(in: folder, name: "unlabeled", labels: nil)
        try folder.write(Array("0 3 9 \n1 2\n".utf8), to: "stl10_binary/fold_indices.txt")
        let training = try STL10(folder.path)
        #expect(training.labels == Array(0..<10))
        #expect(try training.image(7)[40, 2] == SIMD3(40, 2, 7))
        let unlabelled = try STL10(folder.path, .unlabelled)
        #expect(unlabelled.count == 10 && unlabelled.classNames == ["unlabelled"] && unlabelled.label(9) == 0)
        #expect(try training.folds().map(\.indices) == [[0, 3, 9], [1, 2]])
        try folder.write(Array("0 3 10\n".utf8), to: "stl10_binary/fold_indices.txt")
        let file = folder.path + "/stl10_binary/fold_indices.txt"
        #expect(throws: DatasetError.badFold(path: file, line: 1, count: 10)) { try training.folds() }
    }

    @Test("labels that do not match the pictures are an error")
    func damagedSTL10() throws {
        let folder = try TemporaryFolder()
        let file = folder.path + "/stl10_binary/test_y.bin"
        try stl(in: folder, name: "test", labels: Array(1...9))
        #expect(throws: DatasetError.wrongLength(path: file, bytes: 9, record: 1, count: 10)) {
            try STL10(folder.path, .test)
        }
        try stl(in: folder, name: "test", labels: Array(0...9))
        #expect(throws: DatasetError.badLabel(path: file, record: 0, label: 0, classes: 10)) {
            try STL10(folder.path, .test)
        }
    }
}
