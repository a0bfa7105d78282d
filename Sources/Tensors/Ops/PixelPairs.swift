import CKernels
import COneDNN

// Convolutions to maps of up to 3×3 pixels. Where a 3×3 window covers 1×1 or 2×2 pixels, 8/9 or 5/9 of the taps fall on
// padding; with a stride, to 3×3, a fifth. Here every (output pixel, row of taps) is one GEMM over the batch, straight
// on NHWC memory: pixel p of all pictures is a matrix [N, C] with leading dimension H·W·C, neighbouring pixels of a row
// are [N, n·C], and the weights of neighbouring taps are [n·in, out]. Nothing is copied and padding costs nothing.

/// The GEMMs of one output pixel: the run of taps in every kernel row that meets the picture.
private struct TapRun {
    /// First input pixel, first tap, taps in the run.
    let input, tap, count: Int
}

extension ConvolutionShape {
    private func runs(row: Int, column: Int) -> [TapRun] {
        let columns = taps(column, kernel: kernelWidth, size: width)
        guard !columns.isEmpty else { return [] }
        return taps(row, kernel: kernelHeight, size: height).map { ky in
            let y = row * stride - padding + ky
            let x = column * stride - padding + columns.lowerBound
            return TapRun(
                input: y * width + x, tap: ky * kernelWidth + columns.lowerBound, count: columns.count)
        }
    }

    /// Calls `body` with the pixel's number for all output pixels.
    private func forEachOutputPixel(_ body: (Int, [TapRun]) -> Void) {
        for row in 0..<outHeight {
            for column in 0..<outWidth { body(row * outWidth + column, runs(row: row, column: column)) }
        }
    }

    /// Batch or channels in one piece for each part, in whole SIMD widths.
    private func share(of extent: Int) -> Int {
        (extent + Threads.parts * 16 - 1) / (Threads.parts * 16) * 16
    }

    private var inputPitch: Int64 { Int64(height * width * inputs) }
    private var outputPitch: Int64 { Int64(outHeight * outWidth * outputs) }

    func pixelPairForward(_ x: Tensor, _ weight: Tensor) -> Tensor {
        let y = Tensor(uninitialized: outputShape)
        let (source, weights, out) = (x.pointer, weight.pointer, y.pointer)
        Threads.parallelFor(batch, grain: share(of: batch)) { part in
            let pictures = source + part.lowerBound * Int(inputPitch)
            let results = out + part.lowerBound * Int(outputPitch)
            forEachOutputPixel { pixel, runs in
                if runs.isEmpty { clear(results + pixel * outputs, pictures: part.count) }
                for (i, run) in runs.enumerated() {
                    conednn_sgemm(
                        0, 0, Int64(part.count), Int64(outputs), Int64(run.count * inputs),
                        pictures + run.input * inputs, inputPitch, weights + run.tap * inputs * outputs,
                        Int64(outputs), i == 0 ? 0 : 1, results + pixel * outputs, outputPitch)
                }
            }
        }
        return y
    }

    private func clear(_ pixel: UnsafeMutablePointer<Float>, pictures: Int) {
        for n in 0..<pictures { (pixel + n * Int(outputPitch)).update(repeating: 0, count: outputs) }
    }

    /// ∂x: every output pixel adds into the run of input pixels that it looked at.
    func pixelPairBackwardData(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
        let gx = Tensor(uninitialized: inputShape)
        let (gy, weights, out) = (gradient.pointer, weight.pointer, gx.pointer)
        Threads.parallelFor(batch, grain: share(of: batch)) { part in
            let gradients = gy + part.lowerBound * Int(outputPitch)
            let results = out + part.lowerBound * Int(inputPitch)
            results.update(repeating: 0, count: part.count * Int(inputPitch))
            forEachOutputPixel { pixel, runs in
                for run in runs {
                    conednn_sgemm(
                        0, 1, Int64(part.count), Int64(run.count * inputs), Int64(outputs),
                        gradients + pixel * outputs, outputPitch, weights + run.tap * inputs * outputs,
                        Int64(outputs), 1, results + run.input * inputs, inputPitch)
                }
            }
        }
        return gx
    }

    /// ∂w: the threads share the output channels, so that every sum runs over the batch in one fixed order.
    func pixelPairBackwardWeights(_ x: Tensor, _ gradient: Tensor) -> Tensor {
        let gw = Tensor(uninitialized: weightShape)
        let (source, gy, out) = (x.pointer, gradient.pointer, gw.pointer)
        Threads.parallelFor(outputs, grain: share(of: outputs)) { part in
            for row in 0..<gw.count / outputs {
                (out + row * outputs + part.lowerBound).update(repeating: 0, count: part.count)
            }
            forEachOutputPixel { pixel, runs in
                for run in runs {
                    conednn_sgemm(
                        1, 0, Int64(run.count * inputs), Int64(part.count), Int64(batch),
                        source + run.input * inputs, inputPitch, gy + pixel * outputs + part.lowerBound,
                        outputPitch, 1,
                        out + run.tap * inputs * outputs + part.lowerBound, Int64(outputs))
                }
            }
        }
        return gw
    }
}
