import Tensors
import CKernels

/// A picture while transforms work on it, one after the other, in place.
///
/// Values are 0…255 as `Float`, three planes `[3, H, W]`: whole numbers, as 8-bit pictures have, until it is
/// blurred. The memory is reused for the next picture, so a thread that makes many views needs one canvas.
public final class ViewCanvas {
    /// Pixels per row.
    public private(set) var width = 0
    /// Number of rows.
    public private(set) var height = 0
    /// The picture as given, until the first transform has taken what it needs.
    private var source: Image?
    private var planes = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)
    private var scratch = UnsafeMutableBufferPointer<Float>(start: nil, count: 0)

    /// An empty canvas.
    public init() {}

    deinit {
        planes.deallocate()
        scratch.deallocate()
    }

    /// Begins with a picture. Nothing is copied yet: a crop as first transform reads what it needs.
    public func load(_ image: Image) {
        source = image
        (width, height) = (image.width, image.height)
    }

    /// Begins with a picture that was reduced when it was decoded. To the transforms it has the given size.
    public func load(_ reduced: Image, standingFor width: Int, _ height: Int) {
        source = reduced
        (self.width, self.height) = (width, height)
    }

    /// Begins with a picture in 0…1.
    public func load(_ image: FloatImage) {
        source = nil
        (width, height) = (image.width, image.height)
        ck_planes_from_unit(Int64(width * height), image.pixels, grown(&planes, to: 3 * width * height))
    }

    /// Reads and changes the values, `[3, H, W]`, 0…255.
    public func withPlanes<R>(_ body: (UnsafeMutableBufferPointer<Float>) throws -> R) rethrows -> R {
        let count = 3 * width * height
        return try body(UnsafeMutableBufferPointer(start: filledPlanes(), count: count))
    }

    /// The picture in 8 bits.
    public var image: Image {
        let from = filledPlanes()
        let pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { out, count in
            count = 3 * width * height
            if let start = out.baseAddress { ck_bytes_from_planes(Int64(width * height), from, start) }
        }
        return Image(width: width, height: height, pixels: pixels)
    }

    /// The picture in 0…1.
    public var floatImage: FloatImage {
        let pixels = [Float](unsafeUninitializedCapacity: 3 * width * height) { out, count in
            count = 3 * width * height
            write(into: out)
        }
        return FloatImage(width: width, height: height, pixels: pixels)
    }

    /// Copies the picture out, `[H, W, 3]`, 0…1.
    public func write(into out: UnsafeMutableBufferPointer<Float>) {
        precondition(
            out.count == 3 * width * height,
            "ViewCanvas: a \(width)×\(height) picture has \(3 * width * height) values, the buffer has room for "
                + "\(out.count)")
        if let start = out.baseAddress { ck_unit_from_planes(Int64(width * height), filledPlanes(), start) }
    }

    /// Cuts out a box and resamples it, antialiased, as Pillow and torchvision do.
    ///
    /// - Parameters:
    ///   - box: part of the picture that becomes the new one.
    ///   - window: if given, only this part of the resampled picture is made and kept.
    ///   - interpolation: the filter.
    public func resample(
        _ box: PixelBox, width newWidth: Int, height newHeight: Int, window: PixelBox? = nil,
        interpolation: Interpolation = .bilinear
    ) {
        let window = window ?? PixelBox(left: 0, top: 0, width: newWidth, height: newHeight)
        precondition(
            newWidth > 0 && newHeight > 0 && box.isInside(width: width, height: height)
                && window.isInside(width: newWidth, height: newHeight),
            "resample: \(box) of a \(width)×\(height) picture to \(window) of \(newWidth)×\(newHeight)")
        let original = source ?? image
        let box = box.scaled(from: (width, height), to: original)
        source = nil
        (width, height) = (window.width, window.height)
        let cubic: Int32 = interpolation == .bicubic ? 1 : 0
        let rows = ck_resample_axis(
            input: Int64(box.height), output: Int64(newHeight), begin: Int64(window.top),
            count: Int64(window.height), mirrored: 0, cubic: cubic)
        let columns = ck_resample_axis(
            input: Int64(box.width), output: Int64(newWidth), begin: Int64(window.left),
            count: Int64(window.width), mirrored: 0, cubic: cubic)
        let room = grown(&scratch, to: Int(ck_resample_scratch(rows, columns)))
        let out = grown(&planes, to: 3 * width * height)
        original.pixels.withUnsafeBufferPointer { pixels in
            guard let start = pixels.baseAddress else { return }
            let corner = start + 3 * (box.top * original.width + box.left)
            ck_resample(corner, Int64(3 * original.width), rows, columns, room, out)
        }
    }

    /// Swaps left and right.
    public func mirror() { ck_mirror(Int64(height), Int64(width), filledPlanes()) }

    /// Blurs with a Gaussian of `taps` weights; see `FloatImage.gaussianBlurred(taps:sigma:)`.
    public func blur(taps: Int, sigma: Float) {
        precondition(
            taps > 0 && taps % 2 == 1 && taps / 2 < min(width, height) && sigma > 0,
            "blur: needs an odd number of taps below twice the picture's side and sigma > 0, "
                + "got \(taps) taps, sigma \(sigma) for \(width)×\(height)")
        let room = grown(&scratch, to: (height + 1) * (width + taps))
        gaussianWeights(taps: taps, sigma: sigma).withUnsafeBufferPointer { weights in
            ck_blur(Int64(height), Int64(width), Int64(taps), weights.baseAddress, room, filledPlanes())
        }
    }

    private func filledPlanes() -> UnsafeMutablePointer<Float>? {
        guard let image = source else { return planes.baseAddress }
        if image.width != width || image.height != height {
            let whole = PixelBox(left: 0, top: 0, width: width, height: height)
            resample(whole, width: width, height: height)
            return planes.baseAddress
        }
        source = nil
        let out = grown(&planes, to: 3 * width * height)
        ck_planes_from_bytes(Int64(width * height), image.pixels, out)
        return out
    }

    private func grown(
        _ buffer: inout UnsafeMutableBufferPointer<Float>, to count: Int
    ) -> UnsafeMutablePointer<Float>? {
        if buffer.count < count {
            buffer.deallocate()
            buffer = .allocate(capacity: count)
        }
        return buffer.baseAddress
    }
}

