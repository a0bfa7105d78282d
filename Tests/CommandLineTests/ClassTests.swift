import Foundation
import Testing

@Suite("new and class")
struct ClassTests {
    private static let text = #"""
        // %%
        let numbers = [1.0, 2, 3]

        // %% The mean tags=["exercise"] points=3
        func mean(_ x: [Double]) -> Double {
            // BEGIN SOLUTION
            x.reduce(0, +) / Double(x.count)
            // END SOLUTION
        }
        try expect(mean(numbers) == 2, "the mean of 1, 2, 3 is 2")
        try expect(mean([4]) == 4, "the mean of one number is that number")
        // BEGIN HIDDEN CHECKS
        try expect(mean([1, 1]) == 1, "the mean of ones is one")
        // END HIDDEN CHECKS

        // %% A constant tags=["exercise"]
        // BEGIN SOLUTION
        let seven = 7
        // END SOLUTION
        try expect(seven == 7, "seven is 7")

        """#

    /// The notebook with something else in the place of the mean.
    private static func submission(_ body: String) -> String {
        text.replacingOccurrences(of: "x.reduce(0, +) / Double(x.count)", with: body)
    }

    @Test("release writes a version without solutions that compiles, and names it")
    func release() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "means.swiftnb")
        let result = try place.swiftnb("class", "release", "means.swiftnb")
        #expect(result.status == 0 && result.stderr == "")
        #expect(result.stdout.hasSuffix("/student/means.swiftnb\n"))
        let version = try place.read("student/means.swiftnb")
        #expect(!version.contains("reduce") && !version.contains("let seven") && !version.contains("ones"))
    }

    @Test("check tells a learner what does not hold and what is not solved, with status 1")
    func checkUnsolved() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "means.swiftnb")
        _ = try place.swiftnb("class", "release", "means.swiftnb")
        let unsolved = try place.swiftnb("class", "check", "student/means.swiftnb")
        #expect(unsolved.status == 1)
        #expect(
            unsolved.stdout == """
                ✗ The mean: 0 of 2 checks hold
                    the mean of 1, 2, 3 is 2: not solved yet
                    the mean of one number is that number: not solved yet
                ✗ A constant: 0 of 1 checks hold
                    seven is 7: does not compile: cannot find 'seven' in scope

                """)
        try place.write(Self.submission("x[0] + 1"), to: "partly.swiftnb")
        let partly = try place.swiftnb("class", "check", "partly.swiftnb")
        #expect(partly.status == 1)
        #expect(partly.stdout.hasPrefix("✗ The mean: 1 of 3 checks hold\n"))
    }

    @Test("check of a solved notebook ends with status 0")
    func checkSolved() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "means.swiftnb")
        let result = try place.swiftnb("class", "check", "means.swiftnb")
        #expect(result.status == 0)
        #expect(result.stdout == "✓ The mean: 3 of 3 checks hold\n✓ A constant: 1 of 1 checks hold\n")
    }

    private static let chinese = #"""
        // ---
        // title: 均值
        // lang: zh-Hans
        // ---

        // %% 练习：求均值 tags=["exercise"]
        // 写出一列数的均值。
        func mean(_ x: [Double]) -> Double {
            // BEGIN SOLUTION
            x.reduce(0, +) / Double(x.count)  // 和除以个数
            // END SOLUTION
        }
        try expect(mean([1, 2, 3]) == 2, "1、2、3 的均值是 2")
        // BEGIN HIDDEN CHECKS
        try expect(mean([4]) == 4, "“一个数”的均值，就是它自己")
        // END HIDDEN CHECKS

        // %% 练习：常数 tags=["exercise"]
        // 给 `seven` 赋值。
        // BEGIN SOLUTION
        let seven = 7
        // END SOLUTION
        try expect(seven == 7, "seven 是 7")

        """#

    @Test("of a Chinese notebook the copy speaks Chinese, and names and claims come through whole")
    func chineseNotebook() throws {
        let place = try Workplace()
        try place.write(Self.chinese, to: "均值.swiftnb")
        let released = try place.swiftnb("class", "release", "均值.swiftnb")
        #expect(released.status == 0 && released.stderr == "")
        let version = try place.read("student/均值.swiftnb")
        #expect(version.contains("    fatalError(\"还没有作答：请在这里写代码\")\n"))
        #expect(version.contains("\n// 请在这里写代码。\n"))
        for secret in ["reduce", "个数", "一个数", "let seven"] { #expect(!version.contains(secret)) }
        let checked = try place.swiftnb("class", "check", "student/均值.swiftnb")
        #expect(checked.status == 1)
        #expect(
            checked.stdout == """
                ✗ 练习：求均值: 0 of 1 checks hold
                    1、2、3 的均值是 2: not solved yet
                ✗ 练习：常数: 0 of 1 checks hold
                    seven 是 7: does not compile: cannot find 'seven' in scope

