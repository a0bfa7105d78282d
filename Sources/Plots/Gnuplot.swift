import CGnuplot
import Foundation
import Synchronization

/// Sole owner of one gnuplot process, ended on deinit.
private final class GnuplotProcess: @unchecked Sendable {
    // +1 from cgnuplot_open; used by whoever took this process from its slot.
    private let handle: OpaquePointer

    init(program: String) throws(PlotError) {
        var opened: OpaquePointer?
        try Self.check { cgnuplot_open(program, &opened, $0, $1) }
        guard let opened else { throw .gnuplotFailed(reason: "gnuplot did not start") }
        handle = opened
    }

    deinit { cgnuplot_close(handle) }

    /// Runs a script and gives what gnuplot wrote before `mark`.
    func run(_ script: String, until mark: String, timeout: Duration) throws(PlotError) -> [UInt8] {
        let milliseconds = Int32(timeout / .milliseconds(1))
        let bytes = Array(script.utf8)
        try Self.check { message, capacity in
            bytes.withUnsafeBytes {
                let start = $0.baseAddress?.assumingMemoryBound(to: CChar.self)
                return cgnuplot_send(handle, start, $0.count, milliseconds, message, capacity)
            }
        }
        var output: UnsafePointer<CChar>?
        var count = 0
        try Self.check { cgnuplot_receive(handle, mark, milliseconds, &output, &count, $0, $1) }
        return Array(UnsafeRawBufferPointer(start: output, count: count))
    }

    /// What gnuplot said on standard error during the last run.
    var complaints: String { String(cString: cgnuplot_complaints(handle)) }

    private static func check(
        _ call: (UnsafeMutablePointer<CChar>, Int) -> cgnuplot_status
    ) throws(PlotError) {
        var message = [CChar](repeating: 0, count: 256)
        let status = message.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.map { call($0, buffer.count) } ?? CGNUPLOT_DIED
        }
        if status == CGNUPLOT_OK { return }
        if status == CGNUPLOT_MISSING { throw .gnuplotMissing }
        let reason = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        throw .gnuplotFailed(reason: String(decoding: reason, as: UTF8.self))
    }
}

/// Draws scripts with a gnuplot process that is started once and used again.
///
/// A drawing takes the process out of its slot and puts it back when it is done, so no lock is held while gnuplot
/// works: a thread that is stopped in the middle loses one process, and the next drawing starts another.
package final class Gnuplot: Sendable {
    /// The gnuplot that figures are drawn with.
    @TaskLocal package static var current = Gnuplot()

    /// Scripts above this size, in bytes, are read from a file.
    private static let longScript = 16_384

    private let program: String
    private let timeout: Duration
    private let idle = Mutex<GnuplotProcess?>(nil)

    /// Draws with `program`, looked up on PATH; gives up when it is silent for longer than `timeout`.
    package init(program: String = "gnuplot", timeout: Duration = .seconds(30)) {
        self.program = program
        self.timeout = timeout
    }

    /// gnuplot's own drawing for a script that sets up and plots, and where the axes are in it.
    ///
    /// A process that has died while idle is replaced once; the script itself is not tried twice.
    func draw(
        _ commands: String, width: Int, height: Int, as format: FigureFormat = .svg
    ) throws(PlotError) -> (bytes: [UInt8], frame: PlotFrame?) {
        let process = try takeProcess()
        let file = commands.utf8.count > Self.longScript ? ScriptFile(commands) : nil
        defer { file?.remove() }
        let mark = "<<<drawn>>>"
        let frameMark = "<<<frame>>>"
        let script = """
            unset multiplot
            reset
            undefine $*
            set encoding utf8
            set minussign
            set terminal \(format.terminal(width: width, height: height))
            set output '/dev/stdout'
            \(file?.command ?? commands)
            unset output
            set print '-'
            print '\(frameMark) ', \(PlotFrame.command)
            print '\(mark)'

            """
        // The line end behind the last mark comes first.
        let drawing = try process.run(script, until: mark, timeout: timeout).drop { $0 == UInt8(ascii: "\n") }
        let complaints = process.complaints
        putBack(process)
        guard drawing.count > 200 else { throw .drawingRefused(reason: Self.essence(of: complaints)) }
        guard let end = drawing.lastRange(of: Array(frameMark.utf8)) else { return (Array(drawing), nil) }
        let printed = String(decoding: drawing[end.upperBound...], as: UTF8.self)
        return (Array(drawing[..<end.lowerBound]), PlotFrame(printed: printed.replacing("\n", with: " ")))
    }

    private func takeProcess() throws(PlotError) -> GnuplotProcess {
        if let process = idle.withLock({ $0.take() }), Self.answers(process) { return process }
        return try GnuplotProcess(program: program)
    }

    private func putBack(_ process: GnuplotProcess) {
        let surplus = idle.withLock { slot in
            defer { slot = process }
            return slot.take()
        }
        _ = surplus  // ended here, outside the lock
    }

    /// Whether a process that lay idle is still alive.
    private static func answers(_ process: GnuplotProcess) -> Bool {
        let mark = "<<<alive>>>"
        let reply = try? process.run("set print '-'\nprint '\(mark)'\n", until: mark, timeout: .seconds(2))
        return reply != nil
    }

    /// gnuplot's last complaint, without the echo of the command and the caret under it.
    private static func essence(of complaints: String) -> String {
        let lines = complaints.split(whereSeparator: \.isNewline).map { $0.drop(while: \.isWhitespace) }
        let said = lines.last { $0.hasPrefix("line") || $0.contains("rror") } ?? lines.last
        return said.map(String.init) ?? "it gave no reason"
    }
}

/// A script in a file of its own: from its standard input gnuplot reads byte by byte.
private struct ScriptFile {
    private let url: URL

    /// Writes the script; `nil` where there is no place for it.
    init?(_ script: String) {
        let folder = FileManager.default.temporaryDirectory
        url = folder.appendingPathComponent("swiftnb-figure-\(UUID().uuidString)")
        // In the command the path stands in quotes.
        guard !url.path.contains(where: { $0 == "'" || $0.isNewline }) else { return nil }
        do { try Data(script.utf8).write(to: url, options: .withoutOverwriting) } catch {
            remove()  // a part of it, where the disk is full
            return nil
        }
    }

    /// What makes gnuplot read it.
    var command: String { "load '\(url.path)'" }

    func remove() { try? FileManager.default.removeItem(at: url) }
}

extension BidirectionalCollection where Element == UInt8 {
    /// Where `bytes` stand last.
    fileprivate func lastRange(of bytes: [UInt8]) -> Range<Index>? {
        var start = endIndex
        while start != startIndex {
            formIndex(before: &start)
            if self[start] == bytes.first, self[start...].starts(with: bytes) {
                return start..<index(start, offsetBy: bytes.count)
            }
        }
        return nil
    }
}
