import Tensors

/// Why a state dictionary does not fit a network.
public enum StateError: Error, Equatable, CustomStringConvertible {
    /// Names that the network has and the dictionary lacks.
    case missing([String])
    /// Names that the dictionary has and the network lacks.
    case unexpected([String])
    /// A tensor of another shape.
    case shape(name: String, expected: [Int], found: [Int])

    /// One line: what is wrong, where, what to do.
    public var description: String {
        switch self {
        case .missing(let names):
            "state dictionary lacks \(Self.list(names)): is it of the same architecture and stem?"
        case .unexpected(let names):
            "state dictionary has \(Self.list(names)), which this network lacks: pass their beginning in "
                + "`ignoring:` to leave them out"
        case .shape(let name, let expected, let found):
            "state dictionary: \(name) has shape \(found), this network needs \(expected) "
                + "(PyTorch's order): is it of the same architecture and stem?"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(3).joined(separator: ", ")
        return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
    }
}

extension NamedTensor {
    /// The shape in PyTorch's layout.
    var pyTorchShape: [Int] {
        let shape = tensor.shape
        return layout == .convolution ? [shape[3], shape[2], shape[0], shape[1]] : shape
    }

    /// A copy in PyTorch's layout.
    var pyTorchTensor: Tensor {
        withoutGradients {
            layout == .convolution ? tensor.permuted([3, 2, 0, 1]) : tensor.copy()
        }
    }

    /// Takes over the values of a tensor in PyTorch's layout and of the right shape.
    func assign(fromPyTorch source: Tensor) {
        withoutGradients {
            tensor.assign(layout == .convolution ? source.permuted([2, 3, 1, 0]) : source)
        }
    }
}

extension Layer {
    private var state: [NamedTensor] {
        ownParameters + ownBuffers
            + children.flatMap { child in child.layer.state.map { $0.inside(child.name) } }
    }

    /// Copies of all parameters and buffers under torchvision's names, in its order and in PyTorch's layout.
    public func stateDictionary() -> [(name: String, tensor: Tensor)] {
        state.map { (name: $0.name, tensor: $0.pyTorchTensor) }
    }

    /// Takes over all parameters and buffers; nothing is changed when anything does not fit.
    ///
    /// - Parameters:
    ///   - dictionary: tensors in PyTorch's layout under torchvision's names.
    ///   - ignoring: beginnings of names to leave out, such as `fc.` for a classifier.
    public func load(_ dictionary: [String: Tensor], ignoring: [String] = []) throws(StateError) {
        let state = self.state
        // The number of batches is only a note; files from elsewhere often leave it out.
        let missing = state.map(\.name).filter {
            dictionary[$0] == nil && !$0.hasSuffix("num_batches_tracked")
        }
        guard missing.isEmpty else { throw .missing(missing) }
        let known = Set(state.map(\.name))
        let unexpected = dictionary.keys.filter { name in
            !known.contains(name) && !ignoring.contains { name.hasPrefix($0) }
        }
        guard unexpected.isEmpty else { throw .unexpected(unexpected.sorted()) }
        for entry in state {
            guard let source = dictionary[entry.name], source.shape != entry.pyTorchShape else { continue }
            throw .shape(name: entry.name, expected: entry.pyTorchShape, found: source.shape)
        }
        for entry in state {
            if let source = dictionary[entry.name] { entry.assign(fromPyTorch: source) }
        }
    }
}
