import CKernels
import Synchronization

/// What the tape knows of one tensor: where its gradient goes.
///
/// Nodes hold other nodes and not tensors, so that a value lives only as long as some gradient formula needs it.
final class Node {
    /// nil for a leaf: a parameter or input that the user asked a gradient for.
    let operation: Operation?
    /// Grows with every node made, so that parents always have lower numbers.
    let sequence: UInt64
    let shape: [Int]
    fileprivate(set) var parents: [Node?]
    fileprivate var backward: ((Tensor) -> [Tensor?])?
    /// For a leaf the sum over all backward passes; else what has arrived during the present one.
    var gradient: Tensor?
    /// Whether the formula takes its gradient row by row, so that it need not be held as a whole.
    var takesRows = false
    /// How the result can be made again, if it need not be held for gradient formulas.
    var recipe: Recipe?

    private static let made = Atomic<UInt64>(0)

    init(
        _ operation: Operation?, shape: [Int], parents: [Node?] = [], backward: ((Tensor) -> [Tensor?])? = nil
    ) {
        self.operation = operation
        self.shape = shape
        self.parents = parents
        self.backward = backward
        sequence = Node.made.wrappingAdd(1, ordering: .relaxed).newValue
    }

    deinit {
        if backward != nil || !parents.isEmpty { ReleaseQueue.release(parents, backward) }
    }

    /// Adds to the gradient; in place when nobody else can see it.
    fileprivate func accumulate(_ more: Tensor) {
        let name = operation?.rawValue ?? "leaf"
        precondition(
            more.shape == shape, "backward: gradient of \(name) has shape \(more.shape), expected \(shape)")
        guard gradient != nil else {
            gradient = more
            return
        }
        makeGradientOwn()
        if let gradient { more.accumulate(into: gradient) }
    }

    /// The gradient that has arrived so far, if there is one that nobody else can see. A formula that takes it must
    /// give back the sum of it and of its own.
    func takeGradient() -> Tensor? {
        guard var taken = gradient else { return nil }
        gradient = nil
        guard isKnownUniquelyReferenced(&taken) && taken.ownsStorage else {
            gradient = taken
            return nil
        }
        return taken
    }

    /// Copies the gradient if others share it.
    fileprivate func makeGradientOwn() {
        guard !isKnownUniquelyReferenced(&gradient) || gradient?.ownsStorage != true else { return }
        gradient = gradient?.copy()
    }
}

extension Tensor {
    var ownsStorage: Bool { isKnownUniquelyReferenced(&storage) }

    /// target += self.
    func accumulate(into target: Tensor) {
        let (from, to) = (pointer, target.pointer)
        Threads.overElements(count) {
            ck_accumulate(Int64($0.count), 1, from + $0.lowerBound, to + $0.lowerBound)
        }
    }
}

/// Frees the graph without recursion: a chain of thousands of nodes would overflow the stack if every node
/// freed its parents from within its own deinit.
private final class ReleaseQueue {
    private var pending: [(parents: [Node?], backward: ((Tensor) -> [Tensor?])?)] = []

    static func release(_ parents: [Node?], _ backward: ((Tensor) -> [Tensor?])?) {
        guard let slot = ck_release_queue_slot() else { return }
        if let active = slot.pointee {
            Unmanaged<ReleaseQueue>.fromOpaque(active).takeUnretainedValue().pending.append(
                (parents, backward))
            return
        }
        let queue = ReleaseQueue()
        slot.pointee = Unmanaged.passUnretained(queue).toOpaque()
        queue.pending.append((parents, backward))
        while !queue.pending.isEmpty { _ = queue.pending.removeLast() }
        slot.pointee = nil
        withExtendedLifetime(queue) {}
    }
}

/// Runs `body` without recording: results inside need no gradient. Applies to the calling thread.
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
    guard let depth = ck_gradients_off_depth() else { return try body() }
    depth.pointee += 1
    defer { depth.pointee -= 1 }
    return try body()
}

extension Tensor {
    /// Whether operations on this tensor are recorded so that `backward()` can reach it.
    public var requiresGrad: Bool {
        get { node != nil }
        set {
            precondition(
                node?.operation == nil,
                "requiresGrad: only for tensors that no operation made; use detached()")
            if newValue != (node != nil) { node = newValue ? Node(nil, shape: shape) : nil }
        }
    }

