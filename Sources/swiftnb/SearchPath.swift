import Foundation

/// The programs that can be started by their names alone.
enum SearchPath {
    /// The first program of this name in the folders of `PATH`; `nil` where none has one.
    static func program(_ name: String) -> URL? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        let places = folders.map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
        return places.first { FileManager.default.isExecutableFile(atPath: $0.path) }
    }
}
