import Datasets
import Foundation

/// `swiftnb-data list|fetch|verify …`: datasets from their makers' servers. `swiftnb data` hands over to this program,
/// which knows the datasets.
func main(_ arguments: [String]) -> Int32 {
    do {
        switch try DataOrder(arguments) {
        case .list(let folder): print(listing(of: folder))
        case .fetch(let archive, let folder, let mirror, let keepsArchive, let isQuiet):
            let view = FetchView(archive, isQuiet: isQuiet)
            let place = try archive.fetch(
                into: folder, from: mirror, keepsArchive: keepsArchive, progress: view.show)
            view.end()
            print(place.path)
        case .verify(let archive, let folder):
            let found = try archive.verify(in: folder)
            print("\(archive.name): \(found.words)")
        }
        return 0
    } catch let error as DataOrder.Mistake {
        complain("\(error)")
        return 2
    } catch {
        complain("\(error)")
        return 3
    }
}

extension DatasetArchive.Verification {
    fileprivate var words: String {
        switch self {
        case .bytes: "whole, every byte as published"
        case .lengths: "all files are there, with their lengths; without checksums, bytes were not compared"
        }
    }
}

private func listing(of folder: String) -> String {
    DatasetArchive.all.map { archive in
        let isThere = archive.isThere(in: folder)
        let size = FetchView.megabytes(archive.bytes)
        return "\(archive.name)  \(size)  \(archive.summary)" + (isThere ? "  (in \(folder))" : "")
    }.joined(separator: "\n")
}

private func complain(_ line: String) {
    FileHandle.standardError.write(Data("swiftnb: \(line)\n".utf8))
}

exit(main(Array(CommandLine.arguments.dropFirst())))
