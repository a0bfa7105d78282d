import Foundation
import Images

/// Any list of picture files, with a class each.
///
///     let files = try ImageFiles(urls) { $0.deletingLastPathComponent().lastPathComponent }
///
/// Files are decoded when asked for.
public struct ImageFiles: ImageDataset {
    /// What reports call it.
    public let name: String
    /// The classes by name.
    public let classNames: [String]
    /// The files as given.
    public let files: [URL]
    private let fileLabels: [Int]

    /// Takes files in the order given.
    ///
    /// - Parameter className: the class of a file; left out, all are of one.
    /// - Throws: where the list is empty.
    public init(
        _ files: [URL], name: String = "files", className: (URL) -> String = { _ in "pictures" }
    ) throws(DatasetError) {
        guard !files.isEmpty else { throw .noPictures(path: name) }
        let names = files.map(className)
        classNames = Set(names).sorted()
        let places = Dictionary(uniqueKeysWithValues: zip(classNames, classNames.indices))
        (self.name, self.files) = (name, files)
        fileLabels = names.map { places[$0] ?? 0 }
    }

    /// Number of pictures.
    public var count: Int { files.count }
    /// The class of picture `i`.
    public func label(_ i: Int) -> Int { fileLabels[i] }
    /// Picture `i`, decoded.
    public func image(_ i: Int) throws(ImageError) -> Image { try Image(contentsOf: files[i]) }
    /// The file of picture `i`, not decoded.
    public func encoded(_ i: Int) throws(ImageError) -> EncodedPicture? {
        try EncodedPicture(contentsOf: files[i])
    }
}
