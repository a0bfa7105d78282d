/// Why a dataset cannot be used.
public enum DatasetError: Error, Equatable, Sendable {
    /// There is nothing at the path.
    case missing(path: String)
    /// The path leads to a file.
    case notAFolder(path: String)
    /// The folder cannot be listed.
    case unreadable(path: String, reason: String)
    /// No pictures lie in the folder.
    case noPictures(path: String)
    /// A file of a dataset is not there; `download` is the dataset's name for `swiftnb data fetch`.
    case incomplete(path: String, download: String)
    /// A file of a dataset cannot be opened or read.
    case unreadableFile(path: String, reason: String)
    /// A file is not made of so many whole records.
    case wrongLength(path: String, bytes: Int, record: Int, count: Int?)
    /// A record's label is no class.
    case badLabel(path: String, record: Int, label: Int, classes: Int)
    /// A line of a file of folds holds something other than places of pictures.
    case badFold(path: String, line: Int, count: Int)
    /// Not one picture can be read.
    case nothingReadable(name: String, count: Int, first: String)
    /// Fewer pictures than one batch takes.
    case tooFewPictures(name: String, count: Int, batchSize: Int)
}

extension DatasetError: CustomStringConvertible {
    /// One line: what, where, what to do.
    public var description: String {
        switch self {
        case .missing(let path):
            "no folder at \(path). Check the path; it must hold one folder per class."
        case .notAFolder(let path):
            "\(path) is a file. Give the folder that holds one folder per class."
        case .unreadable(let path, let reason):
            "cannot list \(path): \(reason). Check its permissions."
        case .noPictures(let path):
            "no .png, .jpg or .jpeg files in \(path). Expected one folder per class, e.g. \(path)/daisy/001.jpg."
        case .incomplete(let path, let download):
            "no file \(path). Fetch the binary version with: swiftnb data fetch \(download), or give its folder."
        case .unreadableFile(let path, let reason):
            "cannot read \(path): \(reason). Check the path and its permissions."
        case .wrongLength(let path, let bytes, let record, let count):
            "\(path) has \(bytes) bytes, not \(count.map { "\($0)" } ?? "whole") records of \(record). "
                + "Fetch or copy it anew."
        case .badLabel(let path, let record, let label, let classes):
            "\(path): record \(record) has label \(label), but there are \(classes) classes. Fetch or copy it anew."
        case .badFold(let path, let line, let count):
            "\(path): line \(line) is no list of places below \(count). Fetch or copy it anew."
        case .nothingReadable(let name, let count, let first):
            "none of the \(count) pictures of \(name) can be read. The first: \(first)"
        case .tooFewPictures(let name, let count, let batchSize):
            "\(name) has \(count) pictures, too few for a batch of \(batchSize). Use a smaller batch or more pictures."
        }
    }
}
