import Tensors
import Testing

@Suite("Convolutions by minimal filtering", .serialized)
struct MinimalFilteringTests {
    /// What a convolution of 3×3 taps with one pixel of padding is, and its gradients, in `Double`.
    private struct Definition {
        var y, gx, gw: [Double]

        init(_ x: Tensor, _ w: Tensor, _ gy: Tensor) {
            let (shape, inputs, outputs) = (x.shape, w.shape[2], w.shape[3])
            let (xs, ws, gys) = (x.values, w.values, gy.values)
            y = Array(repeating: 0, count: gy.count)
            gx = Array(repeating: 0, count: x.count)
            gw = Array(repeating: 0, count: w.count)
            for n in 0..<shape[0] {
                for (row, column, tap) in Self.places(shape[1], shape[2]) {
                    let (other, next) = (row + tap / 3 - 1, column + tap % 3 - 1)
                    guard (0..<shape[1]).contains(other), (0..<shape[2]).contains(next) else { continue }
                    let from = ((n * shape[1] + other) * shape[2] + next) * inputs
                    let to = ((n * shape[1] + row) * shape[2] + column) * outputs
                    for i in 0..<inputs {
                        let weights = (tap * inputs + i) * outputs
                        let value = Double(xs[from + i])
                        var sum = 0.0
                        for o in 0..<outputs {
                            y[to + o] += value * Double(ws[weights + o])
                            gw[weights + o] += value * Double(gys[to + o])
                            sum += Double(gys[to + o]) * Double(ws[weights + o])
                        }
                        gx[from + i] += sum
                    }
                }
            }
        }

        private static func places(_ rows: Int, _ columns: Int) -> [(Int, Int, Int)] {
            (0..<rows).flatMap { row in
                (0..<columns).flatMap { column in (0..<9).map { (row, column, $0) } }
            }
        }
    }

    @Test(
        "they are their definition written as loops, and so are their gradients",
        arguments: [
            [1, 5, 7, 64, 64], [3, 8, 8, 64, 128], [7, 4, 4, 128, 64], [9, 2, 2, 64, 128], [1, 3, 3, 64, 64],
            [2, 1, 9, 64, 64], [2, 13, 4, 64, 64], [0, 4, 4, 64, 64], [5, 6, 5, 64, 64], [2, 3, 3, 256, 256],
        ], [1, 2, 3])
    func definition(_ s: [Int], threads: Int) {
        let before = Threads.count
        defer { Threads.count = before }
        Threads.count = threads
        let (x, w) = (sample([s[0], s[1], s[2], s[3]]), sample([3, 3, s[3], s[4]], seed: 2))
        let gy = sample([s[0], s[1], s[2], s[4]], seed: 3)
        (x.requiresGrad, w.requiresGrad) = (true, true)
        let y = conv2d(x, w, padding: 1)
        y.backward(gy)
        let expected = Definition(x, w, gy)
        expectNear(y, expected.y)
        expectNear(x.grad, expected.gx)
        expectNear(w.grad, expected.gw)
    }

    /// Equal up to what sums of hundreds of products in another order, with twice the usual rounding, may differ.
    private func expectNear(_ got: Tensor?, _ expected: [Double]) {
        guard let got, got.count == expected.count else {
            Issue.record("\(got?.count ?? -1) values, expected \(expected.count)")
            return
        }
        let scale = expected.map(\.magnitude).max() ?? 0
        let worst = zip(got.values, expected).map { abs(Double($0) - $1) }.max() ?? 0
        #expect(worst <= 1e-5 * scale)
    }
}
