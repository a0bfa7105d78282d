/// Sets two lists side by side, along their longest common part.
///
/// Each pair has a place in both, or in one; elements keep their order. Lists whose comparison would take too long
/// are aligned at their beginnings and ends only.
func aligned<Element: Equatable>(_ left: [Element], _ right: [Element]) -> [(left: Int?, right: Int?)] {
    let start = zip(left, right).prefix { $0 == $1 }.count
    let shorter = min(left.count, right.count) - start
    let end = zip(left.reversed(), right.reversed()).prefix(shorter).prefix { $0 == $1 }.count
    let rows = Array(start..<left.count - end)
    let columns = Array(start..<right.count - end)
    var pairs: [(left: Int?, right: Int?)] = (0..<start).map { ($0, $0) }
    if rows.count * columns.count > 4_000_000 {
        pairs += rows.map { ($0, nil) } + columns.map { (nil, $0) }
    } else {
        pairs += alongCommonPart(rows, columns) { left[$0] == right[$1] }
    }
    return pairs + (0..<end).map { (left.count - end + $0, right.count - end + $0) }
}

/// Places of two lists along their longest common part.
private func alongCommonPart(
    _ left: [Int], _ right: [Int], areEqual: (Int, Int) -> Bool
) -> [(left: Int?, right: Int?)] {
    let (rows, columns) = (left.count, right.count)
    // lengths[i][j]: the longest common part of what follows place i on the left and j on the right.
    var lengths = Array(repeating: Array(repeating: 0, count: columns + 1), count: rows + 1)
    for i in stride(from: rows - 1, through: 0, by: -1) {
        for j in stride(from: columns - 1, through: 0, by: -1) {
            lengths[i][j] =
                areEqual(left[i], right[j])
                ? lengths[i + 1][j + 1] + 1 : max(lengths[i + 1][j], lengths[i][j + 1])
        }
    }
    var pairs: [(left: Int?, right: Int?)] = []
    var (i, j) = (0, 0)
    while i < rows || j < columns {
        if i < rows, j < columns, areEqual(left[i], right[j]) {
            pairs.append((left[i], right[j]))
            (i, j) = (i + 1, j + 1)
        } else if j == columns || (i < rows && lengths[i + 1][j] >= lengths[i][j + 1]) {
            pairs.append((left[i], nil))
            i += 1
        } else {
            pairs.append((nil, right[j]))
            j += 1
        }
    }
    return pairs
}
