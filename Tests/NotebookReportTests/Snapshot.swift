import Foundation
import Testing

/// Compares a part of a page with `Snapshots/NAME.html`.
///
/// With `RECORD_SNAPSHOTS=1` in the environment the file is written and the test fails all the same, so that nobody
/// commits what nobody read. A missing file is a failure.
func expectSnapshot(
    _ markup: String, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Snapshots/\(name).html")
    if ProcessInfo.processInfo.environment["RECORD_SNAPSHOTS"] == "1" {
        try markup.write(to: file, atomically: true, encoding: .utf8)
        Issue.record("recorded \(name): read it before you commit it", sourceLocation: sourceLocation)
        return
    }
    guard let expected = try? String(contentsOf: file, encoding: .utf8) else {
        Issue.record("no snapshot \(name): record it first", sourceLocation: sourceLocation)
        return
    }
    guard markup != expected else { return }
    let (new, old) = (lines(markup), lines(expected))
    let at = zip(new, old).prefix { $0 == $1 }.count
    Issue.record(
        """
        \(name) differs from its snapshot in line \(at + 1):
        expected \(at < old.count ? old[at].prefix(600) : "the end")
        found    \(at < new.count ? new[at].prefix(600) : "the end")
        """, sourceLocation: sourceLocation)
}

private func lines(_ text: String) -> [Substring] {
    text.split(separator: "\n", omittingEmptySubsequences: false)
}
