import NotebookModel

/// A notebook with two exercises, in the form that teachers write.
enum SampleExercises {
    static let text = #"""
        // %% [markdown]
        // # Means

        // %%
        let numbers = [1.0, 2, 3]

        // %% The mean tags=["exercise"] points=3
        // Write the mean of a list.
        func mean(_ x: [Double]) -> Double {
            // BEGIN SOLUTION
            x.reduce(0, +) / Double(x.count)
            // END SOLUTION
        }
        let answer = mean(numbers)
        try expect(answer == 2, "the mean of 1, 2, 3 is 2")
        try expect(mean([4]) == 4, "the mean of one number is that number")
        // BEGIN HIDDEN CHECKS
        let many = mean(Array(repeating: 1, count: 10))
        try expect(many == 1, "the mean of ten ones is one")
        // END HIDDEN CHECKS

        // %% A constant tags=["exercise"]
        // Give `seven` its value.
        // BEGIN SOLUTION
        let seven = 7
        // END SOLUTION
        try expect(seven == 7, "seven is 7")

        """#

    static var notebook: Notebook { get throws { try Notebook(swiftnb: text) } }

    /// The exercise's cell with something else in the place of the solution's line.
    static func solved(_ solution: String, with answer: String) throws -> Notebook {
        try Notebook(swiftnb: text.replacingOccurrences(of: solution, with: answer))
    }
}
