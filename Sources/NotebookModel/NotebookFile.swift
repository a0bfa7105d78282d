import Foundation

extension Notebook {
    /// Reads a notebook file: Jupyter's format when its name ends in `.ipynb`, `.swiftnb` otherwise.
    public init(contentsOf file: URL) throws(NotebookError) {
        let data: Data
        do { data = try Data(contentsOf: file) } catch {
            throw .unreadable(path: file.path, reason: Self.reason(error, path: file.path))
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .notUTF8(line: Self.firstBrokenLine(of: data))
        }
        if file.pathExtension == "ipynb" {
            try self.init(ipynb: text)
        } else {
            try self.init(swiftnb: text)
        }
    }

    /// Foundation's own texts for these errors are vague; the common causes have better names.
    private static func reason(_ error: any Error, path: String) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            return "no such file"
        }
        if isFolder.boolValue { return "it is a folder" }
        return access(path, R_OK) == 0 ? "\(error.localizedDescription)" : "no permission"
    }

    private static func firstBrokenLine(of data: Data) -> Int {
        let lines = data.split(separator: 0x0A, omittingEmptySubsequences: false)
        let broken = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        return (broken ?? 0) + 1
    }
}
