import COneDNN

// Convolutions of one tap. NHWC memory is a matrix [N·H·W, C] already, so each direction is one matrix product over
// all pixels. With a stride the pixels that are looked at are gathered first, a quarter of them at stride 2.

extension ConvolutionShape {
    /// Output pixels of a part of the batch.
    private func pixels(_ pictures: Int) -> Int { pictures * outHeight * outWidth }

    /// Calls `body` with the places of every output pixel and of the input pixel that it looks at.
    private func forEachPixel(of part: Range<Int>, _ body: (_ output: Int, _ input: Int) -> Void) {
        var output = pixels(part.lowerBound)
        for n in part {
            for row in 0..<outHeight {
                let start = (n * height + row * stride) * width
                for column in 0..<outWidth {
                    body(output, start + column * stride)
                    output += 1
                }
            }
        }
    }

    /// The input pixels that outputs look at, `[N, outH, outW, in]`; x itself where there is no stride.
    private func gathered(_ x: Tensor) -> Tensor {
        guard stride > 1 else { return x }
        let result = Tensor(uninitialized: [batch, outHeight, outWidth, inputs])
        let (source, target) = (x.pointer, result.pointer)
        Threads.parallelFor(batch) { part in
            forEachPixel(of: part) { output, input in
                (target + output * inputs).update(from: source + input * inputs, count: inputs)
            }
        }
        return result
    }

    /// Puts gradients of gathered pixels back to where they came from, zeros elsewhere.
    private func scattered(_ gradients: Tensor) -> Tensor {
        guard stride > 1 else { return gradients }
        let result = Tensor(uninitialized: inputShape)
        let (source, target, pitch) = (gradients.pointer, result.pointer, height * width * inputs)
        Threads.parallelFor(batch) { part in
            (target + part.lowerBound * pitch).update(repeating: 0, count: part.count * pitch)
            forEachPixel(of: part) { output, input in
                (target + input * inputs).update(from: source + output * inputs, count: inputs)
            }
        }
        return result
    }

    func pixelProductForward(_ x: Tensor, _ weight: Tensor) -> Tensor {
        let (y, looked) = (Tensor(uninitialized: outputShape), gathered(x))
        let (source, weights, target) = (looked.pointer, weight.pointer, y.pointer)
        let (k, n) = (Int64(inputs), Int64(outputs))
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let first = pixels(part.lowerBound)
            conednn_sgemm(
                0, 0, Int64(pixels(part.count)), n, k, source + first * inputs, k, weights, n, 0,
                target + first * outputs, n)
        }
        withExtendedLifetime(looked) {}
        return y
    }

    func pixelProductBackwardData(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
        let gx = Tensor(uninitialized: [batch, outHeight, outWidth, inputs])
        let (source, weights, target) = (gradient.pointer, weight.pointer, gx.pointer)
        let (k, n) = (Int64(outputs), Int64(inputs))
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let first = pixels(part.lowerBound)
            conednn_sgemm(
                0, 1, Int64(pixels(part.count)), n, k, source + first * outputs, k, weights, k, 0,
                target + first * inputs, n)
        }
        return scattered(gx)
    }

    /// ∂w: every part sums over its pixels, then the parts are added in their order.
    func pixelProductBackwardWeights(_ x: Tensor, _ gradient: Tensor) -> Tensor {
        let parts = (batch + picturesPerPart - 1) / picturesPerPart
        guard parts > 0 else { return .zeros(weightShape) }
        let (sums, looked) = (Tensor(uninitialized: [parts] + weightShape), gathered(x))
        let (source, gy, target, size) = (
            looked.pointer, gradient.pointer, sums.pointer, inputs * outputs
        )
        let (m, n) = (Int64(inputs), Int64(outputs))
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let first = pixels(part.lowerBound)
            conednn_sgemm(
                1, 0, m, n, Int64(pixels(part.count)), source + first * inputs, m, gy + first * outputs, n, 0,
                target + part.lowerBound / picturesPerPart * size, n)
        }
        withExtendedLifetime(looked) {}
        return sum(ofParts: sums)
    }
}
