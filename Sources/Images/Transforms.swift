import Tensors
import CKernels

// Single steps of the augmentation for whole pictures, to look at or to build upon. Colours change as in
// torchvision on Pillow pictures, byte for byte but for the last rounding.
extension Image {
    /// Cuts out a box and scales it, antialiased (torchvision's `resized_crop`).
    public func resizedCrop(
        top: Int, left: Int, height: Int, width: Int, to size: (width: Int, height: Int),
        interpolation: Interpolation = .bilinear
    ) -> Image {
        changed { canvas in
            let box = PixelBox(left: left, top: top, width: width, height: height)
            canvas.resample(box, width: size.width, height: size.height, interpolation: interpolation)
        }
    }

    /// Cuts out a box and scales it to a square.
    public func resizedCrop(
        top: Int, left: Int, height: Int, width: Int, to size: Int, interpolation: Interpolation = .bilinear
    ) -> Image {
        resizedCrop(
            top: top, left: left, height: height, width: width, to: (size, size), interpolation: interpolation
        )
    }

    /// Scales the picture, antialiased; the sides need not keep their ratio.
    public func resized(width: Int, height: Int, interpolation: Interpolation = .bilinear) -> Image {
        resizedCrop(
            top: 0, left: 0, height: self.height, width: self.width, to: (width, height),
            interpolation: interpolation)
    }

    /// Left and right swapped.
    public func flippedHorizontally() -> Image { changed { $0.mirror() } }

    /// Top and bottom swapped.
    public func flippedVertically() -> Image { changed { $0.turnUpsideDown() } }

    /// Turned about its middle, counter-clockwise, at the same size; see `ViewCanvas.rotate(degrees:fill:)`.
    public func rotated(degrees: Float, fill: UInt8 = 0) -> Image {
        changed { $0.rotate(degrees: degrees, fill: fill) }
    }

    /// Values from `threshold` on become their negative, 255 minus them (torchvision's `solarize`).
    public func solarised(threshold: UInt8 = 128) -> Image { changed { $0.solarise(threshold: threshold) } }

    /// A box painted in one grey.
    public func cutOut(_ box: PixelBox, fill: UInt8 = 128) -> Image {
        changed { $0.cutOut(box, fill: fill) }
    }

    /// Every value times `factor` (1 changes nothing, 0 is black).
    public func adjusted(brightness factor: Float) -> Image { changed { $0.adjust(brightness: factor) } }

    /// The distance to the picture's mean grey times `factor` (1 changes nothing, 0 is plain grey).
    public func adjusted(contrast factor: Float) -> Image { changed { $0.adjust(contrast: factor) } }

    /// The distance to each pixel's own grey times `factor` (1 changes nothing, 0 is greyscale).
    public func adjusted(saturation factor: Float) -> Image { changed { $0.adjust(saturation: factor) } }

    /// The hue turned by a part of the colour circle.
    /// - Parameter turn: -0.5…0.5; 0 changes nothing but the rounding of 8-bit hues.
    public func adjusted(hue turn: Float) -> Image { changed { $0.adjust(hue: turn) } }

    /// Grey by ITU-R 601-2 luma, still in three channels.
    public func greyscale() -> Image { changed { $0.makeGrey() } }

    /// Blurred with a Gaussian; see `FloatImage.gaussianBlurred(taps:sigma:)`.
    public func gaussianBlurred(taps: Int, sigma: Float) -> Image {
        changed { $0.blur(taps: taps, sigma: sigma) }
    }

    private func changed(_ change: (ViewCanvas) -> Void) -> Image {
        let canvas = ViewCanvas()
        canvas.load(self)
        change(canvas)
        return canvas.image
    }
}

extension FloatImage {
    /// Blurred with a Gaussian of `taps`×`taps` weights and standard deviation `sigma` pixels; the border is
    /// mirrored around its outermost pixels.
    /// - Parameter taps: odd, below twice the shorter side.
    public func gaussianBlurred(taps: Int, sigma: Float) -> FloatImage {
        let canvas = ViewCanvas()
        canvas.load(self)
        canvas.blur(taps: taps, sigma: sigma)
        return canvas.floatImage
    }
}

extension ViewCanvas {
    private func change(_ body: (Int64, UnsafeMutablePointer<Float>) -> Void) {
        withPlanes { planes in
            if let start = planes.baseAddress { body(Int64(width * height), start) }
        }
    }

    /// Every value times `factor`.
    public func adjust(brightness factor: Float) { change { ck_adjust_brightness($0, factor, $1) } }

    /// The distance to the mean grey times `factor`.
    public func adjust(contrast factor: Float) { change { ck_adjust_contrast($0, factor, $1) } }

    /// The distance to each pixel's own grey times `factor`.
    public func adjust(saturation factor: Float) { change { ck_adjust_saturation($0, factor, $1) } }

    /// The hue turned by `turn` (-0.5…0.5) of the colour circle.
    public func adjust(hue turn: Float) {
        precondition((-0.5...0.5).contains(turn), "hue: the turn must lie in -0.5…0.5, got \(turn)")
        // Cut to a whole number of steps towards 0, a negative turn the other way around the circle.
        let steps = Int32(turn * 255)
        change { ck_adjust_hue($0, steps & 255, $1) }
    }

    /// Grey by ITU-R 601-2 luma in all three channels.
    public func makeGrey() { change { ck_make_grey($0, $1) } }
}
