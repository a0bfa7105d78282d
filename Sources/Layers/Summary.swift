import Tensors

/// The parts of a network with the shapes that pass between them and their sizes.
public struct Summary: CustomStringConvertible, Sendable {
    /// One part.
    public struct Row: Sendable, Equatable {
        /// Name in the state dictionary.
        public let name: String
        /// What it is.
        public let layer: String
        /// Shape that comes out.
        public let output: [Int]
        /// Numbers that training changes.
        public let parameterCount: Int
    }

    /// The parts in the order data takes.
    public let rows: [Row]
    /// Shape that goes in.
    public let input: [Int]

    /// Numbers that training changes in the whole network.
    public var parameterCount: Int { rows.reduce(0) { $0 + $1.parameterCount } }

    /// A table in plain text.
    public var description: String {
        let header = ["name", "layer", "output", "parameters"]
        let body = rows.map { [$0.name, $0.layer, "\($0.output)", grouped($0.parameterCount)] }
        let foot = ["", "total", "", grouped(parameterCount)]
        let all = [header, ["", "input", "\(input)", ""]] + body + [foot]
        let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { cells in
            let padded = cells.indices.map { column in
                let space = String(repeating: " ", count: widths[column] - cells[column].count)
                return column == 3 ? space + cells[column] : cells[column] + space
            }
            return padded.joined(separator: "  ")
        }.joined(separator: "\n")
    }
}

extension Layer {
    /// The parts of the network for an input of shape `input`, such as `[1, 32, 32, 3]`.
    ///
    /// The parts must form a chain, as those of `ResNet`, `Sequential` and `SimCLR` do.
    public func summary(input: [Int]) -> Summary {
        var shape = input
        let rows = chain(named: nil).map { part in
            shape = part.layer.outputShape(for: shape)
            let kind = (part.layer as? any CustomStringConvertible)?.description ?? "\(type(of: part.layer))"
            return Summary.Row(
                name: part.name, layer: kind, output: shape, parameterCount: part.layer.parameterCount)
        }
        return Summary(rows: rows, input: input)
    }

    /// The chain of parts, with `Sequential`s opened.
    private func chain(named name: String?) -> [(name: String, layer: any Layer)] {
        guard name == nil || self is Sequential || self is ProjectionHead else { return [(name ?? "", self)] }
        let prefix = name.map { "\($0)." } ?? ""
        return children.flatMap { $0.layer.chain(named: prefix + $0.name) }
    }
}

/// `11,176,512`.
private func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
        if index > 0 && index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return String(text.reversed())
}
