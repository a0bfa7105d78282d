import Foundation
import NotebookModel
import NotebookReport
import Testing

/// Chromium without a window: what a reader's browser makes of a page.
private struct Browser {
    private static let path = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first(where: FileManager.default.isExecutableFile)

    static var isInstalled: Bool { path != nil }

    /// What makes it ask for dark pages.
    static let dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"]

    /// What the page holds after its script ran, and what the browser's console said.
    static func open(_ page: String, options: [String] = []) throws -> (page: String, console: [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("page-\(UUID())")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("report.html")
        try page.write(to: file, atomically: true, encoding: .utf8)
        let log = folder.appendingPathComponent("log")
        try Data().write(to: log)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path ?? "/usr/bin/chromium")
        process.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--disable-extensions",
            "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(folder.path)/profile",
            "--virtual-time-budget=2000",
        ]
        process.arguments? += options + ["--dump-dom", file.absoluteString]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = try FileHandle(forWritingTo: log)
        try process.run()
        let dom = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        let said = String(decoding: try Data(contentsOf: log), as: UTF8.self)
        return (
            String(decoding: dom, as: UTF8.self),
            said.split(separator: "\n").filter { $0.contains(":CONSOLE") }.map(String.init)
        )
    }
}

/// The path of axe-core's `axe.min.js`, which the Python package axe-playwright-python has inside.
private let axePath = ProcessInfo.processInfo.environment["AXE_CORE"]

