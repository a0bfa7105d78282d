import CKernels
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

    /// Adds gradients of gathered pixels where they came from: to `sum`, or to zeros.
    private func scattered(_ gradients: Tensor, addedTo sum: Tensor?) -> Tensor {
        let result = sum ?? Tensor(uninitialized: inputShape)
        let (source, target, pitch) = (gradients.pointer, result.pointer, height * width * inputs)
        Threads.parallelFor(batch) { part in
            if sum == nil {
                (target + part.lowerBound * pitch).update(repeating: 0, count: part.count * pitch)
            }
            forEachPixel(of: part) { output, input in
                ck_accumulate(Int64(inputs), 1, source + output * inputs, target + input * inputs)
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

    /// ∂x, added to `sum` where there is one, in place.
    func pixelProductBackwardData(_ gradient: Tensor, _ weight: Tensor, addedTo sum: Tensor?) -> Tensor {
        let isDense = stride == 1
        let gx = (isDense ? sum : nil) ?? Tensor(uninitialized: [batch, outHeight, outWidth, inputs])
        let (source, weights, target) = (gradient.pointer, weight.pointer, gx.pointer)
        let (k, n, beta) = (Int64(outputs), Int64(inputs), isDense && sum != nil ? Float(1) : 0)
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let first = pixels(part.lowerBound)
            conednn_sgemm(
                0, 1, Int64(pixels(part.count)), n, k, source + first * outputs, k, weights, k, beta,
                target + first * inputs, n)
        }
        return isDense ? gx : scattered(gx, addedTo: sum)
    }

    /// ∂w: every part sums over its pixels, then the parts are added in their order.
    func pixelProductBackwardWeights(_ x: Tensor, _ gradient: Tensor) -> Tensor {
        let parts = (batch + picturesPerPart - 1) / picturesPerPart
        guard parts > 0 else { return .zeros(weightShape) }
        let (sums, looked) = (Tensor(uninitialized: [parts] + weightShape), gathered(x))
        let (rows, columns) = isTurned ? (gradient, looked) : (looked, gradient)
        let (m, n) = isTurned ? (outputs, inputs) : (inputs, outputs)
        let (source, other, target) = (rows.pointer, columns.pointer, sums.pointer)
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let first = pixels(part.lowerBound)
            conednn_sgemm(
                1, 0, Int64(m), Int64(n), Int64(pixels(part.count)), source + first * m, Int64(m),
                other + first * n, Int64(n), 0, target + part.lowerBound / picturesPerPart * m * n, Int64(n))
        }
        withExtendedLifetime(looked) {}
        return weightGradient(ofParts: sums)
    }

    /// Of a product that sums over very many pixels the library likes the smaller side first: it is turned after.
    private var isTurned: Bool { inputs > outputs && inputs * outputs <= 1 << 18 }

    private func weightGradient(ofParts sums: Tensor) -> Tensor {
        let sum = sum(ofParts: sums)
        guard isTurned else { return sum }
        return WorkProfile.asPart { sum.reshaped([outputs, inputs]).transposed().reshaped(weightShape) }
    }

    /// ∂x, added to `sum` where there is one, and ∂w, given rows of ∂y as they are needed: some hundred pixels at a
    /// time stay in the cache for both products.
    func pixelProductGradients(
        _ x: Tensor, _ rows: @escaping Storage.RowSource, _ weight: Tensor, addedTo sum: Tensor?
    ) -> (x: Tensor, weight: Tensor) {
        defer { charge("gradients of w and x", times: 2) }
        let isDense = stride == 1
        let gx = (isDense ? sum : nil) ?? Tensor(uninitialized: [batch, outHeight, outWidth, inputs])
        let parts = (batch + picturesPerPart - 1) / picturesPerPart
        let (sums, looked) = (Tensor(uninitialized: [parts] + weightShape), gathered(x))
        let (source, weights, target, partial) = (
            looked.pointer, weight.pointer, gx.pointer, sums.pointer
        )
        let (m, n, beta) = (Int64(inputs), Int64(outputs), isDense && sum != nil ? Float(1) : 0)
        let chunk = max(256, (1 << 17) / outputs)
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let (first, end) = (pixels(part.lowerBound), pixels(part.upperBound))
            let room = Storage(count: chunk * outputs)
            let gw = partial + part.lowerBound / picturesPerPart * inputs * outputs
            for start in Swift.stride(from: first, to: end, by: chunk) {
                let count = min(chunk, end - start)
                rows(start..<start + count, room.pointer)
                let (gy, xs) = (room.pointer, source + start * inputs)
                if isTurned {
                    conednn_sgemm(1, 0, n, m, Int64(count), gy, n, xs, m, start > first ? 1 : 0, gw, m)
                } else {
                    conednn_sgemm(1, 0, m, n, Int64(count), xs, m, gy, n, start > first ? 1 : 0, gw, n)
                }
                conednn_sgemm(0, 1, Int64(count), m, n, gy, n, weights, n, beta, target + start * inputs, m)
            }
            withExtendedLifetime(room) {}
        }
        withExtendedLifetime(looked) {}
        return (isDense ? gx : scattered(gx, addedTo: sum), weightGradient(ofParts: sums))
    }
}
