import Evaluation
import Foundation
import Tensors
import Testing

@Suite("ROC and precision-recall curves")
struct CurveTests {
    private func report() throws -> ProbeReport {
        let golden = try Golden()
        return ProbeReport(
            "golden", probabilities: try golden["probabilities"], labels: try golden.labels("labels"),
            classNames: ["a", "b", "c", "d"])
    }

    @Test("curve, areas, average precision and top-2 accuracy are scikit-learn's")
    func golden() throws {
        let (golden, report) = (try Golden(), try report())
        let curve = report.rocCurves[1]
        #expect(largestDifference(curve.falsePositiveRate, try golden["roc1.fpr"].doubles) < 1e-7)
        #expect(largestDifference(curve.truePositiveRate, try golden["roc1.tpr"].doubles) < 1e-7)
        #expect(curve.falsePositiveRate.count == (try golden["roc1.fpr"].count))
        #expect(abs(curve.area - (try golden.number("auc", of: "roc1"))) < 1e-12)
        let precision = report.precisionRecallCurves[1].averagePrecision
        #expect(abs(precision - (try golden.number("average_precision", of: "roc1"))) < 1e-12)
        #expect(abs(report.areaUnderROC - (try golden.number("auc_ovr_macro", of: "report"))) < 1e-12)
        #expect(abs(report.topKAccuracy(2) - (try golden.number("top2", of: "report"))) < 1e-6)
    }

    @Test("the area counts the pairs in right order, ties half", arguments: [1, 2, 3])
    func pairs(seed: UInt64) {
        var rng = RandomGenerator(seed: seed)
        let scores = (0..<57).map { _ in Float(rng.next32() % 12) }
        let truth = (0..<57).map { _ in rng.next32() % 3 == 0 }
        var (won, pairs) = (0.0, 0.0)
        for (score, isPositive) in zip(scores, truth) where isPositive {
            for (other, isPositive) in zip(scores, truth) where !isPositive {
                won += score > other ? 1 : score == other ? 0.5 : 0
                pairs += 1
            }
        }
        #expect(abs(ROCCurve(scores: scores, isPositive: truth).area - won / pairs) < 1e-12)
    }

    @Test("perfect order has area and average precision 1, reversed order area 0, one score for all 0.5")
    func extremes() {
        let truth = [true, true, false, false]
        #expect(ROCCurve(scores: [4, 3, 2, 1], isPositive: truth).area == 1)
        #expect(PrecisionRecallCurve(scores: [4, 3, 2, 1], isPositive: truth).averagePrecision == 1)
        #expect(ROCCurve(scores: [1, 2, 3, 4], isPositive: truth).area == 0)
        let flat = ROCCurve(scores: [7, 7, 7, 7], isPositive: truth)
        #expect(flat.area == 0.5 && flat.thresholds == [.infinity, 7])
        #expect(PrecisionRecallCurve(scores: [7, 7, 7, 7], isPositive: truth).averagePrecision == 0.5)
    }

    @Test("a kind that is missing makes the area NaN, and its class is left out of the mean")
    func missing() {
        #expect(ROCCurve(scores: [1, 2], isPositive: [true, true]).area.isNaN)
        #expect(ROCCurve(scores: [1, 2], isPositive: [false, false]).area.isNaN)
        #expect(PrecisionRecallCurve(scores: [1, 2], isPositive: [false, false]).averagePrecision.isNaN)
        let report = ProbeReport(
            "two of three", probabilities: Tensor([0.9, 0.1, 0, 0.2, 0.8, 0], shape: [2, 3]), labels: [0, 1],
            classNames: ["a", "b", "c"])
        #expect(report.areaUnderROC == 1)
        #expect(report.rocFigure().svg?.contains("a (area 1.000)") == true)
        #expect(report.precisionRecallFigure().svg?.contains("c (average") == false)
    }

    @Test("a score that is no number stops with the reason")
    func notANumber() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ROCCurve(scores: [1, .nan], isPositive: [true, false])
        }
        #expect(said(result).contains("ROCCurve: a score is NaN"))
    }
}

@Suite("Calibration")
struct CalibrationTests {
    @Test("confidences are compared with accuracies bin by bin, edges belong to the lower bin")
    func bins() {
        let probabilities = Tensor(
            [0.5, 0.5, /**/ 0.9, 0.1, /**/ 0.2, 0.8, /**/ 0.7, 0.3], shape: [4, 2])
        let calibration = Calibration(probabilities: probabilities, labels: [0, 0, 0, 0], binCount: 2)
        #expect(calibration.bins.map(\.count) == [1, 3])
        #expect(calibration.bins.map(\.accuracy) == [1, 2.0 / 3])
        #expect(abs(calibration.bins[1].confidence - 0.8) < 1e-6)
        let expected = 0.25 * 0.5 + 0.75 * (0.8 - 2.0 / 3)
        #expect(abs(calibration.expectedCalibrationError - expected) < 1e-6)
        #expect(abs(calibration.maximumCalibrationError - 0.5) < 1e-6)
    }

    @Test("a classifier that is sure and right has error 0, one that is sure and wrong 1")
    func extremes() {
        let sure = Tensor([1, 0, 1, 0], shape: [2, 2])
        #expect(Calibration(probabilities: sure, labels: [0, 0]).expectedCalibrationError == 0)
        #expect(Calibration(probabilities: sure, labels: [1, 1]).expectedCalibrationError == 1)
    }

    @Test("labels drawn from the probabilities themselves are calibrated up to chance")
    func drawn() {
        var rng = RandomGenerator(seed: 6)
        let probabilities = Tensor.normal([20_000, 4], using: &rng).softmax(axis: 1)
        let labels = probabilities.rowValues.map { row in
            var rest = Double(rng.uniform())
            return row.firstIndex { value in
                rest -= value
                return rest < 0
            } ?? 3
        }
        let calibration = Calibration(probabilities: probabilities, labels: labels)
        #expect(calibration.expectedCalibrationError < 0.015)
        #expect(calibration.bins.reduce(0) { $0 + $1.count } == 20_000)
        #expect(calibration.figure().svg != nil)
    }

    @Test("logits instead of probabilities stop with the way out")
    func logits() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = Calibration(probabilities: Tensor([3, -2], shape: [1, 2]), labels: [0])
        }
        #expect(said(result).contains("3.0 in row 0 is no probability; apply softmax first"))
    }
}
