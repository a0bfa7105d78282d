import Foundation
import NotebookModel

/// What a person sees of a run: in a terminal a bar that moves, in a log plain lines.
final class RunView {
    private let isTerminal = isatty(STDOUT_FILENO) != 0
    private let isQuiet: Bool
    private let notebook: Notebook
    private let codeCells: [Int]
    private var barIsShown = false
    private var lastLine: [Int: Date] = [:]

    init(of notebook: Notebook, quiet: Bool) {
        self.notebook = notebook
        self.isQuiet = quiet
        codeCells = notebook.cells.indices.filter { notebook.cells[$0].kind == .code }
    }

    /// The cell begins.
    func started(_ index: Int) {
        guard !isQuiet, isTerminal else { return }
        replaceBar("\(heading(index)) …")
    }

    /// The cell's progress bar moved.
    func progressed(_ progress: ProgressLine, finished: Bool) {
        guard !isQuiet else { return }
        if isTerminal {
            replaceBar("  " + line(of: progress, bar: true))
        } else if finished || Date().timeIntervalSince(lastLine[progress.id] ?? .distantPast) > 10 {
            lastLine[progress.id] = Date()
            print("  " + line(of: progress, bar: false))
            fflush(nil)
        }
    }

    /// The cell wrote text on one of its streams: it goes to the same stream of this process, at once.
    func wrote(_ text: String, on stream: Output.StreamName) {
        guard !isQuiet, !text.isEmpty else { return }
        clearBar()
        switch stream {
        case .stdout: print(text, terminator: "")
        case .stderr: FileHandle.standardError.write(Data(text.utf8))
        }
        fflush(nil)
    }

    /// The cell is being interrupted and a training in it saves its state.
    func isSaving() {
        guard !isQuiet, isTerminal else { return }
        replaceBar("the training saves its state … Ctrl-C again ends at once")
    }

    /// The cell ended.
    func ended(_ result: CellResult) {
        lastLine = [:]
        guard !isQuiet else { return }
        clearBar()
        let time = String(format: "%.1f s", result.seconds)
        print("\(heading(result.index)): \(result.state == .ok ? time : "\(result.state.words), \(time)")")
        fflush(nil)
    }

    /// The run as a whole ended.
    func closed() { clearBar() }

    private func heading(_ index: Int) -> String {
        let order = (codeCells.firstIndex(of: index) ?? 0) + 1
        let title = notebook.cells[index].title.map { " \($0)" } ?? ""
        return "[\(order)/\(codeCells.count)]\(title)"
    }

    private func line(of progress: ProgressLine, bar: Bool) -> String {
        var parts = [progress.label]
        if let total = progress.total, total > 0 {
            if bar {
                let filled = min(24, 24 * progress.done / total)
                parts.append(
                    String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled))
            }
            parts.append("\(progress.done)/\(total)")
        } else {
            parts.append("\(progress.done)")
        }
        if !progress.detail.isEmpty { parts.append(progress.detail) }
        return parts.joined(separator: " ")
    }

    private func replaceBar(_ text: String) {
        print("\r\u{1B}[K\(text.prefix(columns - 1))", terminator: "")
        fflush(nil)
        barIsShown = true
    }

    private func clearBar() {
        guard barIsShown else { return }
        print("\r\u{1B}[K", terminator: "")
        fflush(nil)
        barIsShown = false
    }

    private var columns: Int {
        var size = winsize()
        return ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }
}

extension CellState {
    /// The state as people say it.
    var words: String {
        switch self {
        case .timedOut: "timed out"
        case .notRun: "not run"
        default: rawValue
        }
    }
}
