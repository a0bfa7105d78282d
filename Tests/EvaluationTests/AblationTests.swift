import Contrastive
import Datasets
import Evaluation
import Foundation
import Images
import Layers
import Tensors
import Testing

@Suite("Ablation")
struct AblationTests {
    private func prepare(_ session: Session) {
        session.dataset = colouredPictures(40, seed: 1)
        session.pipeline = .weak(size: 16)
        session.batchSize = 10
        session.model = SimCLR(backbone: .smallConvNet, projection: 8, seed: 3)
        session.optimizer = Adam(learningRate: 1e-3)
    }

    private func factors() -> [AblationFactor] {
        [.temperature([0.1, 0.5]), .head([.none, .mlp], backbone: .smallConvNet, projection: 8)]
    }

    private func folder() -> URL {
        FileManager.default.temporaryDirectory.appendingPathComponent("ablation-\(UUID().uuidString)")
    }

    /// Everything but the time that it took.
    private func outcome(_ report: AblationReport) -> [AblationReport.Result] {
        report.results.map { result in
            var result = result
            result.seconds = nil
            return result
        }
    }

    @Test("each combination is the training that its settings make by hand")
    func grid() throws {
        let ablation = Ablation(factors: factors(), epochs: 2, folder: nil, seed: 3, prepare: prepare)
        #expect(ablation.count == 4)
        let report = try ablation.run()
        #expect(
            report.results.map(\.labels) == [
                ["0.1", "none"], ["0.1", "mlp"], ["0.5", "none"], ["0.5", "mlp"],
            ])

        let session = Session(seed: 3)
        prepare(session)
        session.model = SimCLR(backbone: .smallConvNet, projection: 8, head: .none, seed: 3)
        session.loss = InfoNCE(temperature: 0.5)
        let history = try session.train(epochs: 2)
        let result = try #require(report["0.5", "none"])
        #expect(result.loss == history.epochLoss.last.map(Double.init))
        #expect(result.accuracy == (try session.evaluator.linearProbe().accuracy))
        #expect(report["0.1", "none"]?.loss != result.loss)

        #expect(report.factorNames == ["temperature", "projection head"])
        #expect(report.table.rows.count == 4 && report.effects.rows.count == 4)
        #expect(report.figure().alternativeText.contains("2 rows by 2 columns"))
        #expect(report.best?.accuracy == report.results.compactMap(\.accuracy).max())
    }

    @Test("what is finished is not trained again, what broke off goes on, and more values add to it")
    func resumed() throws {
        struct Stop: Error {}
        let folder = folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let whole = try Ablation(factors: factors(), epochs: 2, folder: nil, seed: 3, prepare: prepare).run()
        var prepared = 0
        let broken = Ablation(factors: factors(), epochs: 2, folder: folder, seed: 3) { session in
            self.prepare(session)
            prepared += 1
            let number = prepared
            session.monitor = SessionMonitor(every: 1) { session in
                if number == 3 && session.epoch == 1 { throw Stop() }
                return []
            }
        }
        #expect(throws: Stop.self) { try broken.run() }
        let finished = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
            $0.hasSuffix("result.json")
        }
        #expect(finished.count == 2)
        let again = try Ablation(factors: factors(), epochs: 2, folder: folder, seed: 3, prepare: prepare)
            .run()
        #expect(outcome(again) == outcome(whole))
        let kept = try Ablation(factors: factors(), epochs: 2, folder: folder, seed: 3, prepare: prepare)
            .run()
        #expect(kept == again, "nothing was trained: even the seconds are the same")
        let more = try Ablation(
            factors: [.temperature([0.1, 0.5, 1]), factors()[1]], epochs: 2, folder: folder, seed: 3,
            prepare: prepare
        ).run()
        #expect(more.results.count == 6 && Array(more.results.prefix(4)) == again.results)
        let longer = try Ablation(factors: factors(), epochs: 1, folder: folder, seed: 3, prepare: prepare)
            .run()
        #expect(outcome(longer) != outcome(again), "other settings are other trainings")
    }

    @Test("augmentations are tried alone and in pairs, once each, and drawn as a symmetric heat map")
    func pairs() throws {
        let augmentations = Array(NamedAugmentation.usual(size: 16).prefix(3))
        #expect(augmentations.map(\.name) == ["crop", "cutout", "colour"])
        let ablation = Ablation(
            pairsOf: augmentations, size: 16, epochs: 1, folder: nil, seed: 3, prepare: prepare)
        let report = try ablation.run()
        #expect(report.results.count == 6)
        #expect(report["cutout", "colour"] != nil && report["colour", "cutout"] == nil)
        #expect(report.figure().alternativeText.contains("3 rows by 3 columns"))
        #expect(report["crop", "crop"]?.loss != report["crop", "colour"]?.loss)
    }

    @Test("a training that diverges counts as failed, and the others go on")
    func failed() throws {
        let rates = AblationFactor(
            "rate",
            [
                ("1e30", { $0.optimizer = SGD(learningRate: 1e30) }),
                ("0.01", { $0.optimizer = SGD(learningRate: 0.01) }),
            ])
        let report = try Ablation(factors: [rates], epochs: 2, folder: nil, seed: 3, prepare: prepare).run()
        #expect(report["1e30"]?.accuracy == nil && report["1e30"]?.failure?.contains("not a number") == true)
        #expect(report["0.01"]?.accuracy != nil && report.best?.labels == ["0.01"])
        #expect(report.table.rows.last?[1].text == "failed")
        #expect(report.figure().svg != nil)
    }
}
