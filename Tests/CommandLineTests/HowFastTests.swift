import Foundation
import NotebookTesting
import Testing

@Suite("the notebook that measures the machine")
struct HowFastTests {
    @Test("it runs through in a small setting")
    func runs() throws {
        let notebook = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../notebooks/12-how-fast.swiftnb").standardizedFileURL
        let small = [("batches", "2,4"), ("sizes", "32,40"), ("sizeBatch", "2"), ("repeats", "1")]
        let place = try Workplace()
        let result = try place.start(
            ["run", notebook.path, "--quiet", "-o", "out"] + small.flatMap { ["-p", $0.0, $0.1] },
            environment: [:]
        ).finish()
        #expect(result.status == 0)
        #expect(result.stderr == "")
        #expect(try place.read("out/report.html").contains("views a second"))
    }
}
