import NotebookModel

extension Notebook {
    /// The notebook as learners get it: solutions and hidden checks are out.
    ///
    /// A solution inside braces leaves a call of `fatalError` behind, so that the function around it compiles; one at
    /// top level leaves a comment. Both speak the notebook's language.
    ///
    /// - Parameter checks: whether the visible checks stay. Without them every cell should compile before anything
    ///   is solved; with them a check may name what the learner has yet to declare.
    public func studentVersion(checks keepsChecks: Bool = true) throws(ExerciseError) -> Notebook {
        let exercises = try Exercise.all(of: self)
        guard !exercises.isEmpty else { throw .none }
        let words = ExerciseWords(for: self)
        var version = self
        for exercise in exercises {
            let checks = exercise.checks.filter { keepsChecks && !$0.isHidden }.map(\.source)
            version.cells[exercise.cell].source =
                (try exercise.workWithoutSolution(words) + checks).joined(separator: "\n")
        }
        return version
    }
}

extension Exercise {
    /// The learner's part, with `words` in the place of each solution.
    func workWithoutSolution(_ words: ExerciseWords) throws(ExerciseError) -> [String] {
        let solutions = try Marks(work, firstLine: 0).solutions
        var lines: [String] = []
        var depth = 0
        for (index, line) in work.enumerated() {
            guard let solution = solutions.first(where: { $0.contains(index) }) else {
                depth += line.count { $0 == "{" } - line.count { $0 == "}" }
                lines.append(line)
                continue
            }
            guard index == solution.lowerBound else { continue }
            let indent = line.prefix { $0 == " " || $0 == "\t" }
            lines.append(
                indent + (depth > 0 ? "fatalError(\"\(words.notSolved)\")" : "// \(words.invitation)"))
        }
        return lines
    }
}
