import Foundation
import NotebookTesting
import Testing

@Suite("What a run shows while it goes on")
struct TerminalTests {
    private static let text = """
        // %% Counting
        var sum = 0
        for n in progress(1...40, "counting") { sum += n; usleep(20_000) }
        print("sum", sum, terminator: "\\r\\n")
        """

    @Test("in a log: whole lines, the bar's last state among them, no control sequences")
    func log() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb")
        #expect(result.status == 0)
        #expect(!result.stdout.contains("\u{1B}") && !result.stdout.contains("█"))
        #expect(result.stdout.contains("  counting 40/40"))
        #expect(result.stdout.contains("[1/1] Counting: "))
    }

    @Test("in a terminal: a bar that moves and is gone in the end, and the same prints")
    func terminal() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "n.swiftnb")
        let shown = try place.swiftnbInTerminal("run", "n.swiftnb")
        #expect(shown.contains("█") && shown.contains("░"))
        #expect(shown.components(separatedBy: "counting").count > 4, "the bar moves")
        // The bar is wiped before what the cell prints; behind it the cell's line begins a line.
        #expect(shown.contains("\r\u{1B}[Ksum 820"))
        #expect(shown.contains("\n[1/1] Counting: "))
    }
}
