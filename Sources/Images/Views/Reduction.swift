import Tensors

extension ViewPipeline {
    /// How far a picture may be reduced before a view is made of it: by 1, 2, 4 or 8, so that the part that becomes
    /// the view still has at least the view's pixels.
    ///
    /// - Parameter rng: in the state that the view will be made with.
    public func reduction(width: Int, height: Int, using rng: RandomGenerator) -> Int {
        var rng = rng
        let (looked, size): (Int, Int)
        switch steps.first {
        case let crop as RandomResizedCrop:
            let box = crop.box(width: width, height: height, using: &rng)
            (looked, size) = (min(box.width, box.height), crop.size)
        case let crop as CentreCrop: (looked, size) = (min(width, height), crop.size)
        default: return 1
        }
        return [8, 4, 2].first { looked >= $0 * size } ?? 1
    }
}
