import Foundation
import Tensors
import Testing

@Suite("Tensor files and random numbers")
struct FileTests {
    private func temporary(_ bytes: [UInt8]) throws -> URL {
        let url = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID()).safetensors")
        try Data(bytes).write(to: url)
        return url
    }

    private func file(_ header: String, body: Int = 0) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8)
            + [UInt8](repeating: 0, count: body)
    }

    @Test("what is written is read back, bit for bit, with its metadata")
    func roundTrip() throws {
        let url = try temporary([])
        defer { try? FileManager.default.removeItem(at: url) }
        let tensors = ["a": sample([2, 3]), "ü/b": Tensor(7), "none": Tensor.zeros([0, 4])]
        try SafeTensors.write(tensors, metadata: ["seed": "1"], to: url)
        let read = try SafeTensors.read(url)
        #expect(read.metadata == ["seed": "1"])
        for (name, tensor) in tensors {
            #expect(read.tensors[name]?.values == tensor.values)
            #expect(read.tensors[name]?.shape == tensor.shape)
        }
    }

    @Test("a hostile file is an error, never a crash", arguments: 0..<10)
    func hostile(_ index: Int) throws {
        let entry = #"{"a":{"dtype":"F32","shape":%@,"data_offsets":%@}}"#
        func with(_ shape: String, _ offsets: String, body: Int = 8) -> [UInt8] {
            file(String(format: entry, shape, offsets), body: body)
        }
        let cases: [[UInt8]] = [
            [], [1, 2, 3], [UInt8](repeating: 255, count: 16), file("[]"), file("{"), file(#"{"a":1}"#),
            with("[2]", "[0,16]"), with("[-1]", "[0,4]"), with("[4611686018427387904,4]", "[0,0]"),
            with("[2]", "[8,0]"),
        ]
        let url = try temporary(cases[index])
        defer { try? FileManager.default.removeItem(at: url) }
        #expect(throws: SafeTensors.FileError.self) { try SafeTensors.read(url) }
    }

    @Test("streams of one seed differ, and each can be had again")
    func streams() {
        var (a, b, c) = (
            RandomGenerator(seed: 1, stream: 2, 3), RandomGenerator(seed: 1, stream: 3, 2),
            RandomGenerator(seed: 1, stream: 2, 3)
        )
        let (first, second, again) = (
            (0..<8).map { _ in a.next() }, (0..<8).map { _ in b.next() }, (0..<8).map { _ in c.next() }
        )
        #expect(first != second)
        #expect(first == again)
    }

    @Test("uniform and normal numbers have their mean and variance")
    func moments() {
        var random = RandomGenerator(seed: 5)
        let uniform = Tensor.uniform([100_000], using: &random)
        let normal = Tensor.normal([100_000], using: &random)
        #expect(abs(uniform.mean().item - 0.5) < 5e-3)
        #expect(abs(uniform.variance(axis: 0).item - 1 / 12) < 2e-3)
        #expect(abs(normal.mean().item) < 1e-2)
        #expect(abs(normal.variance(axis: 0).item - 1) < 2e-2)
    }

    @Test("a tensor shows its shape and its first and last elements")
    func description() {
        #expect(Tensor([1, 2.5], shape: [1, 2]).description == "Tensor[1, 2] [[1, 2.5]]")
        #expect(Tensor.arange(10).description == "Tensor[10] [0, 1, 2, …, 7, 8, 9]")
        #expect(Tensor(3).description == "Tensor[] 3")
    }

    @Test("mask, select, compare and rank work as the textbook derivation of the loss needs them")
    func masks() {
        let labels = concatenate([.arange(2), .arange(2)])
        let same = labels.unsqueezed(axis: 0) .== labels.unsqueezed(axis: 1)
        let positives = same - .eye(4)
        #expect(positives.values == [0, 0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0])
        let scores = Tensor((0..<16).map(Float.init), shape: [4, 4])
        #expect(scores[positives .== 1].values == [2, 7, 8, 13])
        #expect(scores.topK(2).indices[0].values == [3, 2])
        #expect(scores.argmax(axis: 0).values == [3, 3, 3, 3])
    }
}