                """)
        try place.write(Self.chinese, to: "in/王小明.swiftnb")
        try place.write(version, to: "in/李四.swiftnb")
        let graded = try place.swiftnb("class", "grade", "--original", "均值.swiftnb", "in")
        #expect(graded.status == 0 && graded.stderr == "")
        let table = try Data(contentsOf: place.folder.appendingPathComponent("grades/grades.csv"))
        #expect(table.starts(with: [0xEF, 0xBB, 0xBF]), "spreadsheets need the mark")
        let lines = String(decoding: table.dropFirst(3), as: UTF8.self).components(separatedBy: "\r\n")
        #expect(lines[0] == "author,练习：求均值,练习：常数,points,of,reasons")
        #expect(lines.contains("王小明,1,1,2,2,"))
        #expect(lines.contains { $0.hasPrefix("李四,0,0,0,2,") })
        let page = try place.read("grades/李四.html")
        #expect(page.contains("lang=\"zh-Hans\"") && page.contains("练习：常数"))
        #expect(page.contains("1、2、3 的均值是 2") && !page.contains("一个数"))
    }

    /// What a submission does in the place of the mean, and the points that it gets.
    struct Behaviour: CustomTestStringConvertible, Sendable {
        let name: String
        let body: String
        let points: String
        var testDescription: String { name }
    }

    static let behaviours = [
        Behaviour(name: "solves everything", body: "x.reduce(0, +) / Double(x.count)", points: "3,1,4,4"),
        Behaviour(name: "solves a part", body: "x[0] + 1", points: "1,1,2,4"),
        Behaviour(name: "loops", body: "while true {}", points: "0,1,1,4"),
        Behaviour(name: "aborts", body: "abort()", points: "0,1,1,4"),
        Behaviour(name: "ends the runner", body: "kill(getppid(), SIGKILL); return 2", points: "0,1,1,4"),
        Behaviour(
            name: "fills the disk",
            body: """
                let big = Data(repeating: 1, count: 10_000_000)
                    for i in 0..<100 { try? big.write(to: URL(fileURLWithPath: "/tmp/big-\\(i)")) }
                    return 2
                """, points: "0,1,1,4"),
        Behaviour(
            name: "starts processes without end",
            body: """
                for _ in 0..<5000 {
                        let child = Process()
                        child.executableURL = URL(fileURLWithPath: "/usr/bin/sleep")
                        child.arguments = ["100"]
                        try? child.run()
                    }
                    return 2
                """, points: "0,1,1,4"),
        Behaviour(
            name: "takes memory without end",
            body:
                "var all: [[UInt8]] = []; while true { all.append([UInt8](repeating: 1, count: 50_000_000)) }",
            points: "0,1,1,4"),
        Behaviour(
            name: "looks for others' files",
            body: #"FileManager.default.fileExists(atPath: "NEIGHBOUR") ? 0 : 2"#, points: "1,1,2,4"),
        Behaviour(
            name: "calls the network",
            body: #"""
                let call = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
                    var address = sockaddr_in()
                    address.sin_family = sa_family_t(AF_INET)
                    address.sin_port = in_port_t(PORT).bigEndian
                    address.sin_addr.s_addr = inet_addr("127.0.0.1")
                    let reached = withUnsafePointer(to: &address) {
                        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                            connect(call, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                        }
                    }
                    return reached == 0 ? 0 : 2
                """#, points: "1,1,2,4"),
    ]

    @Test("grade gives each submission its points, whatever another does: nothing leaves its walls")
    func grade() throws {
        let place = try Workplace()
        try place.write(Self.text, to: "means.swiftnb")
        let server = try LocalServer()
        for behaviour in Self.behaviours {
            let body = behaviour.body
                .replacingOccurrences(of: "NEIGHBOUR", with: place.folder.appendingPathComponent("in").path)
                .replacingOccurrences(of: "PORT", with: "\(server.port)")
            try place.write(Self.submission(body), to: "in/\(behaviour.name).swiftnb")
        }
        let before = Self.processCount()
        let result = try place.swiftnb(
            "class", "grade", "--original", "means.swiftnb", "--timeout", "4", "--total-timeout", "60",
            "--memory", "1024", "--disk", "256", "in")
        #expect(result.status == 0 && result.stderr == "")
        let table = try place.read("grades/grades.csv").components(separatedBy: "\r\n")
        for behaviour in Self.behaviours {
            let line = table.first { $0.hasPrefix(behaviour.name + ",") } ?? "\(table)"
            #expect(line.hasPrefix("\(behaviour.name),\(behaviour.points),"))
            #expect(place.exists("grades/\(behaviour.name).html"))
        }
        #expect(Self.processCount() < before + 50)
        let page = try place.read("grades/solves a part.html")
        #expect(page.contains("hidden check 1") && !page.contains("the mean of ones is one"))
    }

    private static func processCount() -> Int {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).count { Int($0) != nil }
    }

    @Test("new copies a tutorial, and never over a file that is there")
    func new() throws {
        let place = try Workplace()
        let copied = try place.swiftnb("new", "mine", "--from", "01")
        #expect(copied.status == 0)
        #expect(try place.read("mine.swiftnb").contains("// # Pictures and views"))
        let again = try place.swiftnb("new", "mine", "--from", "02")
        #expect(again.status == 2)
        #expect(again.stderr.hasSuffix("mine.swiftnb; choose another name, or remove it\n"))
        #expect(try place.read("mine.swiftnb").contains("// # Pictures and views"))
    }

    @Test("new copies a Chinese tutorial by zh/ and its number, and lists both languages")
    func newInChinese() throws {
        let place = try Workplace()
        let copied = try place.swiftnb("new", "mine", "--from", "zh/01")
        #expect(copied.status == 0 && copied.stderr == "")
        #expect(try place.read("mine.swiftnb").contains("// # 图片与视图"))
        let names = try place.swiftnb("new").stdout.split(separator: "\n")
        for name in ["01-pictures-and-views", "simclr-flowers"] {
            #expect(names.contains(Substring(name)) && names.contains("zh/\(name)"))
        }
    }
}

/// A port of this machine that somebody listens on.
private final class LocalServer {
    private let descriptor: Int32
    let port: Int

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(descriptor, address, size) == 0 && listen(descriptor, 8) == 0
                    && getsockname(descriptor, address, &size) == 0
            }
        }
        guard bound else { throw POSIXError(.EADDRNOTAVAIL) }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }
}
