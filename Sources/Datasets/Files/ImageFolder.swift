import Foundation
import Images

/// Pictures on disk, one folder per class: `flowers/daisy/001.jpg`.
///
/// Classes and files are ordered by name; files in folders below a class's belong to it; hidden ones and other
/// kinds of files are passed over. A folder with pictures and no folders is one class. Files are decoded when
/// asked for.
public struct ImageFolder: ImageDataset {
    /// The folder's name.
    public let name: String
    /// The names of the folders that hold pictures.
    public let classNames: [String]
    /// The files in order.
    public let files: [URL]
    private let fileLabels: [Int]

    /// Lists the pictures in a folder.
    /// - Parameter path: absolute, relative to the working directory, or beginning with `~`.
    public init(_ path: String) throws(DatasetError) {
        let root = URL(fileURLWithPath: (path as NSString).expandingTildeInPath, isDirectory: true)
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: root.path, isDirectory: &isFolder) else {
            throw .missing(path: path)
        }
        guard isFolder.boolValue else { throw .notAFolder(path: path) }
        name = root.lastPathComponent
        var (names, files, labels): ([String], [URL], [Int]) = ([], [], [])
        let (folders, loose) = try ImageFolder.contents(of: root)
        for folder in folders {
            let found = try ImageFolder.pictures(in: folder, within: [root.resolvingSymlinksInPath().path])
            if found.isEmpty { continue }
            labels += Array(repeating: names.count, count: found.count)
            names.append(folder.lastPathComponent)
            files += found
        }
        if files.isEmpty {
            (names, files, labels) = ([name], loose, Array(repeating: 0, count: loose.count))
        }
        guard !files.isEmpty else { throw .noPictures(path: path) }
        (classNames, self.files, fileLabels) = (names, files, labels)
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

    /// All pictures below a folder. A link to one of the folders around it would never end and is passed over.
    private static func pictures(in folder: URL, within around: [String]) throws(DatasetError) -> [URL] {
        let place = folder.resolvingSymlinksInPath().path
        guard !around.contains(place) else { return [] }
        var (folders, files) = try contents(of: folder)
        while !folders.isEmpty { files += try pictures(in: folders.removeFirst(), within: around + [place]) }
        return files
    }

    /// The folders and pictures directly in a folder, by name.
    private static func contents(of folder: URL) throws(DatasetError) -> (folders: [URL], pictures: [URL]) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch {
            let isDenied = (error as NSError).code == CocoaError.fileReadNoPermission.rawValue
            throw .unreadable(
                path: folder.path, reason: isDenied ? "permission denied" : error.localizedDescription)
        }
        var (folders, pictures): ([URL], [URL]) = ([], [])
        for name in names.sorted() where !name.hasPrefix(".") {
            let url = folder.appendingPathComponent(name)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) else { continue }
            if isFolder.boolValue {
                folders.append(url)
            } else if ["png", "jpg", "jpeg"].contains(url.pathExtension.lowercased()) {
                pictures.append(url)
            }
        }
        return (folders, pictures)
    }
}
