import Foundation
import Tensors
import Testing

/// The reference tensors of one file.
func golden(_ name: String) throws -> [String: Tensor] {
    let url = try #require(
        Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Golden"))
    return try SafeTensors.read(url).tensors
}

/// Expects every element within `tolerance` of the reference, relative to the reference's largest element.
func expectClose(
    _ tensor: Tensor, _ reference: Tensor, within tolerance: Float,
    at location: SourceLocation = #_sourceLocation
) {
    #expect(tensor.shape == reference.shape, sourceLocation: location)
    guard tensor.shape == reference.shape else { return }
    let scale = reference.values.map(abs).max() ?? 0
    let error = zip(tensor.values, reference.values).map { abs($0 - $1) }.max() ?? 0
    #expect(error <= tolerance * scale, "largest difference \(error)", sourceLocation: location)
}
