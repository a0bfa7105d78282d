import CKernelProcess
import Foundation

/// What the kernel tells the runner when it is ready and when a cell has ended.
struct Finished: Encodable {
    /// A place in a loaded file; the runner finds function and line.
    struct Place: Encodable {
        let file: String
        let offset: UInt64
    }

    var type = "finished"
    var cell: Int?
    var seconds: Double?
    var ending: String?
    var signal: Int32?
    var status: Int32?
    var name: String?
    var message: String?
    var places: [Place]?

    static var ready: Finished { Finished(type: "ready") }
}

extension Finished {
    init(cell: Int, seconds: Double, outcome: ckernel_outcome) {
        self.cell = cell
        self.seconds = seconds
        ending = Self.word(outcome.ending)
        if outcome.ending == ckernel_trapped { signal = outcome.signal }
        if outcome.ending == ckernel_exited { status = outcome.status }
        name = outcome.name.map { String(cString: $0) }
        message = outcome.message.map { String(cString: $0) }
        let count = Int(outcome.frame_count)
        places = withUnsafeBytes(of: outcome.frames) { bytes in
            bytes.bindMemory(to: UnsafeRawPointer?.self).prefix(count).enumerated().compactMap {
                order, address in
                // Callers are known by where they return to: one byte before lies the call.
                Self.place(of: address, isCaller: order > 0 || outcome.was_thrown)
            }
        }
    }

    private static func word(_ ending: ckernel_ending) -> String {
        switch ending {
        case ckernel_finished: "ok"
        case ckernel_trapped: "trapped"
        case ckernel_threw: "threw"
        case ckernel_exited: "exited"
        case ckernel_interrupted: "interrupted"
        default: "not-loaded"
        }
    }

    private static func place(of address: UnsafeRawPointer?, isCaller: Bool) -> Place? {
        guard let address else { return nil }
        var file: UnsafePointer<CChar>?
        var offset: UInt64 = 0
        guard ckernel_locate(address, &file, &offset), let file else { return nil }
        return Place(file: String(cString: file), offset: isCaller ? offset - 1 : offset)
    }
}
