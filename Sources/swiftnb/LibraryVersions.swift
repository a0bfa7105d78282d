import Foundation
import NotebookModel

/// The versions of the libraries and programs that numbers and figures depend on, asked of themselves; those that are
/// missing stay out.
enum LibraryVersions {
    /// In display order.
    static var all: [Header.Entry] {
        let versions = [("OpenBLAS", OpenBLAS.version), ("oneDNN", oneDNN), ("gnuplot", gnuplot)]
        return versions.compactMap { name, version in
            version.map { Header.Entry(key: name, value: $0) }
        }
    }

    private static var oneDNN: String? {
        typealias Ask = @convention(c) () -> UnsafePointer<CInt>?
        // `dnnl_version_t` begins with three `int`s: major, minor, patch.
        return symbol("dnnl_version", in: ["libdnnl.so.3", "libdnnl.so.2"])
            .flatMap { unsafeBitCast($0, to: Ask.self)() }
            .map { "\($0[0]).\($0[1]).\($0[2])" }
    }

    /// `5.4 patchlevel 4`, out of `gnuplot 5.4 patchlevel 4`.
    private static var gnuplot: String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["gnuplot", "--version"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let words = said.split(whereSeparator: \.isWhitespace)
        guard process.terminationStatus == 0, words.first == "gnuplot" else { return nil }
        return words.dropFirst().joined(separator: " ")
    }

    private static func symbol(_ name: String, in libraries: [String]) -> UnsafeMutableRawPointer? {
        libraries.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_LOCAL) }.first.flatMap { dlsym($0, name) }
    }
}
