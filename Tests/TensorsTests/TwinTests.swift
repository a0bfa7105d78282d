import Foundation
import Tensors
import Testing

@Suite("Fast code and its slow twin")
struct TwinTests {
    @Test(
        "convolution is its definition written as loops",
        arguments: [
            [1, 5, 7, 3, 3, 3, 8, 1, 1], [2, 4, 4, 16, 3, 3, 17, 1, 1], [3, 2, 2, 16, 3, 3, 32, 2, 1],
            [5, 1, 1, 33, 3, 3, 7, 1, 1], [1, 9, 8, 2, 7, 7, 3, 2, 3], [2, 6, 5, 8, 1, 1, 9, 2, 0],
            [7, 8, 8, 32, 3, 3, 16, 1, 1], [0, 4, 4, 3, 3, 3, 5, 1, 1], [3, 4, 4, 24, 3, 3, 20, 2, 1],
            [3, 7, 5, 17, 1, 1, 9, 1, 0], [5, 7, 6, 16, 1, 1, 33, 2, 0], [0, 4, 4, 3, 1, 1, 5, 1, 0],
            [1, 8, 7, 5, 1, 1, 4, 3, 0], [2, 3, 3, 4, 1, 1, 6, 1, 1],
        ])
    func convolution(_ s: [Int]) {
        let x = sample([s[0], s[1], s[2], s[3]])
        let w = sample([s[4], s[5], s[3], s[6]], seed: 2)
        let (stride, padding) = (s[7], s[8])
        let got = conv2d(x, w, stride: stride, padding: padding)
        let (h, width) = ((s[1] + 2 * padding - s[4]) / stride + 1, (s[2] + 2 * padding - s[5]) / stride + 1)
        let (xs, ws) = (x.values, w.values)
        var expected: [Float] = []
        for n in 0..<s[0] {
            for (oy, ox, o) in product(h, width, s[6]) {
                var sum = 0.0
                for (ky, kx, i) in product(s[4], s[5], s[3]) {
                    let (iy, ix) = (oy * stride - padding + ky, ox * stride - padding + kx)
                    guard (0..<s[1]).contains(iy), (0..<s[2]).contains(ix) else { continue }
                    let value = xs[((n * s[1] + iy) * s[2] + ix) * s[3] + i]
                    sum += Double(value) * Double(ws[((ky * s[5] + kx) * s[3] + i) * s[6] + o])
                }
                expected.append(Float(sum))
            }
        }
        expectClose(got, Tensor(expected, shape: [s[0], h, width, s[6]]), 1e-5)
    }

    @Test(
        "the gradient of the weights of a convolution with a stride and many channels is its definition",
        arguments: [
            [3, 9, 8, 128, 3, 3, 5, 2, 1], [17, 33, 31, 128, 3, 3, 2, 2, 1], [2, 11, 9, 256, 3, 2, 3, 3, 0],
            [1, 8, 7, 130, 5, 5, 7, 2, 2], [0, 8, 8, 128, 3, 3, 4, 2, 1],
        ])
    func stridedGradient(_ s: [Int]) {
        let x = sample([s[0], s[1], s[2], s[3]])
        let w = sample([s[4], s[5], s[3], s[6]], seed: 2)
        w.requiresGrad = true
        let y = conv2d(x, w, stride: s[7], padding: s[8])
        let gradient = sample(y.shape, seed: 3)
        (y * gradient).sum().backward()
        let (xs, gs) = (x.values, gradient.values)
        var expected = [Double](repeating: 0, count: w.count)
        for n in 0..<s[0] {
            for (oy, ox, o) in product(y.shape[1], y.shape[2], s[6]) {
                let g = Double(gs[((n * y.shape[1] + oy) * y.shape[2] + ox) * s[6] + o])
                for (ky, kx, i) in product(s[4], s[5], s[3]) {
                    let (iy, ix) = (oy * s[7] - s[8] + ky, ox * s[7] - s[8] + kx)
                    guard (0..<s[1]).contains(iy), (0..<s[2]).contains(ix) else { continue }
                    let value = xs[((n * s[1] + iy) * s[2] + ix) * s[3] + i]
                    expected[((ky * s[5] + kx) * s[3] + i) * s[6] + o] += g * Double(value)
                }
            }
        }
        expectClose(w.grad ?? .zeros([1]), Tensor(expected.map { Float($0) }, shape: w.shape), 1e-4)
    }

    private func product(_ a: Int, _ b: Int, _ c: Int) -> [(Int, Int, Int)] {
        (0..<a).flatMap { i in (0..<b).flatMap { j in (0..<c).map { (i, j, $0) } } }
    }

    @Test(
        "a matrix product is its definition written as loops",
        arguments: [
            [1, 1, 1], [3, 5, 7], [65, 33, 129], [200, 3, 2], [2, 300, 1], [0, 3, 2], [3, 0, 2],
        ])
    func product(_ s: [Int]) {
        let (a, b) = (sample([s[0], s[1]]), sample([s[1], s[2]], seed: 2))
        let (x, y) = (a.values, b.values)
        var expected: [Float] = []
        for i in 0..<s[0] {
            for j in 0..<s[2] {
                expected.append(
                    Float((0..<s[1]).reduce(0.0) { $0 + Double(x[i * s[1] + $1]) * Double(y[$1 * s[2] + j]) })
                )
            }
        }
        expectClose(matmul(a, b), Tensor(expected, shape: [s[0], s[2]]), 1e-5)
    }

    @Test("statistics stay exact when the mean is a thousand times the spread")
    func statistics() {
        let x = sample([4, 3, 3, 5]) + 1000
        let y = batchNorm(
            x, gamma: .ones([5]), beta: .zeros([5]), runningMean: .zeros([5]), runningVariance: .ones([5]),
            training: true)
        let rows = y.reshaped([36, 5])
        #expect(rows.mean(axis: 0).values.allSatisfy { abs($0) < 1e-3 })
        #expect(rows.variance(axis: 0, unbiased: false).values.allSatisfy { abs($0 - 1) < 1e-2 })
    }

    @Test("the same work gives the same bits, whatever came before")
    func repeatable() {
        let (x, w) = (sample([6, 8, 8, 16]), sample([3, 3, 16, 24], seed: 2))
        func work() -> [Float] {
            w.requiresGrad = true
            w.grad = nil
            conv2d(x, w, padding: 1).square().sum().backward()
            return w.grad?.values ?? []
        }
        let first = work()
        for _ in 0..<5 { #expect(work() == first) }
        #expect(!first.isEmpty)
    }

    @Test("scores of 1000 neither overflow nor vanish in softmax and cross-entropy")
    func stability() {
        let x = Tensor([1000, 999, -1000, 0, 0, 0], shape: [2, 3])
        #expect(abs(x.logSumExp(axis: 1).values[0] - 1000.3133) < 1e-3)
        #expect(abs(crossEntropy(x, labels: [0, 1]).item - (0.3132617 + log(3)) / 2) < 1e-4)
        #expect(x.softmax(axis: 1).values.allSatisfy { $0.isFinite })
    }
}
