import Foundation

/// A published archive of a dataset: where it lies, how its bytes are known, and what is in it.
///
///     try DatasetArchive.cifar10.fetch(into: "data")
///     session.dataset = try CIFAR10("data")
public struct DatasetArchive: Sendable, Equatable {
    /// A file that the unpacked folder must hold.
    public struct File: Sendable, Equatable {
        /// Its name within the folder.
        public let name: String
        /// Its length; `nil` where any will do.
        public let bytes: Int?

        /// A file of that name and length.
        public init(_ name: String, bytes: Int? = nil) { (self.name, self.bytes) = (name, bytes) }
    }

    /// What `swiftnb data fetch` calls it, such as `cifar10`.
    public let name: String
    /// What it is, in a few words.
    public let summary: String
    /// Where its makers offer it.
    public let url: URL
    /// Length of the archive.
    public let bytes: Int
    /// SHA-256 of the archive, 64 hexadecimal digits.
    public let sha256: String
    /// The folder that the archive unpacks to.
    public let folder: String
    /// What must lie in that folder.
    public let files: [File]

    /// An archive of your own; a `.tar` in any compression that `tar` knows.
    public init(
        name: String, summary: String, url: URL, bytes: Int, sha256: String, folder: String, files: [File]
    ) {
        (self.name, self.summary, self.url, self.bytes) = (name, summary, url, bytes)
        (self.sha256, self.folder, self.files) = (sha256.lowercased(), folder, files)
    }

    /// CIFAR-10, binary version; see `CIFAR10`.
    public static let cifar10 = DatasetArchive(
        name: "cifar10", summary: "60,000 photos of 32×32 pixels, ten classes (Krizhevsky 2009)",
        url: known("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"), bytes: 170_052_171,
        sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
        folder: "cifar-10-batches-bin",
        files: ((1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]).map {
            File($0, bytes: 10_000 * 3073)
        } + [File("batches.meta.txt")])

    /// STL-10, binary version; see `STL10`.
    public static let stl10 = DatasetArchive(
        name: "stl10", summary: "13,000 labelled and 100,000 unlabelled photos of 96×96 pixels (Coates 2011)",
        url: known("http://ai.stanford.edu/~acoates/stl10/stl10_binary.tar.gz"), bytes: 2_640_397_119,
        sha256: "f31fd99273a1acb8609c8db427cebb1de3f71de77758cdc0e22956e1289b9866", folder: "stl10_binary",
        files: [
            File("train_X.bin", bytes: 5000 * 27_648), File("train_y.bin", bytes: 5000),
            File("test_X.bin", bytes: 8000 * 27_648), File("test_y.bin", bytes: 8000),
            File("unlabeled_X.bin", bytes: 100_000 * 27_648), File("class_names.txt"),
            File("fold_indices.txt"),
        ])

    /// Those that can be fetched by name.
    public static let all = [cifar10, stl10]

    private static func known(_ text: String) -> URL {
        guard let url = URL(string: text) else { preconditionFailure("\(text) is no address") }
        return url
    }

    /// Bytes that the unpacked files take, as far as they are known.
    var unpackedBytes: Int { files.reduce(0) { $0 + ($1.bytes ?? 0) } }
}
