import Foundation
import NotebookModel

/// One line of the kernel's event channel.
struct KernelEvent: Decodable, Sendable {
    /// Where an address lies.
    struct Place: Decodable, Sendable, Equatable {
        let file: String
        let offset: UInt64
    }

    let type: String
    var seq: Int?
    // A display.
    var content: [String: Data]?
    var title: String?
    var alternativeText: String?
    var isValue: Bool?
    // A progress bar.
    var id: Int?
    var label: String?
    var done: Int?
    var total: Int?
    var detail: String?
    var finished: Bool?
    // The end of a cell.
    var cell: Int?
    var seconds: Double?
    var ending: String?
    var signal: Int32?
    var status: Int32?
    var name: String?
    var message: String?
    var places: [Place]?

    /// The bundle of a display event.
    var bundle: DisplayBundle {
        DisplayBundle(
            content: content ?? [:], title: title, alternativeText: alternativeText, isValue: isValue ?? false
        )
    }

    /// The state of a progress event.
    var progress: ProgressLine {
        ProgressLine(
            id: id ?? 0, label: label ?? "", done: done ?? 0, total: total, detail: detail ?? "",
            seconds: seconds ?? 0)
    }
}
