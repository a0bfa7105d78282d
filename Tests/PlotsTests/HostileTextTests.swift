import Foundation
import Plots
import Testing

/// Texts that gnuplot, a shell or a browser would act on. `MARK` stands for a file that must not appear.
private let hostileTexts = [
    "`touch MARK`",
    "'; system \"touch MARK\"; print '",
    "\"; system 'touch MARK' #",
    "'\n!touch MARK\n'",
    "$(touch MARK) ${HOME} $data1 @HOME",
    "END_OF_DATA\nsystem 'touch MARK'",
    "\\\\\" . system(\"touch MARK\") . \"",
    "{/Symbol a} x^2 y_{3} &{wide} @macro %s %n",
    "<script>alert(1)</script> & \"quoted\" 'single' ]]>",
    "\u{E100}\u{E000}\u{E101} private use",
    "\u{0}\u{1}\u{7F}control\u{FFFE}",
]

@Suite("Text given to a figure is data")
struct HostileTextTests {
    private let mark = FileManager.default.temporaryDirectory.appendingPathComponent("figure-\(UUID()).mark")

    @Test("titles, labels and names are drawn, and nothing in them runs", arguments: hostileTexts)
    func drawsAndDoesNotRun(pattern: String) throws {
        let text = pattern.replacing("MARK", with: mark.path)
        let figures = [
            plot(
                [1.0, 2], [2.0, 1], title: text, xLabel: text, yLabel: text, labels: [text],
                lines: [(1.5, text)]),
            bar(labels: [text, "b"], values: [1.0, 2], title: text, yLabel: text),
            scatter([[0.0, 1], [1, 0]], classes: [0, 1], classNames: [text, text], title: text),
            histogram([1.0, 2, 3], title: text, xLabel: text, labels: [text]),
            confusionMatrix([[1, 0], [0, 1]], classNames: [text, "b"], title: text),
            heatmap(
                [[0.0, 1], [1, 0]], title: text, order: [0, 1], classNames: [text, "b"],
                options: HeatmapOptions(scaleLabel: text)),
            contour([[0.0, 1], [1, 0]], title: text, xLabel: text, yLabel: text, scaleLabel: text),
            embedding([[0.0, 1], [1, 0]], classes: [0, 1], classNames: [text, text], title: text),
        ]
        for figure in figures {
            _ = try figure.drawing.get()
            let svg = SVGText(figure)
            #expect(svg.isWellFormed)
            #expect(!svg.elements.contains("script"))
            // Files are drawn by gnuplot with the texts in its commands.
            let file = FileManager.default.temporaryDirectory.appendingPathComponent("figure-\(UUID()).pdf")
            defer { try? FileManager.default.removeItem(at: file) }
            try save(figure, to: file.path)
        }
        #expect(!FileManager.default.fileExists(atPath: mark.path))
    }

    @Test("a title comes out letter for letter")
    func keepsLetters() {
        let title = "`ls` '; system \"ls\" {/Symbol a} x^2 $(id) <b> & 100 % \\n @x"
        #expect(SVGText(plot([1.0, 2], title: title)).says(title))
    }

    @Test("a long title is broken at spaces into lines that together say all of it")
    func wrapsTitles() {
        let title = (1...40).map { "word\($0)" }.joined(separator: " ")
        let said = SVGText(plot([1.0, 2], title: title)).texts.joined(separator: " ")
        #expect(said.contains("word1 word2"))
        #expect(said.split(separator: " ").filter { $0.hasPrefix("word") }.count == 40)
    }

    @Test("Chinese, Japanese, Korean and emoji text is in the figure, with fonts that have it")
    func drawsWideScripts() throws {
        let texts = ["损失曲线", "コントラスト学習", "대조 학습", "🌷🌻", "éàü Ωμ"]
        let figure = plot(
            [1.0, 2], title: texts[0], xLabel: texts[1], yLabel: texts[2], labels: [texts[3]],
            lines: [(1.5, texts[4])])
        let svg = SVGText(figure)
        for text in texts { #expect(svg.says(text)) }
        #expect(try #require(figure.svg).contains("Noto Sans CJK SC"))
    }
}
