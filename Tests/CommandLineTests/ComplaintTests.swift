import Foundation
import NotebookTesting
import Testing

@Suite("A mistake is one line on standard error that says what to do")
struct ComplaintTests {
    /// A command line, the line that it gives, and the exit status.
    struct Mistake: CustomTestStringConvertible, Sendable {
        let arguments: [String]
        let complaint: String
        let status: Int32

        var testDescription: String { arguments.joined(separator: " ") }

        init(_ arguments: String, _ complaint: String, status: Int32 = 2) {
            self.arguments = arguments.split(separator: " ").map(String.init)
            self.complaint = "swiftnb: " + complaint
            self.status = status
        }
    }

    static let mistakes = [
        Mistake("rum n.swiftnb", "unknown command: rum; did you mean run?"),
        Mistake("frobnicate", "unknown command: frobnicate; see swiftnb --help"),
        Mistake("run", "run expects a notebook; see swiftnb run --help"),
        Mistake("run n.swiftnb --timout 3", "unknown option: --timout; did you mean --timeout?"),
        Mistake("check n.swiftnb --debgu", "unknown option: --debgu; did you mean --debug?"),
        Mistake("run n.swiftnb --xyzzy", "unknown option: --xyzzy; see swiftnb run --help"),
        Mistake("run n.swiftnb --timeout", "--timeout needs a value; see swiftnb run --help"),
        Mistake("run n.swiftnb -p epochs", "-p needs a name and a value; see swiftnb run --help"),
        Mistake(
            "run n.swiftnb -p epochs=3",
            "-p takes a name and a value as two words: epochs=3; write -p epochs 3"),
        Mistake(
            "run n.swiftnb --timeout soon", "--timeout takes a number of seconds: soon; give another value"),
        Mistake("run n.swiftnb --timeout -1", "--timeout takes a number of seconds: -1; give another value"),
        Mistake(
            "run n.swiftnb --timeout inf", "--timeout takes a number of seconds: inf; give another value"),
        Mistake(
            "run n.swiftnb --threads 0", "--threads takes a whole number not below 1: 0; give another value"),
        Mistake(
            "run n.swiftnb --seed 1.5", "--seed takes a whole number not below 0: 1.5; give another value"),
        Mistake(
            "run n.swiftnb n.swiftnb -o x",
            "run expects one notebook when -o is given; see swiftnb run --help"),
        Mistake(
            "run n.swiftnb -p epoch 3", "unknown parameter: epoch; the notebook has epochs: Int, name: String"
        ),
        Mistake(
            "run n.swiftnb -p epochs many", "parameter epochs takes Int: many; give a value of that type"),
        Mistake("class", "class expects release, check or grade; see swiftnb class --help"),
        Mistake(
            "class grade folder",
            "class grade expects --original NOTEBOOK and the folders of the submissions; see swiftnb class --help"
        ),
        Mistake(
            "class release n.swiftnb", "n.swiftnb: no exercises; tag a cell with tags=[\"exercise\"]"),
        Mistake("new x --from 99", "no tutorial begins with 99; swiftnb new lists them"),
        Mistake("new x --from zh/99", "no tutorial begins with zh/99; swiftnb new lists them"),
        Mistake("new x --from zh", "more than one tutorial begins with zh; swiftnb new lists them"),
        Mistake("new x", "new expects a name and --from TUTORIAL, or nothing; see swiftnb new --help"),
        Mistake("data", "data expects list, fetch or verify; see swiftnb data --help"),
        Mistake("data get cifar10", "unknown order: data get; use list, fetch or verify"),
        Mistake("data fetch mnist", "unknown dataset: mnist; choose one of cifar10, stl10"),
        Mistake("data fetch", "data fetch expects a dataset: one of cifar10, stl10"),
        Mistake(
            "data fetch cifar10 --url nowhere",
            "--url takes an address such as https://…: nowhere; give another value"),
        Mistake("data fetch cifar10 --force", "unknown option: --force; see swiftnb data --help"),
        Mistake(
            "data fetch cifar10 -o folder --quiet --url file:///nowhere/cifar.tar.gz",
            "cannot fetch file:///nowhere/cifar.tar.gz: curl: (37) Couldn't open file /nowhere/cifar.tar.gz; "
                + "check the connection, or give a mirror with --url", status: 3),
        Mistake("run gone.swiftnb", "cannot read the notebook: gone.swiftnb: no such file; check the name"),
        Mistake("check gone.swiftnb", "cannot read the notebook: gone.swiftnb: no such file; check the name"),
        Mistake("run n", "cannot read the notebook: n: no such file; did you mean n.swiftnb?"),
        Mistake("run folder", "cannot read the notebook: folder: it is a folder; check the name"),
        Mistake(
            "run latin1.swiftnb",
            "cannot read the notebook: latin1.swiftnb: line 2: the file is not UTF-8 text; save it as UTF-8"),
        Mistake(
            "run n.swiftnb -o /dev/null/x",
            "cannot write: /dev/null/x: /dev/null is not a folder; choose another place with -o DIR, or make "
                + "room there", status: 3),
        Mistake(
            "convert n.swiftnb /dev/null/n.ipynb",
            "cannot write: /dev/null/n.ipynb: /dev/null is not a folder; choose another place with -o DIR, or "
                + "make room there", status: 3),
        Mistake("convert n.swiftnb", "convert expects two file names; see swiftnb convert --help"),
        Mistake("convert n.swiftnb n.docx", "unknown format: n.docx; names end in .swiftnb, .ipynb or .html"),
        Mistake("render folder", "no run to render: folder has no saved-run.json; run the notebook first"),
        Mistake("render", "render expects the folder of a run; see swiftnb render --help"),
        Mistake("render folder --format pdf", "--format takes html, md, ipynb: pdf; give one of them"),
        Mistake("diff folder", "diff expects the folders of two runs; see swiftnb diff --help"),
        Mistake("doctor now", "doctor expects no words; see swiftnb doctor --help"),
    ]