@Suite("In a browser", .enabled(if: Browser.isInstalled), .serialized)
struct BrowserTests {
    @Test("the sample page runs its own script and says nothing on the console")
    func sample() throws {
        let page = renderReport(
            try SampleRun.lesson(), resources: ["images/flower.png": try SampleRun.fixture("flower.png")])
        let (dom, console) = try Browser.open(page)
        #expect(console == [])
        #expect(dom.contains("class=\"js\""))
        for comfort in ["Copy", "Fold all code", "Enlarge", "aria-current"] { #expect(dom.contains(comfort)) }
    }

    @Test("of a notebook with everything nothing runs, nothing loads, and the console stays silent")
    func stress() throws {
        let page = renderReport(try StressRun.everything())
        #expect(PageMarkup(page).dangers == [])
        let (dom, console) = try Browser.open(page)
        #expect(console == [])
        #expect(dom.contains("class=\"js\""))
        #expect(!dom.contains("data-pwned"))
    }

    @Test("every kind of failure, an unfinished run and an empty one are pages without complaint")
    func states() throws {
        var run = HostileRun.data("text")
        for (state, status) in [
            (CellState.running, RunStatus.unfinished), (.timedOut, .failed), (.died, .failed),
        ] {
            run.results[1].state = state
            run.status = status
            #expect(try Browser.open(renderReport(run)).console == [])
        }
        #expect(try Browser.open(renderReport(SampleRun.run([]))).console == [])
    }

    /// What a script noted in `said` on this page, and what the console said.
    private func notes(of script: String, on page: String) throws -> (said: JSONValue, console: [String]) {
        // The page's own policy would keep the test's script out.
        let open = page.replacing(/<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
            .replacing("</body>", with: "<script>\(script)</script></body>")
        let (dom, console) = try Browser.open(open)
        return (try JSONValue(parsing: PageMarkup(dom).all("body").first?["data-said"] ?? ""), console)
    }

    @Test("a broken address and a copy button pressed twice do no harm")
    func mishaps() throws {
        let script = #"""
            location.hash="%E0%A4%A";navigator.clipboard.writeText=async()=>{};
            const button=document.querySelector(".cell .copy"),name=button.ariaLabel,waiting=[],later=setTimeout;
            window.setTimeout=work=>waiting.push(work);
            button.click();
            later(()=>{button.click();later(()=>{for(const work of waiting)work();
            document.body.dataset.said=JSON.stringify([waiting.length,button.textContent,button.ariaLabel===name])},100)},100);
            """#
        let (said, console) = try notes(of: script, on: renderReport(SampleRun.lesson()))
        #expect(said == [2, "Copy", true])
        #expect(console == [])
    }

    @Test("on paper outputs are open and code that its author folded is not; afterwards all is as before")
    func paper() throws {
        let script = #"""
            const open=()=>["words","source"].map(name=>document.querySelector("details.folded."+name).open),said=[];
            for(const event of ["beforeprint","afterprint"]){dispatchEvent(new Event(event));said.push(open())}
            document.body.dataset.said=JSON.stringify(said);
            """#
        let run = SampleRun.run(outputs: [.stream(.stdout, "printed\n")], tags: ["fold", "fold-output"])
        #expect(try notes(of: script, on: renderReport(run)).said == [[true, false], [false, false]])
    }

    @Test("aligned equations meet at their sign, columns of an array stand where they were told to")
    func alignment() throws {
        let script = #"""
            const ends=[...document.querySelectorAll("mtr>mtd:first-child>:last-child")]
            .map(e=>Math.round(e.getBoundingClientRect().right));
            const starts=[...document.querySelectorAll("mtr>mtd:first-child>:first-child")]
            .map(e=>Math.round(e.getBoundingClientRect().left));
            document.body.dataset.said=JSON.stringify([ends[0]-ends[1],ends[2]-ends[3],starts[4]-starts[5]]);
            """#
        let formulas = #"""
            $$\begin{aligned} x &= 1 \\ x + y + z &= 2 \end{aligned}$$

            $$\begin{array}{rl} x & 1 \\ x + y + z & 2 \end{array}$$

            $$\begin{array}{lr} x & 1 \\ x + y + z & 2 \end{array}$$
            """#
        let page = renderReport(SampleRun.run([Cell(kind: .markdown, source: formulas)]))
        #expect(try notes(of: script, on: page).said == [0, 0, 0])
    }

    @Test("the comforts work: folding, copying, sorting, enlarging, a contents list that follows")
    func comforts() throws {
        let page = renderReport(try SampleRun.lesson())
        let script = #"""
            const said=[],all=(s,e=document)=>[...e.querySelectorAll(s)],press=b=>b.click();
            const button=words=>all("button").find(b=>b.textContent===words);
            press(button("Fold all code"));said.push(all("details.source[open]").length);
            press(button("Unfold all code"));said.push(all("details.source:not([open])").length);
            const column=()=>all("table.data tbody tr").map(r=>r.cells[0].textContent).join("|");
            const heads=all("table.data th button");
            press(heads[1]);said.push(column(),all("table.data th")[1].getAttribute("aria-sort"));
            press(heads[1]);said.push(column());press(heads[0]);said.push(column());
            press(button("Enlarge"));said.push(document.querySelector("dialog").open);
            press(button("Close"));
            const marks=all(".contents.wide a"),at=()=>marks.findIndex(a=>a.hasAttribute("aria-current"));
            scrollTo(0,0);said.push(at());
            let copied;navigator.clipboard.writeText=async text=>{copied=text};
            press(all(".cell .copy")[0]);said.push(copied);
            setTimeout(()=>{said.push(all("dialog").length);scrollTo(0,document.body.scrollHeight);
            // Without a window no frames are drawn, and so neither event comes by itself.
            requestAnimationFrame=f=>f();dispatchEvent(new Event("scroll"));
            setTimeout(()=>{said.push(at()===marks.length-1);document.body.dataset.said=JSON.stringify(said)},200)},200);
            """#
        let byName = "raw pixels|SimCLR|untrained encoder"
        #expect(
            try notes(of: script, on: page).said == [
                0, 0, "raw pixels|untrained encoder|SimCLR", "ascending",
                "SimCLR|untrained encoder|raw pixels",
                .string(byName), true, 0,
                "var epochs = 5\nvar imageSize = 32\nvar augmentation = \"gentle\"  // or \"strong\"\n", 0,
                true,
            ])
    }

    @Test(
        "axe-core finds nothing, in the light and in the dark, wide and narrow", .enabled(if: axePath != nil),
        arguments: [["--window-size=1280,2000"], ["--window-size=500,2000"], Browser.dark])
    func audit(options: [String]) throws {
        let axe = try String(contentsOfFile: axePath ?? "", encoding: .utf8)
        let run = """
            <script>for(const d of document.querySelectorAll("details"))d.open=true;
            axe.run(document,{resultTypes:["violations"]}).then(r=>{
            document.body.dataset.found=JSON.stringify(r.violations.map(v=>v.id+": "+v.nodes[0].html))})</script>
            """
        var failed = HostileRun.data("text")
        failed.notebook.header = Header(entries: [.init(key: "title", value: "Failed")])
        let pages = [
            renderReport(try SampleRun.lesson()), renderReport(failed), renderReport(SampleRun.run([])),
            renderReport(SampleRun.run([Cell(kind: .markdown, source: Texts.everything)])),
            try renderComparison(ComparisonSample.sides().left, ComparisonSample.sides().right),
            try renderIndex([ComparisonSample.sides().left, ComparisonSample.sides().right]),
        ]
        for page in pages {
            let open = page.replacing(/<meta http-equiv="Content-Security-Policy"[^>]*>/, with: "")
                .replacing("</body>", with: "<script>\(axe)</script>\(run)</body>")
            let dom = try Browser.open(open, options: options + ["--virtual-time-budget=20000"]).page
            #expect(try #require(dom.firstMatch(of: /<body[^>]*data-found="([^"]*)"/)).output.1 == "[]")
        }
    }
}
