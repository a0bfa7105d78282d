import CellCompiler
import Foundation
import NotebookModel

/// A stack in the reader's terms: functions of the notebook and the library, nothing of the machinery.
struct Stack {
    /// The frames, innermost first.
    let frames: [CellFailure.Frame]
    /// What the compiler noted about the failing instruction, such as `arithmetic overflow`.
    let failureKind: String?

    /// The innermost place in the notebook.
    var line: Int? { place?.line }
    /// Its column.
    var column: Int? { place?.column }
    private let place: CellFailure.Frame?

    /// Finds functions and lines.
    ///
    /// - Parameters:
    ///   - places: the addresses, innermost first.
    ///   - file: the name under which the failed cell was compiled.
    ///   - positions: the author's columns, by such names.
    init(
        _ places: [KernelEvent.Place], file: String, positions: [String: PositionMap], toolchain: Toolchain
    ) {
        let symbolizer = Symbolizer(toolchain: toolchain)
        var frames: [CellFailure.Frame] = []
        var kind: String?
        for frame in symbolizer.frames(of: places.filter { !Self.isMachinery($0.file) }).joined() {
            if let failure = Self.runtimeFailure(frame.function) {
                kind = kind ?? failure
                continue
            }
            guard frame.line != nil, frame.file != "<compiler-generated>" else { continue }
            let next = Self.translated(frame, file: file, positions: positions)
            if Self.isGenerated(next.function) { continue }
            if frames.last?.function.isEmpty == true {
                // A scope without a name is part of the function around it.
                frames[frames.count - 1].function = next.function
            } else {
                frames.append(next)
            }
        }
        self.frames = frames
        failureKind = kind
        place = frames.first { $0.file == file }
    }

    private static func translated(
        _ frame: CellFailure.Frame, file: String, positions: [String: PositionMap]
    ) -> CellFailure.Frame {
        var frame = frame
        frame.function = FunctionName.readable(frame.function)
        // The caller of inlined code is filed under the compiled text; lines are the notebook's all the same.
        if let compiled = frame.file, isCompiledCell(compiled) { frame.file = file }
        if let map = frame.file.flatMap({ positions[$0] }), let line = frame.line, let column = frame.column {
            frame.column = map.column(column, onLine: line)
        }
        return frame
    }

    /// Functions of the prelude, and closures in them.
    private static func isGenerated(_ function: String) -> Bool {
        function.contains("__await") || function.contains("__display")
    }

    private static func isCompiledCell(_ file: String) -> Bool {
        let name = (file as NSString).lastPathComponent
        return name.hasPrefix("Cell") && name.hasSuffix(".swift") && name.count == 30
    }

    /// Inlined traps carry their reason as a function's name: `Swift runtime failure: arithmetic overflow`.
    private static func runtimeFailure(_ function: String) -> String? {
        let prefix = "Swift runtime failure: "
        guard function.hasPrefix(prefix) else { return nil }
        let reason = function.dropFirst(prefix.count)
        return reason.prefix(1).uppercased() + reason.dropFirst()
    }

    private static func isMachinery(_ file: String) -> Bool {
        let name = (file as NSString).lastPathComponent
        let prefixes = [
            "libswift", "libc.so", "libdispatch", "libFoundation", "libBlocks", "swiftnb-kernel",
            "libpthread", "ld-linux", "libstdc++", "libgcc", "lib_Foundation", "linux-vdso",
        ]
        return prefixes.contains { name.hasPrefix($0) }
    }
}
