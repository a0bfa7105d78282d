import Foundation
import Synchronization

/// Where displays and progress go: to the kernel once it has connected, to the standard streams before.
///
/// There is no lock here: a cell that traps or is interrupted leaves its thread parked, and a lock that it held
/// would be held for good. Every event is complete before the callback is called.
enum DisplayChannel {
    /// Receives one event as UTF-8 JSON; called on the thread that shows, from any thread.
    typealias Callback = @convention(c) (UnsafePointer<UInt8>?, Int) -> Void

    /// The callback's address as an integer; 0 while no kernel is connected.
    private static let callback = Atomic<UInt>(0)
    private static let progressCount = Atomic<Int>(0)

    /// Whether a kernel takes the events.
    static var isConnected: Bool { callback.load(ordering: .acquiring) != 0 }

    static func connect(_ newCallback: Callback?) {
        let address = newCallback.map { UInt(bitPattern: unsafeBitCast($0, to: Int.self)) } ?? 0
        callback.store(address, ordering: .releasing)
    }

    /// A number for a new progress bar, unique in this process.
    static func nextProgressID() -> Int {
        progressCount.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Hands an event over; false where no kernel is connected.
    private static func send(_ event: @autoclosure () -> String) -> Bool {
        let address = callback.load(ordering: .acquiring)
        guard address != 0 else { return false }
        let receive = unsafeBitCast(Int(bitPattern: address), to: Callback.self)
        var text = event()
        text.withUTF8 { receive($0.baseAddress, $0.count) }
        return true
    }

    /// Shows a bundle; `isValue` marks the value of a cell's last expression.
    static func show(_ bundle: MIMEBundle, isValue: Bool) {
        if !send(displayEvent(bundle, isValue: isValue)) {
            print(bundle.terminalText)
        }
    }

    private static func displayEvent(_ bundle: MIMEBundle, isValue: Bool) -> String {
        let content = bundle.content.sorted { $0.key.rawValue < $1.key.rawValue }
            .map { (key: $0.key.rawValue, value: "\"\($0.value.base64EncodedString())\"") }
        var members = [
            (key: "type", value: "\"display\""), (key: "content", value: JSONText.object(content)),
        ]
        if let title = bundle.title { members.append(("title", JSONText.quoted(title))) }
        if let text = bundle.alternativeText { members.append(("alternativeText", JSONText.quoted(text))) }
        members.append(("isValue", isValue ? "true" : "false"))
        return JSONText.object(members)
    }

    /// Reports how far a bar has come; without a kernel, one line on standard error.
    static func report(_ state: ProgressState) {
        if !send(state.json) {
            FileHandle.standardError.write(Data((state.line + "\n").utf8))
        }
    }
}

/// Connects the kernel process; `nil` disconnects it.
///
/// Called once, before the first cell, by name through `dlsym`. From then on every display and every step of a
/// progress bar is one JSON object, UTF-8, handed to `callback` on the thread that shows:
///
///     {"type":"display","content":{"text/plain":"<base64>"},"title":"…","alternativeText":"…","isValue":false}
///     {"type":"progress","id":1,"label":"…","done":3,"total":10,"detail":"…","seconds":1.2,"finished":false}
///
/// `title` and `alternativeText` are left out where there is none; `total` is `null` where it is unknown.
@_cdecl("display_connect")
public func displayConnect(_ callback: (@convention(c) (UnsafePointer<UInt8>?, Int) -> Void)?) {
    DisplayChannel.connect(callback)
}
