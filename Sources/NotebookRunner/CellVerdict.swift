import CellCompiler
import Foundation
import NotebookModel

/// What the end of an execution means for the cell: its state, and the failure in the words of the report.
struct CellVerdict {
    let state: CellState
    let failure: CellFailure?

    init(
        _ ending: KernelSession.Ending, stderr: String, limit: Duration?, settings: RunSettings,
        file: String, positions: [String: PositionMap]
    ) {
        let makeStack = { (places: [KernelEvent.Place]) in
            Stack(places, file: file, positions: positions, toolchain: settings.compiler.toolchain)
        }
        switch ending {
        case .reported(let event):
            self.init(event, makeStack(event.places ?? []), stderr: stderr, file: file)
        case .died(let end):
            self.init(.died, Self.death(end))
        case .timedOut(let seconds, let said, let alive):
            let stack = makeStack(said?.places ?? [])
            let given = limit.map { String(format: "%g s", $0.inSeconds) } ?? "its time"
            let saved = said.flatMap(Self.saved) ?? ""
            let rest = alive ? saved : "; it could not be interrupted, so the kernel was ended"
            let message = String(format: "stopped after %.1f s; the limit is %@%@", seconds, given, rest)
            self.init(
                .timedOut,
                CellFailure(
                    kind: .timedOut, name: "Timeout", message: message, line: stack.line,
                    column: stack.column, frames: stack.frames))
        case .interrupted(let alive):
            self.init(.interrupted, Self.interruption(kernelIsAlive: alive))
        case .outOfMemory(let used):
            let message =
                "the notebook took \(used) MiB, more than its limit of \(settings.memoryLimit ?? 0) MiB (--memory); "
                + "the kernel was ended, values of earlier cells are lost"
            self.init(.failed, CellFailure(kind: .memory, name: "Memory limit", message: message))
        }
    }

    private init(_ state: CellState, _ failure: CellFailure?) {
        self.state = state
        self.failure = failure
    }

    private static func interruption(
        kernelIsAlive: Bool, _ stack: Stack? = nil, saved: String? = nil
    ) -> CellFailure {
        let rest = kernelIsAlive ? saved ?? "" : "; the kernel was ended"
        return CellFailure(
            kind: .interrupted, name: "Interrupted", message: "interrupted by the user\(rest)",
            line: stack?.line, column: stack?.column, frames: stack?.frames ?? [])
    }

    private init(_ event: KernelEvent, _ stack: Stack, stderr: String, file: String) {
        switch event.ending {
        case "ok":
            (state, failure) = (.ok, nil)
        case "interrupted":
            state = .interrupted
            failure = Self.interruption(kernelIsAlive: true, stack, saved: Self.saved(event))
        case "exited":
            state = .failed
            failure = CellFailure(
                kind: .trap, name: "exit",
                message: "the cell called exit(\(event.status ?? 0)); a cell ends by itself, so leave it out")
        case "threw":
            state = .failed
            failure = Self.thrown(event, stack)
        case "not-loaded":
            state = .failed
            failure = CellFailure(
                kind: .trap, name: "Link error", message: event.message ?? "the cell cannot be loaded")
        default:
            state = .failed
            failure = Self.trap(event, stack, stderr: stderr, file: file)
        }
    }

    /// What an interrupted training says of its state.
    private static func saved(_ event: KernelEvent) -> String? {
        event.ending == "interrupted" ? event.message.map { "; \($0)" } : nil
    }

    private static func death(_ ending: KernelProcess.Ending) -> CellFailure {
        switch ending {
        case .exited(let status):
            return CellFailure(
                kind: .died, name: "exit status \(status)",
                message:
                    "the kernel process ended with exit status \(status); values of earlier cells are lost")
        case .signalled(let signal):
            let name = signalName(signal)
            let hint = signal == SIGKILL ? " (killed from outside, or out of memory)" : ""
            return CellFailure(
                kind: .died, name: name,
                message: "the kernel process was ended by \(name)\(hint); values of earlier cells are lost")
        }
    }

    private static func thrown(_ event: KernelEvent, _ stack: Stack) -> CellFailure {
        // The module of a type says nothing to a reader, a cell's least of all.
        let name = (event.name ?? "Error").replacing(/^\w+\.(\(unknown context at [^)]*\)\.)?/, with: "")
        return CellFailure(
            kind: .thrown, name: name, message: CellNameFilter.without(event.message ?? ""), line: stack.line,
            column: stack.column,
            frames: stack.frames)
    }

    private static func trap(
        _ event: KernelEvent, _ stack: Stack, stderr: String, file: String
    ) -> CellFailure {
        let said = fatalMessage(in: stderr, file: file)
        let signal = event.signal ?? 0
        let name = said?.kind ?? stack.failureKind ?? trapName(signal)
        return CellFailure(
            kind: .trap, name: name, message: said?.message ?? stack.failureKind ?? trapName(signal),
            details: said?.line ?? "", line: stack.line ?? said?.position, column: stack.column,
            frames: stack.frames)
    }

    /// The run time's last words: `FILE:LINE: Fatal error: MESSAGE`.
    private static func fatalMessage(
        in stderr: String, file: String
    ) -> (kind: String, message: String, line: String, position: Int?)? {
        let lines = stderr.split(separator: "\n").suffix(20)
        for line in lines.reversed() {
            guard
                let range = line.range(of: "Fatal error") ?? line.range(of: "Precondition failed")
                    ?? line.range(of: "Assertion failed") ?? line.range(of: "Could not cast value")
            else { continue }
            let kind = String(line[range])
            var message = line[range.upperBound...].drop { $0 == ":" || $0 == " " }
            if message.isEmpty || kind == "Could not cast value" { message = line[range.lowerBound...] }
            let place = line[..<range.lowerBound]
            let number =
                place.hasPrefix(file + ":")
                ? Int(place.dropFirst(file.count + 1).prefix { $0.isNumber }) : nil
            return (kind, String(message), String(line), number)
        }
        return nil
    }

    private static func trapName(_ signal: Int32) -> String {
        switch signal {
        case SIGSEGV, SIGBUS: "Bad memory access"
        case SIGFPE: "Division by zero"
        case SIGABRT: "Abort"
        default: "Swift run-time failure"
        }
    }

    private static func signalName(_ signal: Int32) -> String {
        let names: [Int32: String] = [
            SIGKILL: "SIGKILL", SIGSEGV: "SIGSEGV", SIGABRT: "SIGABRT", SIGBUS: "SIGBUS", SIGILL: "SIGILL",
            SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP", SIGFPE: "SIGFPE", SIGHUP: "SIGHUP",
        ]
        return names[signal] ?? "signal \(signal)"
    }
}
