import CellCompiler
import NotebookTesting
import Testing

@Suite("What a cell declares")
struct LaterCellsTests {
    static let seen: [LanguageCase] = [
        LanguageCase(
            "variables can be read and changed",
            """
            // %%
            var count = 1
            let name = "petal", (low, high) = (3, 4)
            // %%
            count += high
            // %%
            print(count, name, low)
            """, prints: "5 petal 3"),
        LanguageCase(
            "functions, overloads and generics",
            """
            // %%
            func twice(_ n: Int) -> Int { n * 2 }
            func twice(_ s: String) -> String { s + s }
            func pair<T>(_ value: T) -> (T, T) { (value, value) }
            // %%
            func fourfold(_ n: Int) -> Int { twice(twice(n)) }
            // %%
            print(fourfold(3), twice("ab"), pair(true))
            """, prints: "12 abab (true, true)"),
        LanguageCase(
            "operators and precedence groups",
            """
            // %%
            precedencegroup Mixing { higherThan: AdditionPrecedence }
            infix operator <+>: Mixing
            func <+> (a: Int, b: Int) -> Int { 10 * a + b }
            prefix operator √
            prefix func √ (x: Double) -> Double { x.squareRoot() }
            // %%
            print(1 + 2 <+> 3, √16.0)
            """, prints: "24 4.0"),
        LanguageCase(
            "structs, enums, classes, protocols, extensions, conformances declared later",
            """
            // %%
            protocol Shape { var area: Double { get } }
            struct Square { var side = 2.0 }
            enum Mood: String, CaseIterable { case calm, wild }
            class Animal { func sound() -> String { "…" } }
            // %%
            extension Square: Shape, CustomStringConvertible {
                var area: Double { side * side }
                var description: String { "square of \\(area)" }
            }
            class Dog: Animal { override func sound() -> String { "woof" } }
            extension Shape { var half: Double { area / 2 } }
            // %%
            let shapes: [any Shape] = [Square(), Square(side: 3)]
            let animal: Animal = Dog()
            print(shapes.map(\\.half), Square(), Mood.allCases.map(\\.rawValue), animal.sound())
            print(Square() as Any is any Shape)
            """, prints: "[2.0, 4.5] square of 4.0 [\"calm\", \"wild\"] woof\ntrue"),
        LanguageCase(
            "private and fileprivate declarations stay visible",
            """
            // %%
            private let secret = 7
            fileprivate func reveal() -> Int { secret }
            private struct Box { private(set) var value = 1 }
            // %%
            print(secret, reveal(), Box().value)
            """, prints: "7 7 1"),
        LanguageCase(
            "type aliases, nested types and regular expressions",
            """
            // %%
            typealias Pairs = [(String, Int)]
            enum Outer { struct Inner { static let answer = 42 } }
            let number = /(\\w+)=(\\d+)/
            // %%
            let pairs: Pairs = [("a", 1)]
            if let match = "x=12".wholeMatch(of: number) { print(match.1, match.2, pairs.count) }
            print(Outer.Inner.answer)
            """, prints: "x 12 1\n42"),
        LanguageCase(
            "what macros of the toolchain make",
            """
            // %%
            import Observation
            @Observable class Counter { var n = 1 }
            let big = #Predicate<Int> { $0 > 3 }
            // %%
            let counter = Counter()
            counter.n += 1
            print(counter.n, try big.evaluate(5))
            """, prints: "2 true"),
        LanguageCase(
            "what queues and threads do",
            """
            // %%
            let queue = DispatchQueue(label: "q")
            var sum = 0
            // %%
            queue.sync { sum += 1 }
            DispatchQueue.concurrentPerform(iterations: 10) { i in queue.sync { sum += i } }
            let thread = Thread { sum += 100 }
            thread.start()
            while !thread.isFinished { usleep(1000) }
            print(sum)
            """, prints: "146"),
        LanguageCase(
            "the main queue and the main actor's state",
            """
            // %%
            @MainActor var count = 1
            @MainActor func add(_ n: Int) { count += n }
            // %%
            DispatchQueue.main.sync { count += 1 }
            await add(40)
            // %%
            print(DispatchQueue.main.sync { count })
            """, prints: "42"),
        LanguageCase(
            "if and switch expressions, subscripts, result builders, wrappers and opaque types",
            """
            // %%
            @propertyWrapper struct Clamped { var wrappedValue: Int { didSet { wrappedValue = min(wrappedValue, 9) } } }
            struct Dial { @Clamped var value = 3 }
            @resultBuilder enum Lines { static func buildBlock(_ parts: String...) -> String { parts.joined(separator: "/") } }
            func lines(@Lines _ body: () -> String) -> String { body() }
            func numbers() -> some Sequence<Int> { 1...3 }
            extension Array { subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil } }
            // %%
            var dial = Dial()
            dial.value = 30
            let size = if dial.value > 5 { "big" } else { "small" }
            let word = switch [1][safe: 4] { case nil: "none"; default: "some" }
            print(dial.value, size, word, lines { "a"; "b" }, Array(numbers()))
            """, prints: "9 big none a/b [1, 2, 3]"),
        LanguageCase(
            "what stands inside #if",
            """
            // %%
            #if os(Linux)
            private let system = "Linux"
            #else
            private let system = "other"
            #endif
            // %%
            print(system)
            """, prints: "Linux"),
        LanguageCase(
            "defer at top level runs at the end of its cell",
            """
            // %%
            var log = ["begin"]
            defer { log.append("end") }
            log.append("middle")
            // %%
            print(log)
            """, prints: #"["begin", "middle", "end"]"#),
    ]

    @Test("is there in later cells", arguments: seen, [CompilerSettings.Optimization.speed, .none])
    func seenLater(_ language: LanguageCase, optimization: CompilerSettings.Optimization) throws {
        let notebook = try FinishedNotebook(language.cells, optimization: optimization)
        #expect(notebook.stdout == language.output)
        #expect(notebook.run.status == .ok)
    }

    @Test("an import holds for the rest of the notebook")
    func importsPersist() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            import Synchronization
            // %%
            let counter = Mutex(41)
            // %%
            import Synchronization
            print(counter.withLock { $0 + 1 })
            """)
        #expect(notebook.stdout == "42\n")
        #expect(notebook.run.status == .ok)
    }

    @Test(
        "any module of the system can be imported",
        arguments: ["Glibc", "RegexBuilder", "Observation", "Dispatch"])
    func systemModules(name: String) throws {
        let notebook = try FinishedNotebook("// %%\nimport \(name)\n// %%\nprint(\"there\")\n")
        #expect(notebook.stdout == "there\n")
    }

    @Test("the notebook's names win over those of a module that is imported again")
    func ownNamesWin() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            struct UUID { let text = "mine" }
            // %%
            import Foundation
            print(UUID().text)
            """)
        #expect(notebook.stdout == "mine\n")
    }
}
