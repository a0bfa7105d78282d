import CKernelProcess
import Foundation

/// Reads commands, one JSON object a line, until the runner closes the channel.
struct CommandLoop {
    private let descriptor: Int32

    /// One command.
    private struct Command: Decodable {
        let type: String
        let cell: Int?
        let library: String?
        let entry: String?
    }

    init(reading descriptor: Int32) { self.descriptor = descriptor }

    /// Answers `ready`, then serves; ends the process when the channel ends.
    func serve() {
        send(Finished.ready)
        var pending: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            if count <= 0 { _exit(0) }
            pending.append(contentsOf: buffer[..<count])
            while let end = pending.firstIndex(of: 0x0A) {
                execute(Data(pending[..<end]))
                pending.removeSubrange(...end)
            }
        }
    }

    private func execute(_ line: Data) {
        guard let command = try? JSONDecoder().decode(Command.self, from: line) else { return }
        switch command.type {
        case "run":
            guard let cell = command.cell, let library = command.library, let entry = command.entry else {
                return
            }
            let begin = ContinuousClock.now
            ckernel_begin(library, entry)  // here, so that an interrupt that follows finds it running
            Thread.detachNewThread { waitForEnd(of: cell, since: begin) }
        case "interrupt":
            ckernel_interrupt()
        case "shutdown":
            fflush(nil)
            _exit(0)
        default:
            return
        }
    }

    private func waitForEnd(of cell: Int, since begin: ContinuousClock.Instant) {
        var outcome = ckernel_outcome()
        ckernel_await(&outcome)
        let duration = ContinuousClock.now - begin
        let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
        send(Finished(cell: cell, seconds: seconds, outcome: outcome))
    }

    private func send(_ event: Finished) {
        guard let data = try? JSONEncoder().encode(event) else { return }
        data.withUnsafeBytes { ckernel_send($0.bindMemory(to: UInt8.self).baseAddress, $0.count) }
    }
}
