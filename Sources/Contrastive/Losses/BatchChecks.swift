import Tensors

/// Traps unless `features` is `[N, D]` with N > 0 and one label a row.
func requireLabels(_ labels: [Int], of features: Tensor, operation: String) {
    precondition(
        features.rank == 2 && features.shape[0] == labels.count && !labels.isEmpty,
        "\(operation): features \(features.shape) are not [N, D] with \(labels.count) labels")
}

/// Traps unless both are `[N, D]` with N ≥ `minimum`.
func requireTwoViews(_ a: Tensor, _ b: Tensor, atLeast minimum: Int = 1, operation: String) {
    precondition(
        a.rank == 2 && a.shape == b.shape && a.shape[0] >= minimum && a.shape[1] > 0,
        "\(operation): views \(a.shape) and \(b.shape) must both be [N, D] with N ≥ \(minimum)")
}

/// 0 with gradient 0: the loss of a batch that asks no question.
func zeroLoss(of features: Tensor) -> Tensor {
    let shape = features.shape
    return Tensor.custom(Tensor(0), parents: [features]) { _ in [Tensor.zeros(shape)] }
}
