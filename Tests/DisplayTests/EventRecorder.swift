import Display
import Foundation
import Synchronization

/// Events as a kernel receives them. A C callback captures nothing, so there is one list; the tests that use it
/// are serialized.
private let recorded = Mutex<[Data]>([])

/// Runs `body` with a kernel connected and gives what it was sent.
func events(_ body: () throws -> Void) rethrows -> [[String: Any]] {
    recorded.withLock { $0 = [] }
    displayConnect { bytes, count in
        let event = Data(UnsafeBufferPointer(start: bytes, count: count))
        recorded.withLock { $0.append(event) }
    }
    defer { displayConnect(nil) }
    try body()
    return recorded.withLock { $0 }.map { event in
        (try? JSONSerialization.jsonObject(with: event)) as? [String: Any] ?? ["type": "not JSON"]
    }
}

/// A form of a display event, decoded to text.
func text(_ type: String, in event: [String: Any]) -> String? {
    let content = event["content"] as? [String: String]
    guard let encoded = content?[type], let data = Data(base64Encoded: encoded) else { return nil }
    return String(decoding: data, as: UTF8.self)
}

/// The plain text of each event.
func plainTexts(_ body: () throws -> Void) rethrows -> [String?] {
    try events(body).map { text("text/plain", in: $0) }
}