/// How a picture is scaled.
public enum Interpolation: String, Sendable, CaseIterable {
    /// Between the nearest pixels along straight lines (a triangle filter), as torchvision does unless told otherwise.
    case bilinear
    /// Along cubic curves: sharper, with a little overshoot at edges.
    case bicubic
}

/// A rectangle of whole pixels.
public struct PixelBox: Sendable, Equatable, CustomStringConvertible {
    /// First column.
    public var left: Int
    /// First row.
    public var top: Int
    /// Columns.
    public var width: Int
    /// Rows.
    public var height: Int

    /// A rectangle from its first column and row and its size.
    public init(left: Int, top: Int, width: Int, height: Int) {
        (self.left, self.top, self.width, self.height) = (left, top, width, height)
    }

    /// The same part of a picture of another size, to whole pixels.
    fileprivate func scaled(from size: (width: Int, height: Int), to picture: Image) -> PixelBox {
        guard size != (picture.width, picture.height) else { return self }
        let along = { (start: Int, length: Int, from: Int, to: Int) -> Range<Int> in
            let scale = Double(to) / Double(from)
            let first = min(Int((Double(start) * scale).rounded()), to - 1)
            return first..<max(first + 1, min(to, Int((Double(start + length) * scale).rounded())))
        }
        let columns = along(left, width, size.width, picture.width)
        let rows = along(top, height, size.height, picture.height)
        return PixelBox(
            left: columns.lowerBound, top: rows.lowerBound, width: columns.count, height: rows.count)
    }

    /// Whether it is not empty and lies within a picture of the given size.
    public func isInside(width: Int, height: Int) -> Bool {
        left >= 0 && top >= 0 && self.width > 0 && self.height > 0
            && left + self.width <= width && top + self.height <= height
    }

    /// Size and corner, such as `20×10 at (3, 4)`.
    public var description: String { "\(width)×\(height) at (\(left), \(top))" }
}
