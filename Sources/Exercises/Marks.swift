/// The blocks that comments mark in the lines of an exercise, mark lines included; lines count from 0.
struct Marks {
    private(set) var solutions: [ClosedRange<Int>] = []
    private(set) var hidden: [ClosedRange<Int>] = []

    private enum Block: String, CaseIterable {
        case solution = "SOLUTION"
        case hidden = "HIDDEN CHECKS"
    }

    /// Finds the blocks.
    ///
    /// - Parameter firstLine: the notebook line of `lines[0]`, for errors.
    init(_ lines: [String], firstLine: Int) throws(ExerciseError) {
        var open: (block: Block, line: Int, mark: String)?
        for (index, line) in lines.enumerated() {
            let text = line.drop { $0 == " " || $0 == "\t" }
            guard let (begins, block) = Self.mark(text) else { continue }
            if begins {
                if let open { throw .markAlone(open.mark, line: firstLine + open.line) }
                open = (block, index, String(text))
            } else {
                guard let begun = open, begun.block == block else {
                    throw .markAlone(String(text), line: firstLine + index)
                }
                if block == .solution {
                    solutions.append(begun.line...index)
                } else {
                    hidden.append(begun.line...index)
                }
                open = nil
            }
        }
        if let open { throw .markAlone(open.mark, line: firstLine + open.line) }
    }

    private static func mark(_ text: Substring) -> (begins: Bool, Block)? {
        for block in Block.allCases {
            if text.hasPrefix("// BEGIN \(block.rawValue)") { return (true, block) }
            if text.hasPrefix("// END \(block.rawValue)") { return (false, block) }
        }
        return nil
    }
}
