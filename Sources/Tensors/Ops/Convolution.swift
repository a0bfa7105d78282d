import CKernels
import COneDNN

/// Two-dimensional convolution (cross-correlation, as everywhere in deep learning) without bias.
///
/// Weights are stored `[kH, kW, in, out]`; PyTorch's are `[out, in, kH, kW]`: `permuted([2, 3, 1, 0])` and back
/// with `permuted([3, 2, 0, 1])`.
/// - Shape: `x` `[N, H, W, in]` → `[N, (H + 2·padding − kH) / stride + 1, …, out]`.
public func conv2d(_ x: Tensor, _ weight: Tensor, stride: Int = 1, padding: Int = 0) -> Tensor {
    let shape = ConvolutionShape(x, weight, stride: stride, padding: padding)
    let result = shape.result(x, weight)
    let (needsX, needsWeight) = (x.requiresGrad, weight.requiresGrad)
    let (input, weights) = (x.kept(), weight.detached())
    let parent = x.node
    let recorded = result.recorded(.convolution, [x, weight]) { gradient in
        if needsX && needsWeight && shape.takesRows, let source = gradient.storage.source {
            let (gx, gw) = shape.pixelProductGradients(
                input.value, source, weights, addedTo: parent?.takeGradient())
            return [gx, gw]
        }
        let gw = needsWeight ? shape.gradientOfWeights(input.value, gradient) : nil
        // A matrix product adds to what is there already for less than another pass over it.
        let sum = needsX && shape.method == .pixelProducts ? parent?.takeGradient() : nil
        let gx = needsX ? shape.gradientOfX(gradient, weights, addedTo: sum) : nil
        return [gx, gw]
    }
    recorded.node?.takesRows = needsX && needsWeight && shape.takesRows
    return shape.isCheap ? recorded.remade { shape.result(input.value, weights) } : recorded
}

extension ConvolutionShape {
    fileprivate func result(_ x: Tensor, _ weight: Tensor) -> Tensor {
        defer { charge("forward") }
        return switch method {
        case .minimalFiltering: filteringForward(x, weight)
        case .pixelPairs: pixelPairForward(x, weight)
        case .pixelProducts: pixelProductForward(x, weight)
        case .direct: forward(x, weight)
        }
    }

    fileprivate func gradientOfX(_ gradient: Tensor, _ weight: Tensor, addedTo sum: Tensor?) -> Tensor {
        defer { charge("gradient of x") }
        return switch method {
        case .minimalFiltering: filteringBackwardData(gradient, weight)
        case .pixelPairs: pixelPairBackwardData(gradient, weight)
        case .pixelProducts: pixelProductBackwardData(gradient, weight, addedTo: sum)
        case .direct: backwardData(gradient, weight)
        }
    }

    fileprivate func gradientOfWeights(_ x: Tensor, _ gradient: Tensor) -> Tensor {
        defer { charge("gradient of w") }
        return switch method {
        case .minimalFiltering: filteringBackwardWeights(x, gradient)
        case .pixelPairs: pixelPairBackwardWeights(x, gradient)
        case .pixelProducts: pixelProductBackwardWeights(x, gradient)
        case .direct where gathersTaps: tapProductBackwardWeights(x, gradient)
        case .direct: backwardWeights(x, gradient)
        }
    }
}

