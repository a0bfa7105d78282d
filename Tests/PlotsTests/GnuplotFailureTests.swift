import Display
import Foundation
import Plots
import Testing

@Suite("A figure that cannot be drawn says why, and the run goes on")
final class GnuplotFailureTests {
    /// What the test leaves, removed behind it.
    private let space = FileManager.default.temporaryDirectory.appendingPathComponent("gnuplot-\(UUID())")

    deinit { try? FileManager.default.removeItem(at: space) }

    /// A program named `gnuplot` that runs `script`; lives in a folder of its own.
    private func program(_ script: String) throws -> String {
        let folder = space.appendingPathComponent("\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let text = folder.appendingPathComponent("text").path
        let path = folder.appendingPathComponent("gnuplot").path
        try "#!/bin/sh\n\(script)\n".write(toFile: text, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: text)
        // A child that another test starts may still hold what was written here, and would keep it from being
        // executed; of a copy made by another program it holds nothing.
        let copy = try Process.run(URL(fileURLWithPath: "/bin/cp"), arguments: [text, path])
        copy.waitUntilExit()
        #expect(copy.terminationStatus == 0)
        return path
    }

    @Test("without gnuplot the figure is one line that names the package")
    func missing() {
        Gnuplot.$current.withValue(Gnuplot(program: "no-such-gnuplot")) {
            let figure = plot([1.0, 2], title: "Loss")
            #expect(figure.drawing == .failure(.gnuplotMissing))
            let bundle = figure.display
            #expect(bundle.content.count == 1)
            #expect(
                bundle.text(.plainText)
                    == "figure “Loss” is not drawn: gnuplot is not installed; "
                    + "install it with: apt-get install gnuplot-nox")
        }
    }

    @Test("a gnuplot that ends at once, or in the middle, costs that figure only")
    func dying() throws {
        for script in ["exit 1", "head -c 300 >/dev/null; exit 3", "read line; kill -9 $$"] {
            let path = try program(script)
            Gnuplot.$current.withValue(Gnuplot(program: path)) {
                let figure = plot((0..<50_000).map(Double.init), title: "Loss")
                #expect(figure.drawing == .failure(.gnuplotFailed(reason: "gnuplot ended unexpectedly")))
                #expect(figure.display.text(.plainText)?.contains("next figure starts a new gnuplot") == true)
            }
        }
        #expect(plot([1.0, 2]).svg != nil)
    }

    @Test("a gnuplot that never answers is given up in the time allowed and killed")
    func silent() throws {
        let path = try program("exec sleep 60")
        let start = ContinuousClock.now
        Gnuplot.$current.withValue(Gnuplot(program: path, timeout: .milliseconds(300))) {
            let figure = plot([1.0, 2])
            #expect(figure.drawing == .failure(.gnuplotFailed(reason: "gnuplot did not answer in time")))
        }
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test("after a crash the next figure of the same gnuplot is drawn")
    func recovers() throws {
        let folder = space.appendingPathComponent("crashed").path
        let path = try program("if mkdir '\(folder)' 2>/dev/null; then exit 1; else exec gnuplot \"$@\"; fi")
        Gnuplot.$current.withValue(Gnuplot(program: path)) {
            #expect(plot([1.0, 2]).svg == nil)
            #expect(plot([1.0, 2]).svg != nil)
            #expect(plot([1.0, 2]).svg != nil)
        }
    }

    @Test("figures drawn by many threads at once are all drawn, each with its own text")
    func concurrent() async {
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<8 {
                group.addTask {
                    SVGText(plot([1.0, Double(index)], title: "figure \(index)")).says("figure \(index)")
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
