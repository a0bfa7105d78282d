/// Limited-memory BFGS (Nocedal and Wright, "Numerical Optimization", Alg. 7.4 and 7.5) for smooth functions.
///
/// Step lengths come from bisection until both weak Wolfe conditions hold (their Eq. 3.6), so that every pair of
/// differences has positive curvature. Near the minimum, where rounding hides whether the value fell, slopes alone
/// decide: Hager and Zhang, "A new conjugate gradient method with guaranteed descent and an efficient line search",
/// 2005, section 4 (the approximate Wolfe conditions).
package struct LBFGS {
    /// How many pairs of differences are remembered.
    package var memory = 10
    /// Ends when no component of the gradient is larger.
    package var tolerance = 1e-4
    /// Ends after so many steps in any case.
    package var maximumSteps = 1000

    /// Where a minimisation ended.
    package struct Result {
        /// The lowest point found.
        package var point: [Double]
        /// The function there.
        package var value: Double
        /// Steps taken.
        package var steps = 0
        /// Whether the gradient is below the tolerance.
        package var isConverged = false
    }

    /// A function's value and gradient at a point.
    package typealias Objective = ([Double]) -> (value: Double, gradient: [Double])

    /// With the settings above.
    package init(tolerance: Double = 1e-4, maximumSteps: Int = 1000) {
        (self.tolerance, self.maximumSteps) = (tolerance, maximumSteps)
    }

    /// Goes downhill from `start`.
    package func minimise(from start: [Double], _ objective: Objective) -> Result {
        var (value, gradient) = objective(start)
        var result = Result(point: start, value: value)
        var pairs: [Pair] = []
        while true {
            let steepest = gradient.map(abs).max() ?? 0
            result.isConverged = steepest <= tolerance
            guard !result.isConverged, result.steps < maximumSteps else { return result }
            let direction = descent(gradient, pairs)
            let first = pairs.isEmpty ? min(1, 1 / steepest) : 1
            guard
                let next = lineSearch(
                    from: (result.point, value, gradient), along: direction, firstLength: first, objective)
            else { return result }
            let pair = Pair(point: minus(next.point, result.point), gradient: minus(next.gradient, gradient))
            if pair.curvature > 0 { pairs = pairs.suffix(memory - 1) + [pair] }
            (value, gradient) = (next.value, next.gradient)
            (result.point, result.value, result.steps) = (next.point, value, result.steps + 1)
        }
    }

    private struct Pair {
        let point: [Double]
        let gradient: [Double]
        let curvature: Double

        init(point: [Double], gradient: [Double]) {
            (self.point, self.gradient, curvature) = (point, gradient, dot(point, gradient))
        }
    }

    /// Minus the gradient times the approximated inverse Hessian: two loops over the remembered pairs.
    private func descent(_ gradient: [Double], _ pairs: [Pair]) -> [Double] {
        var direction = gradient.map { -$0 }
        var shares: [Double] = []
        for pair in pairs.reversed() {
            let share = dot(pair.point, direction) / pair.curvature
            add(-share, pair.gradient, to: &direction)
            shares.append(share)
        }
        if let last = pairs.last {
            let scale = last.curvature / dot(last.gradient, last.gradient)
            for i in direction.indices { direction[i] *= scale }
        }
        for (pair, share) in zip(pairs, shares.reversed()) {
            add(share - dot(pair.gradient, direction) / pair.curvature, pair.point, to: &direction)
        }
        return direction
    }

    private typealias Place = (point: [Double], value: Double, gradient: [Double])

    /// The first point along the direction that lies low enough and less steep; `nil` where rounding hides any.
    private func lineSearch(
        from start: Place, along direction: [Double], firstLength: Double, _ objective: Objective
    ) -> Place? {
        let slope = dot(start.gradient, direction)
        guard slope < 0 else { return nil }
        let rounding = 1e-6 * max(1, abs(start.value))
        var (short, long, length) = (0.0, Double.infinity, firstLength)
        for _ in 0..<40 {
            var point = start.point
            add(length, direction, to: &point)
            let (value, gradient) = objective(point)
            let slopeThere = dot(gradient, direction)
            // Neither holds for NaN.
            let isLower = value <= start.value + 1e-4 * length * slope
            let isLevel = value <= start.value + rounding && slopeThere <= (2e-4 - 1) * slope
            if !isLower && !isLevel {
                long = length
            } else if slopeThere < 0.9 * slope {
                short = length
            } else {
                return (point, value, gradient)
            }
            length = long.isFinite ? (short + long) / 2 : 2 * short
        }
        return nil
    }
}

private func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for i in a.indices { sum += a[i] * b[i] }
    return sum
}

private func minus(_ a: [Double], _ b: [Double]) -> [Double] { zip(a, b).map { $0 - $1 } }

private func add(_ factor: Double, _ a: [Double], to b: inout [Double]) {
    for i in a.indices { b[i] += factor * a[i] }
}
