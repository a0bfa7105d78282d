import CellCompiler
import Foundation
import NotebookTesting
import Testing

@Suite("The compile cache")
struct CacheTests {
    private static let cells = ["let cached = 1", "func twice(_ n: Int) -> Int { n * 2 }", "twice(cached)"]

    /// Compiles cells one after another and tells which came from the cache.
    private func fromCache(_ cells: [String], settings: CompilerSettings) throws -> [Bool] {
        let builder = try CellBuilder(settings: settings)
        return try cells.enumerated().map { index, text in
            let source = CellSource(
                text: text, file: "cache.swiftnb", firstLine: 10 * index + 1, index: index)
            guard case .compiled(let cell) = try builder.compile(source) else { return false }
            return cell.fromCache
        }
    }

    @Test("holds every cell of an unchanged notebook")
    func unchanged() throws {
        let settings = try TestBench.compilerSettings()
        _ = try fromCache(Self.cells, settings: settings)
        #expect(try fromCache(Self.cells, settings: settings) == [true, true, true])
    }

    @Test("is not used for a changed cell nor for those after it, which may mean something else now")
    func changed() throws {
        let settings = try TestBench.compilerSettings()
        _ = try fromCache(Self.cells, settings: settings)
        var cells = Self.cells
        cells[1] = "func twice(_ n: Int) -> Int { n + \(UInt32.random(in: 0 ... .max)) }"
        #expect(try fromCache(cells, settings: settings) == [true, false, false])
    }

    @Test("is not used for other compiler flags")
    func otherFlags() throws {
        let cells = ["let flagged = \(UInt32.random(in: 0 ... .max))"]
        _ = try fromCache(cells, settings: TestBench.compilerSettings(.speed))
        #expect(try fromCache(cells, settings: TestBench.compilerSettings(.none)) == [false])
    }

    @Test("keeps to its size: the least recently used cells go, and what is gone is compiled anew")
    func limited() throws {
        var settings = try TestBench.compilerSettings()
        settings.cacheDirectory = try TestBench.newFolder()
        _ = try fromCache(Self.cells, settings: settings)
        #expect(try fromCache(Self.cells, settings: settings) == [true, true, true])
        settings.cacheLimit = 0
        _ = try fromCache(["let other = 1"], settings: settings)
        #expect(try fromCache(Self.cells, settings: settings) == [false, false, false])
    }

    @Test("takes a damaged entry for one that is not there")
    func damaged() throws {
        var settings = try TestBench.compilerSettings()
        settings.cacheDirectory = try TestBench.newFolder()
        _ = try fromCache(Self.cells, settings: settings)
        let folder = settings.cacheDirectory.appendingPathComponent("cells")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasSuffix("json") {
            try Data("{".utf8).write(to: folder.appendingPathComponent(name))
        }
        #expect(try fromCache(Self.cells, settings: settings) == [false, false, false])
    }

    @Test("serves several runs at once: each compiles whole cells")
    func atOnce() async throws {
        var settings = try TestBench.compilerSettings()
        settings.cacheDirectory = try TestBench.newFolder()
        let shared = settings
        let cells = (0..<3).map { "let shared\($0) = \($0)" } + ["shared0 + shared1 + shared2"]
        let compiled = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    guard let builder = try? CellBuilder(settings: shared) else { return 0 }
                    return cells.enumerated().count { index, text in
                        let source = CellSource(text: text, file: "t.swiftnb", firstLine: 1, index: index)
                        guard case .compiled(let cell)? = try? builder.compile(source) else { return false }
                        return FileManager.default.fileExists(atPath: cell.libraryPath)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(compiled == 8)
    }

    @Test("that cannot be written is one line that says what to do")
    func unwritable() throws {
        var settings = try TestBench.compilerSettings()
        settings.cacheDirectory = URL(fileURLWithPath: "/dev/null/swiftnb")
        do {
            _ = try CellBuilder(settings: settings)
            Issue.record("nothing was thrown")
        } catch {
            let line = "\(error)"
            #expect(line.hasPrefix("cannot write the compile cache: /dev/null/swiftnb"))
            #expect(line.hasSuffix("set XDG_CACHE_HOME to a writable folder") && !line.contains("\n"))
        }
    }

    @Test("a search path without swiftc is one line that says what to install")
    func noToolchain() {
        #expect(throws: BuildError.toolchainMissing) { try Toolchain.find(path: "/nowhere:/dev") }
        #expect("\(BuildError.toolchainMissing)".contains("install Swift 6.3"))
    }
}
