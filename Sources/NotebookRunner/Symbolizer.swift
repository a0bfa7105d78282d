import CellCompiler
import Foundation
import NotebookModel

/// Asks the toolchain's `llvm-symbolizer` for functions and lines.
struct Symbolizer {
    let toolchain: Toolchain

    /// The frames at each place: more than one where calls were inlined, innermost first.
    ///
    /// The tool crashes on an address before the first line of its file that is not 0, if it shall look for the
    /// line before: for such a place the line behind it is looked for.
    func frames(of places: [KernelEvent.Place]) -> [[CellFailure.Frame]] {
        guard !places.isEmpty else { return [] }
        if let answers = ask(places, skippingLineZero: true) { return answers }
        return places.map { place in
            ask([place], skippingLineZero: true)?.first ?? firstLine(from: place)
        }
    }

    /// The frames at the nearest place behind, in the same function, that has a line; else those of the place itself.
    private func firstLine(from place: KernelEvent.Place) -> [CellFailure.Frame] {
        let reach: UInt64 = 256
        let places = (0..<reach).map { KernelEvent.Place(file: place.file, offset: place.offset + $0) }
        guard let answers = ask(places, skippingLineZero: false), let own = answers.first else { return [] }
        let found = answers.first { $0.last?.line != nil && $0.last?.function == own.last?.function }
        return found ?? own
    }

    private func ask(_ places: [KernelEvent.Place], skippingLineZero: Bool) -> [[CellFailure.Frame]]? {
        let process = Process()
        process.executableURL = toolchain.root.appendingPathComponent("bin/llvm-symbolizer")
        process.arguments =
            ["--relativenames", "--output-style=JSON"] + (skippingLineZero ? ["--skip-line-zero"] : [])
            + places.map { "\"\($0.file)\" 0x\(String($0.offset, radix: 16))" }
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard let answers = try? JSONDecoder().decode([Answer].self, from: data),
            answers.count == places.count
        else { return nil }
        return answers.map { $0.Symbol.map(\.frame) }
    }

    private struct Answer: Decodable {
        struct Entry: Decodable {
            let FunctionName: String
            let FileName: String
            let Line: Int
            let Column: Int

            var frame: CellFailure.Frame {
                CellFailure.Frame(
                    function: FunctionName, file: FileName.isEmpty ? nil : FileName,
                    line: Line > 0 ? Line : nil, column: Column > 0 ? Column : nil)
            }
        }
        let Symbol: [Entry]
    }
}
