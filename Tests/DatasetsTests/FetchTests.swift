import Datasets
import Foundation
import Testing

@Suite("Fetching datasets")
struct FetchTests {
    private let place: TemporaryFolder
    private let content: [UInt8]
    private let archive: DatasetArchive

    /// A small archive: a folder `flowers` with 200,000 bytes that do not compress and a list of names.
    init() throws {
        place = try TemporaryFolder()
        var state: UInt64 = 1
        let noise = (0..<200_000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1
            return UInt8(state >> 56)
        }
        try place.write(noise, to: "made/flowers/pictures.bin")
        try place.write(Array("daisy\n".utf8), to: "made/flowers/deep/names.txt")
        let file = place.url.appendingPathComponent("made.tar.gz")
        let made = place.url.appendingPathComponent("made").path
        let result = try Tool.run("tar", ["-czf", file.path, "-C", made, "flowers"])
        #expect(result.status == 0)
        content = [UInt8](try Data(contentsOf: file))
        archive = DatasetArchive(
            name: "flowers", summary: "", url: file, bytes: content.count, sha256: try sha256(of: file),
            folder: "flowers",
            files: [.init("pictures.bin", bytes: 200_000), .init("deep/names.txt")])
    }

    private var data: String { place.path + "/data" }

    private func error(_ body: () throws(DownloadError) -> Void) -> DownloadError? {
        do {
            try body()
            return nil
        } catch { return error }
    }

