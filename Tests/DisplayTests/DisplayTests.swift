import Display
import Foundation
import Testing

private struct Point { var x = 1.0, y = 2.0 }

private struct Drawing: Displayable {
    let display = MIMEBundle(
        content: [.svg: Data("<svg/>".utf8), .plainText: Data("[a drawing]".utf8)], title: "Line \"one\"\n二",
        alternativeText: "a line")
}

@Suite("Every test of the connected display", .serialized)
struct ConnectedDisplay {
    @Test("show gives one event per value, in order, as bare text")
    func bareText() {
        #expect(
            plainTexts { show("a\tb", 3, 2.5, [1, 2], (1, "x")) } == [
                "a\tb", "3", "2.5", "[1, 2]", "(1, \"x\")",
            ])
    }

    @Test("the value of a cell is marked, strings in quotes, Void not shown")
    func values() {
        let shown = events {
            __display("a\n"); __display(()); __display(Optional(())); __display(Point());
            __display(Character("c"))
        }
        #expect(shown.map { text("text/plain", in: $0) } == [#""a\n""#, "Point(x: 1.0, y: 2.0)", #""c""#])
        #expect(shown.allSatisfy { $0["isValue"] as? Bool == true })
    }

    @Test("optionals show what they hold, however deep, or nil")
    func optionals() {
        let deep: Int?? = 4
        let none: String? = nil
        #expect(
            plainTexts {
                __display(deep); __display(none); __display(Optional("s"))
            } == ["4", "nil", "\"s\""])
        #expect(
            events { __display(Optional(Drawing())) }.first.flatMap { text("image/svg+xml", in: $0) }
                == "<svg/>")
    }

    @Test("a rich value brings its forms, title and alternative text, whatever characters they hold")
    func rich() throws {
        let event = try #require(events { show(Drawing()) }.first)
        #expect(event["type"] as? String == "display")
        #expect(event["title"] as? String == "Line \"one\"\n二")
        #expect(event["alternativeText"] as? String == "a line")
        #expect(event["isValue"] as? Bool == false)
        #expect(text("image/svg+xml", in: event) == "<svg/>")
    }

    @Test("an array of rich values shows each of them; an empty array shows its description")
    func arrays() {
        #expect(plainTexts { __display([Drawing(), Drawing()]) } == ["[a drawing]", "[a drawing]"])
        #expect(plainTexts { __display([Drawing]()) } == ["[]"])
    }

    @Test("control characters in text survive the event")
    func controlCharacters() {
        let hostile = "\u{0}\u{1B}[31m\u{7}\\ \" \u{2028}👩🏽‍🔬"
        #expect(plainTexts { show(hostile) } == [hostile])
        #expect(events { show(html: "<b>", title: hostile) }.first?["title"] as? String == hostile)
    }

    @Test("html, markdown, latex, png and svg arrive under their types")
    func kinds() {
        let shown = events {
            show(html: "<i>x</i>"); show(markdown: "*x*"); show(latex: "x^2"); show(svg: "<svg/>")
            show(png: [UInt8]([137, 80]), title: "P")
        }
        #expect(text("text/html", in: shown[0]) == "<i>x</i>")
        #expect(text("text/markdown", in: shown[1]) == "*x*")
        #expect(text("text/latex", in: shown[2]) == "$$x^2$$")
        #expect(text("image/svg+xml", in: shown[3]) == "<svg/>")
        #expect(
            (shown[4]["content"] as? [String: String])?["image/png"] == Data([137, 80]).base64EncodedString())
    }

    @Test("a bar reports its start, at most about ten states a second, and its end")
    func rateLimit() {
        let start = ContinuousClock.now
        let states = events {
            for _ in progress(0..<200_000, "count") {
                if ContinuousClock.now - start > .seconds(0.35) { break }
            }
        }
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        #expect(states.first?["done"] as? Int == 0)
        #expect(states.first?["total"] as? Int == 200_000)
        #expect(states.last?["finished"] as? Bool == true)
        #expect(Double(states.count) <= 10 * seconds + 3)
    }

    @Test("a loop that runs through ends with every step done")
    func wholeLoop() {
        let states = events { for _ in progress([1, 2, 3], "三") {} }
        #expect(states.last?["done"] as? Int == 3)
        #expect(states.last?["label"] as? String == "三")
        #expect(states.allSatisfy { $0["type"] as? String == "progress" })
    }

    @Test("a bar keeps the caller's detail, adds the time left, and takes nothing after its end")
    func details() throws {
        let states = events {
            let bar = ProgressBar("train", total: 10)
            Thread.sleep(forTimeInterval: 0.12)
            bar.update(done: 5, detail: "loss 4.2")
            bar.finish()
            bar.update(done: 9)
            bar.finish()
        }
        #expect(states.count == 3)
        #expect((states[1]["detail"] as? String)?.hasPrefix("loss 4.2 · 0:0") == true)
        #expect((states[1]["detail"] as? String)?.hasSuffix("left") == true)
        #expect(states[2]["detail"] as? String == "loss 4.2")
        #expect(states[2]["done"] as? Int == 5)
    }

    @Test("bars of unknown length have no total; each bar has its own number")
    func unknownLength() {
        let states = events {
            ProgressBar("a").finish()
            ProgressBar("b").finish()
        }
        #expect(states[0]["total"] is NSNull)
        #expect(states[0]["id"] as? Int != states[2]["id"] as? Int)
    }

    @Test("eight threads show and step at once without losing anything")
    func threads() {
        let shown = events {
            let bar = ProgressBar("threads", total: 800)
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                for step in 0..<100 { show("\(thread).\(step)"); bar.advance() }
            }
            bar.finish()
        }
        let texts = Set(shown.compactMap { text("text/plain", in: $0) })
        #expect(texts.count == 800)
        #expect(shown.last { $0["finished"] as? Bool == true }?["done"] as? Int == 800)
    }
}
