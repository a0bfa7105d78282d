import CellCompiler
import Foundation
import NotebookModel

/// A running kernel and what it says: executes one cell after another and hands on what comes out, in order.
final class KernelSession {
    /// How the execution of a cell ended, as the runner sees it.
    enum Ending {
        /// The kernel reported the end.
        case reported(KernelEvent)
        /// The kernel process ended.
        case died(KernelProcess.Ending)
        /// The cell's or the run's time was over; what the kernel said then, whether it is still usable.
        case timedOut(seconds: Double, said: KernelEvent?, kernelIsAlive: Bool)
        /// The user interrupted; whether the kernel is still usable.
        case interrupted(kernelIsAlive: Bool)
        /// The kernel took more memory than it may, MiB.
        case outOfMemory(used: Int)
    }

    private let process: KernelProcess
    private var splitters: [Output.StreamName: StreamSplitter]
    private var order = EventOrder()
    private var eventBytes: [UInt8] = []
    private var lastMark = 0
    private let memoryLimit: Int?

    /// Starts a kernel and waits until it is ready.
    init(_ settings: RunSettings) throws(RunError) {
        signal(SIGPIPE, SIG_IGN)  // a command to a kernel that is gone is an error of the write, no death
        let token = (0..<16).map { _ in String(format: "%02x", UInt8.random(in: 0...255)) }.joined()
        let environment = KernelEnvironment.make(settings, token: token)
        process = try KernelProcess(executable: settings.kernel, environment: environment)
        splitters = [.stdout: StreamSplitter(token: token), .stderr: StreamSplitter(token: token)]
        memoryLimit = settings.memoryLimit
        var said: [UInt8] = []
        while true {
            let items = receive(milliseconds: 100)
            for case .text(_, let bytes) in items { said += bytes }
            if items.contains(where: {
                if case .event(let event) = $0 { event.type == "ready" } else { false }
            }) {
                return
            }
            guard ended.count < 3 else {
                _ = process.wait()
                let text = String(decoding: said, as: UTF8.self).trimmingCharacters(
                    in: .whitespacesAndNewlines)
                throw .kernelNotReady(output: text)
            }
        }
    }

    /// Runs a compiled cell; `handle` takes text and displays as they come, `idle` is called once in a while.
    func execute(
        _ compiled: CompiledCell, cell: Int, deadline: Date?, handle: (EventOrder.Item) -> Void,
        idle: () -> Void = {}
    ) -> Ending {
        _ = process.send([
            "type": "run", "cell": cell, "library": compiled.libraryPath, "entry": compiled.entryPoint,
        ])
        let began = Date()
        var nextIdle = began.addingTimeInterval(Self.idleInterval)
        while true {
            if let finished = pump(handle) { return .reported(finished) }
            if Date() >= nextIdle {
                idle()
                nextIdle = Date(timeIntervalSinceNow: Self.idleInterval)
            }
            if ended.contains(Self.eventChannel) { return died(handle) }
            if Interrupts.wanted {
                return stop(handle).map { .reported($0) } ?? .interrupted(kernelIsAlive: isAlive)
            }
            if let deadline, Date() >= deadline {
                let said = stop(handle)
                let seconds = Date().timeIntervalSince(began)
                return .timedOut(seconds: seconds, said: said, kernelIsAlive: isAlive)
            }
            if let memoryLimit, case let used = usedMebibytes, used > memoryLimit {
                process.killAll()
                _ = died(handle)
                return .outOfMemory(used: used)
            }
        }
    }

    /// Ends the kernel and all it started.
    func shutDown() {
        if isAlive { _ = process.send(["type": "shutdown"]) }
        let deadline = Date(timeIntervalSinceNow: 1)
        while !ended.contains(Self.eventChannel) && Date() < deadline { _ = receive(milliseconds: 20) }
        process.killAll()
        if isAlive { _ = process.wait() }
        isAlive = false
    }

    /// Whether the process is still there.
    private(set) var isAlive = true

