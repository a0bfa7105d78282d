import Foundation

/// `taps` samples of a Gaussian around 0, one pixel apart, that sum to 1.
func gaussianWeights(taps: Int, sigma: Float) -> [Float] {
    let samples = (0..<taps).map { i in
        let x = Double(i - taps / 2) / Double(sigma)
        return exp(-0.5 * x * x)
    }
    let sum = samples.reduce(0, +)
    return samples.map { Float($0 / sum) }
}