    @Test("of the command line", arguments: mistakes)
    func commandLine(_ mistake: Mistake) throws {
        let place = try Workplace()
        try place.write("// %% tags=[\"parameters\"]\nvar epochs = 3\nlet name = \"x\"\n", to: "n.swiftnb")
        try place.write(Data([0x2F, 0x2F, 0x20, 0x25, 0x25, 0x0A, 0xE9, 0x0A]), to: "latin1.swiftnb")
        try place.write("", to: "folder/empty.txt")
        let result = try place.start(mistake.arguments).finish()
        #expect(result.complaints == [mistake.complaint])
        #expect(result.status == mistake.status)
        #expect(result.stdout == "")
    }

    @Test("of a search path without the Swift compiler; the doctor says the same")
    func noCompiler() throws {
        let place = try Workplace()
        try place.write("// %%\n1\n", to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb", environment: ["PATH": "/nowhere"])
        #expect(
            result.complaints == [
                "swiftnb: no Swift compiler: there is no swiftc on PATH; install Swift 6.3 from swift.org"
            ])
        #expect(result.status == 3)
        let doctor = try place.swiftnb("doctor", environment: ["PATH": "/nowhere"])
        #expect(doctor.status == 3)
        #expect(doctor.stdout.contains("NO Swift compiler"))
        #expect(doctor.stdout.contains("!  gnuplot"))
    }

    @Test("of a compile cache that cannot be written")
    func noCache() throws {
        let place = try Workplace()
        try place.write("// %%\n1\n", to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb", environment: ["XDG_CACHE_HOME": "/dev/null"])
        #expect(result.status == 3)
        #expect(result.complaints.count == 1)
        #expect(result.stderr.contains("/dev/null is not a folder; set XDG_CACHE_HOME to a writable folder"))
    }

    /// A cell with a mistake about data, and what the line must say besides the cell and its place.
    static let data: [(code: String, says: String)] = [
        ("let d = try ImageFolder(\"gone\")", "DatasetError: no folder at gone. Check the path"),
        (
            "let d = try ImageFolder(\"words\")",
            "DatasetError: no .png, .jpg or .jpeg files in words. Expected one folder per class"
        ),
        (
            """
            let grey = Image(width: 64, height: 64, red: 9, green: 8, blue: 7)
            try Data(grey.jpegData().prefix(300)).write(to: URL(fileURLWithPath: "cut.jpg"))
            let picture = try Image(contentsOf: URL(fileURLWithPath: "cut.jpg"))
            """, "cut.jpg"
        ),
    ]

    @Test("of the data: the cell fails, the report is written, the status is 1", arguments: data)
    func dataMistake(code: String, says: String) throws {
        let place = try Workplace()
        try place.write("words", to: "words/rose/readme.txt")
        try place.write(
            "// %%\nprint(\"before\")\n// %% Data\n\(code)\n// %%\nprint(\"after\")\n", to: "n.swiftnb")
        let result = try place.swiftnb("run", "n.swiftnb")
        let line = 3 + code.split(separator: "\n").count
        #expect(result.complaints.count == 1)
        #expect(result.stderr.hasPrefix("swiftnb: cell \"Data\" failed: n.swiftnb:\(line): "))
        #expect(result.stderr.contains(says))
        #expect(result.status == 1)
        #expect(try place.states("n") == ["ok", "failed", "not-run"])
        #expect(try place.read("outputs/n/report.html").contains("before"))
    }

    @Test("of a missing gnuplot: the run goes on, the message names the package")
    func noGnuplot() throws {
        let place = try Workplace()
        try place.write("// %%\nplot([1, 2, 3], title: \"T\")\n// %%\nprint(\"after\")\n", to: "n.swiftnb")
        let tools = place.folder.appendingPathComponent("bin")
        try FileManager.default.createDirectory(at: tools, withIntermediateDirectories: true)
        let swiftc = try TestBench.toolchainBinaries.appendingPathComponent("swiftc")
        try FileManager.default.createSymbolicLink(
            at: tools.appendingPathComponent("swiftc"), withDestinationURL: swiftc)
        let result = try place.swiftnb("run", "n.swiftnb", environment: ["PATH": tools.path])
        let said = result.stderr.split(separator: "\n").filter { $0.contains("gnuplot") }
        #expect(said.count == 1)
        #expect(said.first?.hasSuffix("install it with: apt-get install gnuplot-nox") == true)
        #expect(result.status == 0)
        #expect(result.stdout.contains("after"))
    }
}
