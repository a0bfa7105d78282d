import Plots
import Tensors
import Testing

@Suite("Tensors are drawn as arrays are")
struct TensorPlotTests {
    @Test("a matrix, points and values give the same figure from a tensor as from arrays")
    func sameFigure() {
        let rows: [[Float]] = [[0.1, 0.9, 0.4], [0.7, 0.3, 0.2]]
        let tensor = Tensor(rows.flatMap(\.self), shape: [2, 3])
        #expect(heatmap(tensor).svg == heatmap(rows).svg)
        #expect(scatter(tensor).svg == scatter(rows).svg)
        #expect(plot(tensor[0]).svg == plot(rows[0]).svg)
        #expect(histogram(tensor).svg == histogram(rows.flatMap(\.self)).svg)
        #expect(heatmap(tensor).alternativeText.contains("2 rows by 3 columns, values from 0.1 to 0.9"))
    }
}
