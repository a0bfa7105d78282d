import Foundation
import Images

/// Whole arrays from a reference run, with the arguments that made them.
struct GoldenFile {
    let cases: [String: Any]
    private let header: [String: Any]
    private let body: Data

    init(_ name: String) throws {
        guard
            let url = Bundle.module.url(
                forResource: name, withExtension: "safetensors", subdirectory: "Golden")
        else { throw CocoaError(.fileNoSuchFile) }
        let data = try Data(contentsOf: url)
        let length = data.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        header = try GoldenFile.object(data.dropFirst(8).prefix(length))
        body = data.dropFirst(8 + length)
        let metadata = header["__metadata__"] as? [String: String]
        cases = try GoldenFile.object(Data((metadata?["cases"] ?? "{}").utf8))
    }

    private static func object(_ json: Data) throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:]
    }

    func shape(_ name: String) -> [Int] { entry(name)["shape"] as? [Int] ?? [] }

    private func entry(_ name: String) -> [String: Any] { header[name] as? [String: Any] ?? [:] }

    private func bytes(_ name: String) -> Data {
        let range = entry(name)["data_offsets"] as? [Int] ?? [0, 0]
        return body.dropFirst(range[0]).prefix(range[1] - range[0])
    }

    /// An 8-bit picture, stored `[H, W, 3]`.
    func image(_ name: String) -> Image {
        Image(width: shape(name)[1], height: shape(name)[0], pixels: [UInt8](bytes(name)))
    }

    /// A float picture, stored `[3, H, W]`.
    func floatImage(_ name: String) -> FloatImage {
        let (height, width) = (shape(name)[1], shape(name)[2])
        let planes = bytes(name).withUnsafeBytes { raw in
            (0..<raw.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
        let pixels = (0..<planes.count).map { planes[$0 % 3 * width * height + $0 / 3] }
        return FloatImage(width: width, height: height, pixels: pixels)
    }

    /// The arguments of a case, such as `["top": 3]`.
    func arguments(_ name: String) -> [String: Double] {
        let object = cases[name] as? [String: Any] ?? [:]
        return object.compactMapValues { ($0 as? NSNumber)?.doubleValue }
    }

    /// The factors with which a colour change was made.
    func factors(_ name: String) -> [Float] {
        let all = cases["factors"] as? [String: [Double]]
        return (all?[name] ?? []).map { Float($0) }
    }
}
