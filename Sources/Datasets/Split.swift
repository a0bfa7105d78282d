import Tensors

extension ImageDataset {
    /// Two parts without a common picture, each class divided in the same proportion.
    ///
    /// A class with two pictures or more is in both parts. Both keep the pictures' order.
    /// - Parameters:
    ///   - testFraction: share of each class in `test`, above 0 and below 1.
    ///   - seed: decides which pictures; the same seed gives the same parts.
    public func split(testFraction: Double, seed: UInt64 = 0) -> (
        training: DatasetSubset, test: DatasetSubset
    ) {
        precondition(
            testFraction > 0 && testFraction < 1,
            "split: the test fraction must lie between 0 and 1, got \(testFraction)")
        var rng = RandomGenerator(seed: seed, stream: splitStream)
        var isTest = [Bool](repeating: false, count: count)
        let labels = labels
        for label in classNames.indices {
            let members = labels.indices.filter { labels[$0] == label }.shuffled(using: &rng)
            guard members.count > 1 else { continue }
            let share = Int((Double(members.count) * testFraction).rounded())
            for i in members.prefix(min(max(share, 1), members.count - 1)) { isTest[i] = true }
        }
        return (subset(isTest.indices.filter { !isTest[$0] }), subset(isTest.indices.filter { isTest[$0] }))
    }
}

extension ImageDataset {
    /// A share of each class, at least one picture of each: what is left when only 1 % or 10 % have labels.
    ///
    /// What a seed draws for a smaller share is part of what it draws for a larger one. Keeps the pictures' order.
    /// - Parameter fraction: above 0, at most 1.
    public func subset(fraction: Double, seed: UInt64 = 0) -> DatasetSubset {
        precondition(
            fraction > 0 && fraction <= 1,
            "subset: the fraction must lie above 0 and up to 1, got \(fraction)")
        return drawn(seed: seed) { max(1, Int((Double($0) * fraction).rounded())) }
    }

    /// So many pictures of each class; a class with fewer gives all it has.
    ///
    /// What a seed draws for a smaller number is part of what it draws for a larger one. Keeps the pictures' order.
    /// - Parameter count: at least 1.
    public func subset(perClass count: Int, seed: UInt64 = 0) -> DatasetSubset {
        precondition(count > 0, "subset: at least 1 picture of each class, got \(count)")
        return drawn(seed: seed) { min($0, count) }
    }

    private func drawn(seed: UInt64, share: (Int) -> Int) -> DatasetSubset {
        var rng = RandomGenerator(seed: seed, stream: subsetStream)
        let labels = labels
        let chosen = classNames.indices.flatMap { label in
            let members = labels.indices.filter { labels[$0] == label }.shuffled(using: &rng)
            return members.prefix(share(members.count))
        }
        return subset(chosen.sorted())
    }
}

/// Keeps the draws of a subset apart from those of other users of one seed.
private let subsetStream: UInt64 = 0x5355_4253_4554

/// Keeps the draws of a split apart from those of other users of one seed.
private let splitStream: UInt64 = 0x5350_4C49_54
