import Tensors
import Testing

@Suite("Agreement with PyTorch")
struct GoldenTests {
    /// NCHW → NHWC.
    private func picture(_ x: Tensor) -> Tensor { x.permuted([0, 2, 3, 1]) }
    /// OIHW → HWIO.
    private func kernel(_ w: Tensor) -> Tensor { w.permuted([2, 3, 1, 0]) }

    private static let settings = [(1, 1), (2, 1), (2, 3), (1, 0), (2, 0), (1, 1), (1, 1), (2, 1), (1, 1)]

    @Test("convolutions and their gradients are PyTorch's", arguments: 0..<9, [1, 2, 3])
    func convolution(index: Int, threads: Int) throws {
        let before = Threads.count
        Threads.count = threads
        defer { Threads.count = before }
        let file = try golden("conv2d").tensors
        func get(_ name: String) throws -> Tensor { try #require(file["\(index).\(name)"]) }
        let (x, w) = (picture(try get("x")), kernel(try get("w")))
        x.requiresGrad = true
        w.requiresGrad = true
        let (stride, padding) = Self.settings[index]
        let y = conv2d(x, w, stride: stride, padding: padding)
        expectClose(y, picture(try get("y")))
        y.backward(picture(try get("gy")))
        expectClose(try #require(x.grad), picture(try get("gx")))
        expectClose(try #require(w.grad), kernel(try get("gw")))
    }

    @Test("batch normalisation, its gradients and running statistics are PyTorch's")
    func normalisation() throws {
        let file = try golden("layers").tensors
        func get(_ name: String) throws -> Tensor { try #require(file["bn.\(name)"]) }
        let (x, gamma, beta) = (picture(try get("x")), try get("gamma"), try get("beta"))
        for tensor in [x, gamma, beta] { tensor.requiresGrad = true }
        let (mean, variance) = (Tensor.zeros([10]), Tensor.ones([10]))
        let y = batchNorm(
            x, gamma: gamma, beta: beta, runningMean: mean, runningVariance: variance, training: true)
        expectClose(y, picture(try get("y")))
        y.backward(picture(try get("gy")))
        expectClose(try #require(x.grad), picture(try get("gx")))
        expectClose(try #require(gamma.grad), try get("ggamma"))
        expectClose(try #require(beta.grad), try get("gbeta"))
        expectClose(mean, try get("running_mean"))
        expectClose(variance, try get("running_var"))
        let evaluated = batchNorm(
            x, gamma: gamma, beta: beta, runningMean: mean, runningVariance: variance, training: false)
        expectClose(evaluated, picture(try get("y_eval")))
    }

    @Test("pooling and its gradients are PyTorch's")
    func pooling() throws {
        let file = try golden("layers").tensors
        func get(_ name: String) throws -> Tensor { try #require(file[name]) }
        let x = picture(try get("maxpool.x"))
        x.requiresGrad = true
        let y = maxPool2d(x, kernel: 3, stride: 2, padding: 1)
        expectClose(y, picture(try get("maxpool.y")))
        y.backward(picture(try get("maxpool.gy")))
        expectClose(try #require(x.grad), picture(try get("maxpool.gx")))
        let p = picture(try get("gap.x"))
        p.requiresGrad = true
        let mean = globalAveragePool(p)
        expectClose(mean, try get("gap.y"))
        mean.backward(try get("gap.gy"))
        expectClose(try #require(p.grad), picture(try get("gap.gx")))
    }

    @Test("dense layers and their gradients are PyTorch's")
    func dense() throws {
        let file = try golden("layers").tensors
        func get(_ name: String) throws -> Tensor { try #require(file["linear.\(name)"]) }
        let (x, w, b) = (try get("x"), try get("w"), try get("b"))
        for tensor in [x, w, b] { tensor.requiresGrad = true }
        let y = linear(x, weight: w, bias: b)
        expectClose(y, try get("y"))
        y.backward(try get("gy"))
        expectClose(try #require(x.grad), try get("gx"))
        expectClose(try #require(w.grad), try get("gw"))
        expectClose(try #require(b.grad), try get("gb"))
    }
}
