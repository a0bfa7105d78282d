import Datasets
import Foundation
import Images
import Testing

@Suite("Folders of pictures")
struct ImageFolderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test("classes are the folders, in order; hidden, other and empty ones are passed over")
    func classes() throws {
        try folder.write(grey: 20, to: "tulip/b.JPG")
        try folder.write(grey: 10, to: "tulip/a.png")
        try folder.write(grey: 30, to: "daisy/1.jpeg")
        try folder.write(grey: 40, to: "daisy/more/0.png")
        try folder.write(grey: 50, to: "daisy/.hidden.png")
        try folder.write(grey: 60, to: ".cache/1.png")
        try folder.write([1], to: "daisy/notes.txt")
        try folder.write([1], to: "empty/readme.md")
        try folder.write(grey: 70, to: "loose.png")
        let set = try ImageFolder(folder.path)
        #expect(set.classNames == ["daisy", "tulip"])
        #expect(set.labels == [0, 0, 1, 1])
        #expect(set.files.map(\.lastPathComponent) == ["1.jpeg", "0.png", "a.png", "b.JPG"])
        #expect(try (0..<4).map { try set.image($0)[0, 0].x } == [30, 40, 10, 20])
        #expect(set.name == folder.url.lastPathComponent)
    }

    @Test("a folder with pictures and no folders is one class")
    func oneClass() throws {
        try folder.write(grey: 1, to: "a.png")
        try folder.write(grey: 2, to: "b.png")
        let set = try ImageFolder(folder.path)
        #expect(set.classNames == [folder.url.lastPathComponent])
        #expect(set.labels == [0, 0])
    }

    @Test("a link to a folder further up is not followed")
    func linkLoop() throws {
        try folder.write(grey: 1, to: "daisy/a.png")
        try FileManager.default.createSymbolicLink(
            at: folder.url.appendingPathComponent("daisy/up"), withDestinationURL: folder.url)
        #expect(try ImageFolder(folder.path).count == 1)
    }

    @Test("missing, empty and mistaken paths say so")
    func mistakes() throws {
        #expect(throws: DatasetError.missing(path: "/nowhere/flowers")) {
            try ImageFolder("/nowhere/flowers")
        }
        #expect(throws: DatasetError.noPictures(path: folder.path)) { try ImageFolder(folder.path) }
        try folder.write([1], to: "file")
        #expect(throws: DatasetError.notAFolder(path: folder.path + "/file")) {
            try ImageFolder(folder.path + "/file")
        }
    }

    @Test("a broken file is an error with its path when it is asked for")
    func brokenFile() throws {
        try folder.write([0xFF, 0xD8, 0xFF, 0xE0], to: "daisy/bad.jpg")
        let set = try ImageFolder(folder.path)
        #expect {
            try set.image(0)
        } throws: {
            "\($0)".contains("daisy/bad.jpg")
        }
    }

    @Test("every error is one line that says where")
    func wording() {
        let errors: [DatasetError] = [
            .missing(path: "here"), .notAFolder(path: "here"), .unreadable(path: "here", reason: "r"),
            .noPictures(path: "here"), .tooFewPictures(name: "here", count: 3, batchSize: 64),
        ]
        for error in errors {
            #expect(error.description.contains("here") && !error.description.contains("\n"))
        }
    }
}
