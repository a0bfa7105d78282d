import Foundation
import NotebookModel
import NotebookTesting
import Testing

@Suite("A cell that trains")
struct TrainingCellTests {
    /// A session that takes a step in moments: 4 batches of 10 pictures in an epoch.
    private static let small = """
        // %%
        session.dataset = PetalsDataset(count: 50, size: 16)
        session.pipeline = .simCLR(size: 16)
        session.model = SimCLR(backbone: .smallConvNet, projection: 16, hidden: 32, seed: 3)
        session.batchSize = 10

        """

    @Test(
        "asks no memory of the system after the first steps",
        arguments: [(".resNet18", 32), (".resNet50", 48)])
    func steadyState(_ backbone: String, side: Int) throws {
        // In a process of its own: other tests allocate meanwhile.
        let notebook = try FinishedNotebook(
            """
            // %%
            let trainer = Trainer(
                model: SimCLR(backbone: \(backbone), projection: 16, hidden: 32, seed: 1),
                loss: InfoNCE(temperature: 0.2), optimizer: Adam(learningRate: 1e-3))
            var random = RandomGenerator(seed: 8)
            let views = (0..<2).map { _ in Tensor.uniform([4, \(side), \(side), 3], using: &random) }
            for _ in 0..<3 { _ = try trainer.step(views, of: 1000) }
            // Two threads may yet want blocks of one size at the same time.
            let isQuiet = try (0..<10).contains { _ in
                let before = MemoryFigures.now.systemAllocations
                for _ in 0..<5 { _ = try trainer.step(views, of: 1000) }
                return MemoryFigures.now.systemAllocations == before
            }
            print(MemoryFigures.now.systemAllocations > 0, isQuiet)
            """, library: true)
        #expect(notebook.stdout(0) == "true true\n")
    }

    @Test(
        "over its time saves its state, and the session goes on; resumed, it takes the steps it lacks, each logged once"
    )
    func savedAndResumed() throws {
        let training = """
            // %% timeout=TIME
            session.monitor = SessionMonitor(every: 1) { session in usleep(PAUSE); return [] }
            let history = try session.train(epochs: 30)
            // %%
            print(session.epoch, try session.step().loss.isFinite)
            """
        let slow = training.replacing("TIME", with: "3").replacing("PAUSE", with: "300_000")
        let stopped = try FinishedNotebook(Self.small + slow, library: true) {
            $0.failurePolicy = .proceed
        }
        #expect(stopped.states == [.ok, .timedOut, .ok])
        let failure = try #require(stopped.failure(1))
        #expect(failure.message.contains("; training: interrupted after step "))
        #expect(failure.message.contains("last.safetensors"))
        #expect(failure.line == 8)
        let seen = stopped.stdout(2).split(separator: " ")
        #expect(seen.first.flatMap { Int($0) }.map { $0 < 30 } == true && seen.last == "true\n")

        let log = stopped.folder.appendingPathComponent("metrics.jsonl")
        let fast = training.replacing("timeout=TIME", with: "").replacing("PAUSE", with: "0")
        let resumed = try FinishedNotebook(
            Self.small + fast.replacing("try session.step().loss.isFinite", with: "history.loss.count"),
            library: true, in: stopped.folder
        ) { $0.resumes = true }
        #expect(resumed.states == [.ok, .ok, .ok])
        #expect(resumed.stdout(2) == "30 120\n")
        let steps = try String(contentsOf: log, encoding: .utf8).split(separator: "\n").filter {
            $0.contains(#""name":"loss""#)
        }
        #expect(steps.count == 120)
    }

    @Test(
        "that traps in a step leaves the session alive: the next training works, and an interrupt is not late"
    )
    func trapInStep() throws {
        let notebook = try FinishedNotebook(
            Self.small + """
                // %%
                var kept = [1, 2, 3]
                struct Trapping: ViewLoss {
                    func callAsFunction(_ features: Tensor, views: Int) -> Tensor {
                        if session.epoch > 0 { kept.append(4); print(kept[99]) }
                        return InfoNCE()(features, views: views)
                    }
                    let similarity = Similarity.cosine
                    func chance(batchSize: Int, views: Int) -> Float { 1 }
                    func floor(batchSize: Int, views: Int) -> Float { 0 }
                }
                session.loss = Trapping()
                // %% tags=["raises-exception"]
                _ = try session.train(epochs: 3)
                // %% tags=["raises-exception"]
                let picture = Tensor([1, 2], shape: [2])
                print(matmul(picture, Tensor([1, 2, 3], shape: [3])))
                // %%
                session.loss = InfoNCE()
                print(try session.train(epochs: 2).loss.allSatisfy(\\.isFinite), kept)
                // %% timeout=0.3
                while true { kept.append(5); kept.removeLast() }
                """, library: true)
        #expect(notebook.states == [.ok, .ok, .failed, .failed, .ok, .timedOut])
        #expect(notebook.failure(2)?.message.contains("ndex out of range") == true)
        #expect(notebook.failure(3)?.message.contains("matmul") == true)
        #expect(notebook.stdout(4) == "true [1, 2, 3, 4]\n")
        #expect(notebook.run.results[5].seconds < 20)
    }

    @Test("shows one final line of its progress, and a type of the notebook's own in its richest form")
    func displays() throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            struct Formula: Displayable {
                var display: MIMEBundle {
                    var bundle = MIMEBundle(plainText: "e = mc2")
                    bundle.set("$e = mc^2$", as: .latex)
                    bundle.set("<b>e</b>", as: .html)
                    return bundle
                }
            }
            show(Formula(), "between")
            show(1)
            Formula()
            // %%
            var sum = 0
            for n in progress(1...50) { sum += n; usleep(5000) }
            sum
            """, library: true)
        #expect(notebook.states == [.ok, .ok])
        let bundles = notebook.run.results[0].outputs.compactMap { output in
            if case .display(let bundle) = output { bundle } else { nil }
        }
        #expect(bundles.map(\.isValue) == [false, false, false, true])
        for index in [0, 3] {
            #expect(bundles[index].content.keys.sorted() == ["text/html", "text/latex", "text/plain"])
        }
        let bars = notebook.run.results[1].outputs.compactMap { output in
            if case .progress(let bar) = output { bar } else { nil }
        }
        #expect(bars.map(\.done) == [50] && bars.map(\.total) == [50])
    }

    @Test("may use the library's names for its own", arguments: [true, false])
    func ownNames(optimised: Bool) throws {
        let notebook = try FinishedNotebook(
            """
            // %%
            let session = 5
            func plot(_ n: Int) -> String { "plot \\(n)" }
            struct Image { var name = "mine" }
            enum Tensor { case mine }
            // %%
            print(session + 1, plot(session), Image().name, Tensor.mine)
            """, optimization: optimised ? .speed : .none, library: true)
        #expect(notebook.stdout == "6 plot 5 mine mine\n")
    }
}
