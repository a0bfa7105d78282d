import Foundation
import Tensors
import Testing

/// The reference numbers of scikit-learn.
struct Golden {
    let tensors: [String: Tensor]
    /// The single numbers: case, name, value.
    let cases: [String: [String: Any]]

    init() throws {
        let url = try #require(
            Bundle.module.url(forResource: "evaluation", withExtension: "safetensors", subdirectory: "Golden")
        )
        let contents = try SafeTensors.read(url)
        tensors = contents.tensors
        let text = try #require(contents.metadata["cases"])
        cases = try #require(
            try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: [String: Any]])
    }

    subscript(name: String) -> Tensor {
        get throws { try #require(tensors[name], "no tensor \(name)") }
    }

    func labels(_ name: String) throws -> [Int] { try self[name].values.map { Int($0) } }

    func number(_ name: String, of group: String) throws -> Double {
        try #require(cases[group]?[name] as? Double, "no number \(name) of \(group)")
    }

    func numbers(_ name: String, of group: String) throws -> [Double] {
        try #require(cases[group]?[name] as? [Double], "no numbers \(name) of \(group)")
    }
}

/// The largest difference of two equally long lists.
func largestDifference(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
    zip(a, b).map { abs($0 - $1) }.max() ?? .infinity
}

extension Tensor {
    /// The elements in double precision.
    var doubles: [Double] { values.map { Double($0) } }

    /// The elements of each row.
    var rowValues: [[Double]] {
        let (values, width) = (doubles, shape[1])
        return (0..<shape[0]).map { Array(values[$0 * width..<($0 + 1) * width]) }
    }
}

/// What a process that stopped said.
func said(_ result: ExitTest.Result?) -> String {
    String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
