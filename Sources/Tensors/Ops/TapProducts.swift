import COneDNN

// The gradient of the weights of a convolution with a stride and many channels. For every tap the input pixels that it
// looks at are gathered, and one matrix product over all pixels gives its weights. oneDNN's direct convolution
// reaches half to two thirds of a matrix product's speed there.

extension ConvolutionShape {
    /// Whether the copies cost little beside the products: below 128 channels they cost what is gained.
    var gathersTaps: Bool { method == .direct && stride > 1 && inputs >= 128 }

    /// ∂w: every task has a tap and a block of input channels for itself, so that every sum runs in one fixed order.
    func tapProductBackwardWeights(_ x: Tensor, _ gradient: Tensor) -> Tensor {
        guard batch > 0 else { return .zeros(weightShape) }
        let gw = Tensor(uninitialized: weightShape)
        let (source, gy, target) = (x.pointer, gradient.pointer, gw.pointer)
        let block = inputs % 256 == 0 ? 128 : inputs % 128 == 0 ? 64 : inputs
        let blocks = inputs / block
        let pixels = batch * outHeight * outWidth
        let chunk = max(1, (1 << 18) / block)
        Threads.parallelFor(kernelHeight * kernelWidth * blocks) { tasks in
            let room = Storage(count: min(chunk, pixels) * block)
            for task in tasks {
                let (tap, channel) = (task / blocks, task % blocks * block)
                for start in Swift.stride(from: 0, to: pixels, by: chunk) {
                    let count = min(chunk, pixels - start)
                    let range = start..<start + count
                    gather(source + channel, tap: tap, pixels: range, block, into: room.pointer)
                    conednn_sgemm(
                        1, 0, Int64(block), Int64(outputs), Int64(count), room.pointer, Int64(block),
                        gy + start * outputs, Int64(outputs), start > 0 ? 1 : 0,
                        target + (tap * inputs + channel) * outputs, Int64(outputs))
                }
            }
            withExtendedLifetime(room) {}
        }
        return gw
    }

    /// The input pixels that a tap looks at for some output pixels, `block` channels of each; zeros for padding.
    private func gather(
        _ source: UnsafePointer<Float>, tap: Int, pixels: Range<Int>, _ block: Int,
        into target: UnsafeMutablePointer<Float>
    ) {
        for (place, pixel) in pixels.enumerated() {
            let (picture, inside) = pixel.quotientAndRemainder(dividingBy: outHeight * outWidth)
            let row = inside / outWidth * stride - padding + tap / kernelWidth
            let column = inside % outWidth * stride - padding + tap % kernelWidth
            let to = target + place * block
            if row >= 0 && row < height && column >= 0 && column < width {
                to.update(from: source + ((picture * height + row) * width + column) * inputs, count: block)
            } else {
                to.update(repeating: 0, count: block)
            }
        }
    }
}
