import COneDNN

/// Sizes of one convolution. x `[N, H, W, in]`, w `[kH, kW, in, out]`, y `[N, outH, outW, out]`.
struct ConvolutionShape {
    let batch, height, width, inputs, outputs, kernelHeight, kernelWidth, stride, padding: Int
    let outHeight, outWidth: Int
    /// Pictures that one thread works on without a break.
    let picturesPerPart: Int

    init(_ x: Tensor, _ weight: Tensor, stride: Int, padding: Int) {
        precondition(
            x.rank == 4 && weight.rank == 4 && x.shape[3] == weight.shape[2],
            "conv2d: channels differ: x \(x.shape) (N, H, W, in), weight \(weight.shape) (kH, kW, in, out)")
        precondition(stride > 0 && padding >= 0, "conv2d: stride \(stride), padding \(padding)")
        (batch, height, width, inputs) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
        (kernelHeight, kernelWidth, outputs) = (weight.shape[0], weight.shape[1], weight.shape[3])
        (self.stride, self.padding) = (stride, padding)
        precondition(
            height + 2 * padding >= kernelHeight && width + 2 * padding >= kernelWidth,
            "conv2d: kernel \(weight.shape) is larger than x \(x.shape) with padding \(padding)")
        outHeight = (height + 2 * padding - kernelHeight) / stride + 1
        outWidth = (width + 2 * padding - kernelWidth) / stride + 1
        picturesPerPart = max(1, (batch + Threads.parts - 1) / Threads.parts)
    }

    var inputShape: [Int] { [batch, height, width, inputs] }
    var outputShape: [Int] { [batch, outHeight, outWidth, outputs] }
    var weightShape: [Int] { [kernelHeight, kernelWidth, inputs, outputs] }

    /// The same convolution on fewer pictures, as oneDNN's shim takes it.
    func onPictures(_ count: Int) -> conednn_shape {
        conednn_shape(
            batch: Int64(count), height: Int64(height), width: Int64(width), in: Int64(inputs),
            out: Int64(outputs),
            kernel_height: Int64(kernelHeight), kernel_width: Int64(kernelWidth),
            out_height: Int64(outHeight),
            out_width: Int64(outWidth), stride: Int64(stride), padding: Int64(padding))
    }

    /// Kernel rows (or columns) whose taps meet the picture for output position `out`.
    func taps(_ out: Int, kernel: Int, size: Int) -> Range<Int> {
        let start = out * stride - padding
        return max(0, -start)..<max(max(0, -start), min(kernel, size - start))
    }

    /// Tells a profile that a direction of this convolution is done; taps on padding are not needed.
    func charge(_ direction: String, times: Double = 1) {
        let rows = (0..<outHeight).reduce(0) { $0 + taps($1, kernel: kernelHeight, size: height).count }
        let columns = (0..<outWidth).reduce(0) { $0 + taps($1, kernel: kernelWidth, size: width).count }
        WorkProfile.charge(
            "conv \(kernelHeight)×\(kernelWidth) \(inputs)→\(outputs), \(height)×\(width)"
                + "\(stride == 1 ? "" : " stride \(stride)"): \(direction)",
            operations: times * 2 * Double(batch * rows * columns) * Double(inputs * outputs))
    }

    /// Whether to compute the result again in the backward pass rather than to hold it: a matrix product whose result
    /// is larger than what it is made of, and takes about as long as to bring it from memory.
    var isCheap: Bool { method == .pixelProducts && stride == 1 && outputs >= 2 * inputs && inputs <= 64 }

    /// Whether both gradients are taken in one walk over the pixels, so that those of the result need not be held:
    /// where weights are so few that a matrix product on some hundreds of pixels is still a good one.
    var takesRows: Bool { method == .pixelProducts && outputs <= 512 }

    /// Ways to compute a convolution.
    enum Method {
        /// Fewer products than taps: see `MinimalFiltering.swift`.
        case minimalFiltering
        /// One matrix product for every pair of an output and an input pixel: see `PixelPairs.swift`.
        case pixelPairs
        /// One matrix product over all pixels, for a single tap: see `PixelProducts.swift`.
        case pixelProducts
        /// oneDNN's direct convolution.
        case direct
    }

    /// The fastest way, as measured for every layer of ResNet-18 and -50 at 32, 96 and 224 pixels.
    var method: Method {
        if kernelHeight == 1 && kernelWidth == 1 && padding == 0 { return .pixelProducts }
        let isFiltering =
            kernelHeight == 3 && kernelWidth == 3 && stride == 1 && padding == 1 && inputs % 64 == 0
            && outputs % 64 == 0
        if isFiltering && (min(height, width) > 2 || (height == 2 && width == 2)) { return .minimalFiltering }
        return outHeight * outWidth <= 9 ? .pixelPairs : .direct
    }
}