extension ConvolutionShape {
    /// oneDNN's code for one direction on `count` pictures.
    private func prepared(_ direction: conednn_direction, pictures count: Int) -> OpaquePointer {
        var shape = onPictures(count)
        var message = [CChar](repeating: 0, count: 256)
        guard let convolution = conednn_prepare(direction, &shape, &message, message.count) else {
            let reason = String(
                decoding: message.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
            fatalError("conv2d: oneDNN refuses x \(inputShape), weight \(weightShape): \(reason)")
        }
        return convolution
    }

    private func run(
        _ convolution: OpaquePointer, _ x: UnsafeMutablePointer<Float>, _ packed: UnsafeMutablePointer<Float>,
        _ y: UnsafeMutablePointer<Float>
    ) {
        let workspace = Storage(count: conednn_workspace_count(convolution))
        let status = conednn_run(convolution, x, packed, y, workspace.pointer)
        precondition(status == 0, "conv2d: oneDNN failed on x \(inputShape), weight \(weightShape)")
        withExtendedLifetime(workspace) {}
    }

    /// The weights in the layout that oneDNN chose for this direction.
    private func packed(_ weight: Tensor, for convolution: OpaquePointer) -> Storage {
        let packed = Storage(count: conednn_packed_count(convolution))
        let status = conednn_pack(convolution, weight.pointer, packed.pointer)
        precondition(status == 0, "conv2d: oneDNN cannot reorder weights \(weightShape)")
        return packed
    }

    /// Runs a direction whose result is pictures: the parts share the packed weights.
    private func perPicture(_ direction: conednn_direction, _ weight: Tensor, x: Tensor, y: Tensor) {
        let whole = prepared(direction, pictures: picturesPerPart)
        let shared = packed(weight, for: whole)
        let (xData, yData) = (x.pointer, y.pointer)
        let (xPitch, yPitch) = (height * width * inputs, outHeight * outWidth * outputs)
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let (xPart, yPart) = (xData + part.lowerBound * xPitch, yData + part.lowerBound * yPitch)
            if part.count == picturesPerPart {
                run(whole, xPart, shared.pointer, yPart)
            } else {  // the last part may be smaller, and oneDNN may want another layout for it
                let rest = prepared(direction, pictures: part.count)
                let own = packed(weight, for: rest)
                run(rest, xPart, own.pointer, yPart)
                withExtendedLifetime(own) {}
            }
        }
    }

    func forward(_ x: Tensor, _ weight: Tensor) -> Tensor {
        let y = Tensor(uninitialized: outputShape)
        if batch > 0 { perPicture(conednn_forward, weight, x: x, y: y) }
        return y
    }

    func backwardData(_ gradient: Tensor, _ weight: Tensor) -> Tensor {
        let gx = Tensor(uninitialized: inputShape)
        if batch > 0 { perPicture(conednn_backward_data, weight, x: gx, y: gradient) }
        return gx
    }

    /// ∂w: every part sums over its pictures, then the parts are added in their order.
    func backwardWeights(_ x: Tensor, _ gradient: Tensor) -> Tensor {
        let parts = (batch + picturesPerPart - 1) / picturesPerPart
        guard parts > 0 else { return .zeros(weightShape) }
        let sums = Tensor(uninitialized: [parts] + weightShape)
        let (xData, gy, out) = (x.pointer, gradient.pointer, sums.pointer)
        let (xPitch, yPitch, size) = (
            height * width * inputs, outHeight * outWidth * outputs, sums.count / parts
        )
        Threads.parallelFor(batch, grain: picturesPerPart) { part in
            let convolution = prepared(conednn_backward_weights, pictures: part.count)
            let packed = Storage(count: conednn_packed_count(convolution))
            run(convolution, xData + part.lowerBound * xPitch, packed.pointer, gy + part.lowerBound * yPitch)
            let plain = out + part.lowerBound / picturesPerPart * size
            let status = conednn_unpack(convolution, packed.pointer, plain)
            precondition(status == 0, "conv2d: oneDNN cannot reorder weights \(weightShape)")
        }
        return sum(ofParts: sums)
    }

    /// Adds weight gradients `[parts, …]` up in their order.
    func sum(ofParts sums: Tensor) -> Tensor {
        guard sums.shape[0] > 1 else { return sums[0] }
        let result = Tensor(uninitialized: weightShape)
        let (from, to, count) = (sums.pointer, result.pointer, result.count)
        Threads.overElements(count) { range in
            let start = range.lowerBound
            (to + start).update(from: from + start, count: range.count)
            for part in 1..<sums.shape[0] {
                ck_accumulate(Int64(range.count), 1, from + part * count + start, to + start)
            }
        }
        return result
    }
}