    /// Seconds between two calls of `idle`.
    private static let idleInterval = 2.0
    /// Seconds that an interrupted cell has for its end, and that one with a training has.
    private static let (stopLimit, savingLimit) = (3.0, 33.0)

    /// Interrupts the cell and answers how it ended. A kernel that does not let go is killed.
    private func stop(_ handle: (EventOrder.Item) -> Void) -> KernelEvent? {
        _ = process.send(["type": "interrupt"])
        let began = Date()
        var limit = Self.stopLimit
        while Date().timeIntervalSince(began) < limit && !ended.contains(Self.eventChannel)
            && Interrupts.interruptCount < 2
        {
            let finished = pump { item in
                if case .event(let event) = item, event.type == "saving" { limit = Self.savingLimit }
                handle(item)
            }
            if let finished { return finished }
        }
        process.killAll()
        _ = died(handle)
        return nil
    }

    private func died(_ handle: (EventOrder.Item) -> Void) -> Ending {
        // The event channel closes with the kernel alone; what the cell started may hold the streams open.
        process.killAll()
        let ending = process.wait()
        // A daemon with a session of its own may hold them still.
        let deadline = Date(timeIntervalSinceNow: 2)
        while ended.count < 3 && Date() < deadline { receive(milliseconds: 50).forEach(handle) }
        order.finish().forEach(handle)
        isAlive = false
        return .died(ending)
    }

    /// Reads for a moment; answers the end of the cell if it came.
    private func pump(_ handle: (EventOrder.Item) -> Void) -> KernelEvent? {
        for item in receive(milliseconds: 50) {
            if case .event(let event) = item, event.type == "finished" { return event }
            handle(item)
        }
        return nil
    }

    /// Waits for input for at most so long, and answers what is in order by then.
    private func receive(milliseconds: Int32) -> [EventOrder.Item] {
        var polls = [process.output, process.errors, process.events].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        for index in polls.indices where ended.contains(index) { polls[index].fd = -1 }
        guard poll(&polls, 3, milliseconds) > 0 else { return order.drain() }
        for (index, stream) in [Output.StreamName.stdout, .stderr].enumerated()
        where polls[index].revents != 0 {
            let bytes = read(polls[index].fd, index)
            order.append(splitters[stream]?.append(bytes) ?? [], of: stream)
            if ended.contains(index) { order.append(splitters[stream]?.finish() ?? [], of: stream) }
        }
        if polls[Self.eventChannel].revents != 0 {
            takeEvents(read(polls[Self.eventChannel].fd, Self.eventChannel))
        }
        return order.drain()
    }

    /// The event channel's place among the three that are read.
    private static let eventChannel = 2

    private var ended: Set<Int> = []

    private func read(_ descriptor: Int32, _ index: Int) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        let count = Foundation.read(descriptor, &buffer, buffer.count)
        if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { ended.insert(index) }
        return Array(buffer.prefix(max(0, count)))
    }

    private func takeEvents(_ bytes: [UInt8]) {
        eventBytes += bytes
        var start = 0
        while let end = eventBytes[start...].firstIndex(of: 0x0A) {
            defer { start = end + 1 }
            let line = Data(eventBytes[start..<end])
            guard let event = try? JSONDecoder().decode(KernelEvent.self, from: line) else { continue }
            if event.type == "mark" {
                lastMark = event.seq ?? 0
            } else {
                order.append(event, mark: lastMark)
            }
        }
        eventBytes.removeFirst(start)
    }

    /// Memory of the kernel, resident and swapped out.
    private var usedMebibytes: Int {
        let status = (try? String(contentsOfFile: "/proc/\(process.pid)/status", encoding: .utf8)) ?? ""
        let kibibytes = status.split(separator: "\n").reduce(0) { sum, line in
            guard line.hasPrefix("VmRSS:") || line.hasPrefix("VmSwap:") else { return sum }
            return sum
                + (line.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) } ?? 0)
        }
        return kibibytes / 1024
    }
}