    /// The gradient that backward passes have summed up here; nil before the first, and for results of operations.
    public var grad: Tensor? {
        get { node?.operation == nil ? node?.gradient : nil }
        set {
            precondition(node != nil && node?.operation == nil, "grad: set requiresGrad = true first")
            precondition(newValue == nil || newValue?.shape == shape, "grad: shape differs from \(shape)")
            node?.gradient = newValue
        }
    }

    /// The same values without history.
    public func detached() -> Tensor { Tensor(shape: shape, storage: storage, offset: offset) }

    /// Adds the gradient of this scalar to `grad` of every leaf it depends on, and frees the tape.
    public func backward() {
        precondition(
            count == 1, "backward: needs a scalar, got shape \(shape); reduce with sum() or mean() first")
        backward(.full(shape, 1))
    }

    /// Like `backward()` for a tensor of any shape, given the gradient of some scalar with respect to it.
    public func backward(_ gradient: Tensor) {
        guard let root = node else {
            preconditionFailure("backward: this tensor depends on nothing with requiresGrad = true")
        }
        withoutGradients { root.run(gradient) }
    }

    /// An operation with a gradient of your own.
    ///
    /// - Parameters:
    ///   - values: the result, row-major.
    ///   - shape: its shape.
    ///   - parents: the tensors it depends on.
    ///   - backward: gets the gradient with respect to the result and returns one for every parent (nil for none).
    public static func custom(
        _ values: [Float], shape: [Int], parents: [Tensor], backward: @escaping (Tensor) -> [Tensor?]
    ) -> Tensor {
        Tensor(values, shape: shape).recorded(.custom, parents, backward)
    }

    /// `custom` on values that already are a tensor without history.
    public static func custom(
        _ result: Tensor, parents: [Tensor], backward: @escaping (Tensor) -> [Tensor?]
    ) -> Tensor {
        result.detached().recorded(.custom, parents, backward)
    }

    /// Puts this fresh result on the tape. `backward` must not hold the result itself, only `detached()` of it.
    func recorded(
        _ operation: Operation, _ parents: [Tensor], _ backward: @escaping (Tensor) -> [Tensor?]
    ) -> Tensor {
        WorkProfile.charge("\(operation.rawValue) \(shape): forward")
        FiniteWatch.look(at: self, operation, parents)
        guard ck_gradients_off_depth()?.pointee == 0, parents.contains(where: { $0.node != nil }) else {
            return self
        }
        node = Node(operation, shape: shape, parents: parents.map(\.node), backward: backward)
        return self
    }
}

extension Node {
    /// All nodes this one depends on and itself, later ones first.
    private func reachable() -> [Node] {
        var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
        var found = [self]
        var index = 0
        while index < found.count {
            for case let parent? in found[index].parents where seen.insert(ObjectIdentifier(parent)).inserted
            {
                found.append(parent)
            }
            index += 1
        }
        return found.sorted { $0.sequence > $1.sequence }
    }

    /// The backward pass. Every node is done once, after all that depend on it; what it saved is freed at once.
    fileprivate func run(_ seed: Tensor) {
        var order = reachable()
        accumulate(seed)
        order.reverse()
        var leaves: [Node] = []
        while let node = order.popLast() {
            guard node.operation != nil else {
                leaves.append(node)
                continue
            }
            guard let backward = node.backward else {
                preconditionFailure(
                    "backward: this graph was used up by an earlier backward(); run forward again")
            }
            node.backward = nil
            let parents = node.parents
            node.parents = []
            node.recipe = nil
            guard var gradient = node.gradient else { continue }
            node.gradient = nil
            gradient.isSpent = isKnownUniquelyReferenced(&gradient) && gradient.ownsStorage
            let gradients = backward(gradient)
            WorkProfile.charge("\(node.operation?.rawValue ?? "") \(node.shape): backward")
            precondition(gradients.count == parents.count, "backward: \(parents.count) gradients expected")
            for case let (parent?, gradient?) in zip(parents, gradients) { parent.accumulate(gradient) }
            WorkProfile.charge("sums of gradients: backward")
        }
        for leaf in leaves { leaf.makeGradientOwn() }
    }
}