    /// What lies in the folder for datasets.
    private var left: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: data)) ?? []).sorted()
    }

    @Test("an archive is fetched, checked and unpacked, then verified byte by byte, and not fetched twice")
    func whole() throws {
        let server = try UnreliableServer(content)
        defer { server.stop() }
        var stages: [DatasetArchive.Stage] = []
        let folder = try archive.fetch(into: data, from: server.url(), pause: 0) { stages.append($0) }
        #expect(folder.lastPathComponent == "flowers" && left == ["flowers"])
        #expect(stages.last == .unpacking && stages.contains(.received(content.count)))
        #expect(try archive.verify(in: data) == .bytes)
        #expect(try archive.verify(in: folder.path) == .bytes)
        try archive.fetch(into: data, from: server.url(), pause: 0)
        #expect(server.requests.count == 1)
    }

    @Test("connections that are cut are taken up where they broke off")
    func cuts() throws {
        let server = try UnreliableServer(content, .init(cuts: [50_000, 70_000, 0, 10]))
        defer { server.stop() }
        try archive.fetch(into: data, from: server.url(), pause: 0)
        #expect(try archive.verify(in: data) == .bytes)
        #expect(
            server.requests.map { $0.lowercased() } == [
                "", "range: bytes=50000-", "range: bytes=120000-", "range: bytes=120000-",
                "range: bytes=120010-",
            ])
    }

    @Test("a server that knows no ranges is asked for the whole again")
    func noRanges() throws {
        let server = try UnreliableServer(content, .init(cuts: [50_000], knowsRanges: false))
        defer { server.stop() }
        try archive.fetch(into: data, from: server.url(), pause: 0)
        #expect(try archive.verify(in: data) == .bytes)
    }

    @Test("a fetch that was given up leaves what came, and the next goes on with it")
    func later() throws {
        let bad = try UnreliableServer(content, .init(cuts: [60_000] + [Int](repeating: 0, count: 20)))
        let failure = error { () throws(DownloadError) in
            try archive.fetch(into: data, from: (try? bad.url()) ?? archive.url, pause: 0)
        }
        bad.stop()
        guard case .broken(_, 60_000, content.count, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(left == [".flowers.part"])
        let good = try UnreliableServer(content)
        defer { good.stop() }
        try archive.fetch(into: data, from: good.url(), pause: 0)
        #expect(good.requests.map { $0.lowercased() } == ["range: bytes=60000-"])
        #expect(try archive.verify(in: data) == .bytes && left == ["flowers"])
    }

    @Test("wrong bytes are told by their SHA-256, and nothing of them stays")
    func wrongBytes() throws {
        var wrong = content
        wrong[content.count / 2] ^= 1
        let server = try UnreliableServer(wrong)
        defer { server.stop() }
        let url = try server.url()
        let failure = error { () throws(DownloadError) in try archive.fetch(into: data, from: url, pause: 0) }
        guard case .wrongBytes(url.absoluteString, archive.sha256, let found) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(found.count == 64 && found != archive.sha256 && left == [])
    }

    @Test("a beginning that belongs to other bytes is fetched anew, once")
    func wrongBeginning() throws {
        try place.write([UInt8](repeating: 7, count: 1000), to: "data/.flowers.part")
        let server = try UnreliableServer(content)
        defer { server.stop() }
        try archive.fetch(into: data, from: server.url(), pause: 0)
        #expect(try archive.verify(in: data) == .bytes)
        #expect(server.requests.map { $0.lowercased() } == ["range: bytes=1000-", ""])
    }

    @Test("a shorter and a longer file are told by their length", arguments: [-1, 1])
    func wrongLength(by difference: Int) throws {
        let server = try UnreliableServer(
            difference < 0 ? Array(content.dropLast(-difference)) : content + [0])
        defer { server.stop() }
        let url = try server.url()
        let failure = error { () throws(DownloadError) in try archive.fetch(into: data, from: url, pause: 0) }
        guard case .wrongLength(_, content.count, _) = failure else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(left == [])
    }

    @Test("a refusal is told at once, and so is a server that is not there")
    func refused() throws {
        let server = try UnreliableServer(content, .init(status: 404))
        let url = try server.url()
        let failure = error { () throws(DownloadError) in try archive.fetch(into: data, from: url, pause: 0) }
        #expect("\(String(describing: failure))".contains("404") && server.requests.count == 1)
        server.stop()
        let nobody = try #require(URL(string: "http://127.0.0.1:1/archive"))
        guard
            case .refused(nobody.absoluteString, let reason) = error({ () throws(DownloadError) in
                try archive.fetch(into: data, from: nobody, pause: 0)
            })
        else {
            Issue.record("not refused")
            return
        }
        #expect(reason.contains("connect"))
    }

    @Test("a damaged or missing file is found, and the dataset fetched anew in its place")
    func damaged() throws {
        try archive.fetch(into: data, pause: 0)  // from its file: address
        var bytes = [UInt8](repeating: 0, count: 200_000)
        bytes[5] = 1
        try place.write(bytes, to: "data/flowers/pictures.bin")
        #expect(
            "\(error { () throws(DownloadError) in _ = try archive.verify(in: data) } as Any)".contains(
                "pictures.bin is damaged"))
        try place.write([1], to: "data/flowers/pictures.bin")
        #expect(!archive.isThere(in: data))
        try archive.fetch(into: data, keepsArchive: true, pause: 0)
        #expect(try archive.verify(in: data) == .bytes)
        #expect(left == ["flowers", "made.tar.gz"])
    }

    @Test("an archive that lacks a file leaves the folder as it was")
    func lacking() throws {
        let other = DatasetArchive(
            name: "flowers", summary: "", url: archive.url, bytes: archive.bytes, sha256: archive.sha256,
            folder: "flowers", files: [.init("labels.bin")])
        try place.write([1], to: "data/flowers/old.txt")
        let failure = error { () throws(DownloadError) in try other.fetch(into: data, pause: 0) }
        #expect("\(String(describing: failure))".contains("labels.bin is missing"))
        #expect(FileManager.default.fileExists(atPath: data + "/flowers/old.txt"))
        #expect(left == [".flowers.part", "flowers"])
    }

    @Test("two fetches to one folder do not get in each other's way, and room is asked for first")
    func busyAndFull() throws {
        try place.write([1], to: "data/x")
        let descriptor = open(data, O_RDONLY)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX) == 0)
        #expect(
            error { () throws(DownloadError) in try archive.fetch(into: data, pause: 0) } == .busy(path: data)
        )
        flock(descriptor, LOCK_UN)
        let huge = DatasetArchive(
            name: "huge", summary: "", url: archive.url, bytes: 1 << 60, sha256: archive.sha256,
            folder: "huge", files: [])
        guard
            case .noRoom = error({ () throws(DownloadError) in try huge.fetch(into: data, pause: 0) })
        else {
            Issue.record("an exabyte found room")
            return
        }
    }

    @Test("the published archives name what the readers read")
    func published() {
        #expect(DatasetArchive.all.map(\.name) == ["cifar10", "stl10"])
        for archive in DatasetArchive.all {
            #expect(archive.sha256.count == 64 && archive.sha256.allSatisfy { $0.isHexDigit })
        }
        #expect(DatasetArchive.cifar10.files.reduce(0) { $0 + ($1.bytes ?? 0) } == 60_000 * 3073)
    }
}
