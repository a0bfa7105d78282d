import Display
import Evaluation
import Foundation
import Tensors
import Testing

@Suite("Confusion matrix")
struct ConfusionMatrixTests {
    @Test("counts and scores are scikit-learn's")
    func golden() throws {
        let golden = try Golden()
        let predicted = try golden["probabilities"].argmax(axis: 1).values.map { Int($0) }
        let matrix = ConfusionMatrix(
            predicted: predicted, actual: try golden.labels("labels"), classNames: ["a", "b", "c", "d"])
        #expect(matrix.counts == golden.cases["report"]?["confusion"] as? [[Int]])
        #expect(matrix.accuracy == (try golden.number("accuracy", of: "report")))
        let scores = matrix.perClass
        for (name, values) in [
            ("precision", scores.map(\.precision)), ("recall", scores.map(\.recall)),
            ("f1", scores.map(\.f1)),
        ] {
            #expect(largestDifference(values, try golden.numbers(name, of: "report")) < 1e-12, "\(name)")
        }
        #expect(abs(matrix.macroF1 - (try golden.number("f1_macro", of: "report"))) < 1e-12)
        #expect(abs(matrix.weightedF1 - (try golden.number("f1_weighted", of: "report"))) < 1e-12)
        #expect(matrix.microF1 == (try golden.number("f1_micro", of: "report")))
        #expect(abs(matrix.balancedAccuracy - (try golden.number("balanced_accuracy", of: "report"))) < 1e-12)
        #expect(abs(matrix.weightedRecall - matrix.accuracy) < 1e-12)
        #expect(abs(matrix.macroRecall - (try golden.number("balanced_accuracy", of: "report"))) < 1e-12)
    }

    @Test("a share of nothing is 0, and a class that never occurs takes no part in the means")
    func absentClasses() {
        let matrix = ConfusionMatrix(
            predicted: [0, 0, 1], actual: [0, 2, 0], classNames: ["a", "guessed", "missed", "absent"])
        let scores = matrix.perClass
        #expect(scores.map(\.precision) == [0.5, 0, 0, 0])
        #expect(scores.map(\.recall) == [0.5, 0, 0, 0])
        #expect(scores.map(\.f1) == [0.5, 0, 0, 0])
        #expect(scores.map(\.count) == [2, 0, 1, 0])
        #expect(matrix.macroF1 == 0.5 / 3)
    }

    @Test("one class alone, all right, has scores of 1")
    func oneClass() {
        let matrix = ConfusionMatrix(predicted: [0, 0], actual: [0, 0], classNames: ["only"])
        #expect(matrix.accuracy == 1 && matrix.macroF1 == 1)
        #expect(matrix.description == "100.0 % of 2 right")
    }

    @Test("is shown as a table with a line for each class and one for the means")
    func table() {
        let matrix = ConfusionMatrix(predicted: [0, 1, 1], actual: [0, 1, 0], classNames: ["cat", "dog"])
        #expect(
            matrix.table.rows.map { $0.map(\.text) } == [
                ["cat", "2", "100.0 %", "50.0 %", "66.7 %"],
                ["dog", "1", "50.0 %", "100.0 %", "66.7 %"],
                ["mean of classes", "3", "75.0 %", "75.0 %", "66.7 %"],
            ])
        #expect(matrix.display == matrix.table.display)
        #expect(matrix.figure().alternativeText.contains("2 of 3 right"))
    }

    @Test("no predictions stop with the reason")
    func empty() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ConfusionMatrix(predicted: [], actual: [], classNames: ["a"])
        }
        #expect(said(result).contains("ConfusionMatrix: no predictions to count"))
    }

    @Test("a label without a class name stops with the number")
    func unnamed() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            _ = ConfusionMatrix(predicted: [3], actual: [0], classNames: ["a", "b"])
        }
        #expect(said(result).contains("ConfusionMatrix: label 3 of 2 classes"))
    }
}
