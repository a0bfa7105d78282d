/// How a result can be made again, for less than it costs to hold it until the backward pass.
///
/// What is made again is held as long as several operations wait for it, so that it is made once.
final class Recipe {
    private let make: () -> Tensor
    private let shape: [Int]
    /// The result itself, as long as somebody else holds it.
    private weak var original: Storage?
    private let offset: Int
    private var made: Tensor?
    private var waiting = 0

    /// - Parameter make: gives the values of `result`, bit for bit.
    init(for result: Tensor, _ make: @escaping () -> Tensor) {
        (self.make, shape, original, offset) = (make, result.shape, result.storage, result.offset)
    }

    fileprivate func begin() { waiting += 1 }

    fileprivate func end() {
        waiting -= 1
        if waiting == 0 { made = nil }
    }

    fileprivate var value: Tensor {
        if let original { return Tensor(shape: shape, storage: original, offset: offset) }
        let value = made ?? make()
        made = waiting > 1 ? value : nil
        return value
    }
}

/// A value that an operation needs for its gradients: held, or to be made again.
package final class Kept {
    private enum Source {
        case held(Tensor)
        case recipe(Recipe)
    }

    private let source: Source

    fileprivate init(_ tensor: Tensor) {
        if let recipe = tensor.node?.recipe {
            source = .recipe(recipe)
            recipe.begin()
        } else {
            source = .held(tensor.detached())
        }
    }

    deinit {
        if case .recipe(let recipe) = source { recipe.end() }
    }

    /// The value. Where it is made again it costs time: ask once.
    package var value: Tensor {
        switch source {
        case .held(let tensor): tensor
        case .recipe(let recipe): recipe.value
        }
    }
}

extension Tensor {
    /// What gradient formulas hold of this tensor.
    package func kept() -> Kept { Kept(self) }

    /// This result, if it is on the tape, need not be held for the backward pass: `make` gives it again.
    package func remade(by make: @escaping () -> Tensor) -> Tensor {
        if let node { node.recipe = Recipe(for: self, make) }
        return self
    }
}
