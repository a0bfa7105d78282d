import NotebookModel

/// What a learner finds in the place of a solution, in the language of the notebook.
struct ExerciseWords {
    /// What a function says that has no solution yet.
    let notSolved: String
    /// What stands in the place of a solution at top level.
    let invitation: String

    private static let english = ExerciseWords(
        notSolved: "not solved yet: write your code here", invitation: "Write your code here.")
    private static let chinese = ExerciseWords(
        notSolved: "还没有作答：请在这里写代码", invitation: "请在这里写代码。")

    private init(notSolved: String, invitation: String) {
        (self.notSolved, self.invitation) = (notSolved, invitation)
    }

    /// Chinese where the notebook's header says so, else English.
    init(for notebook: Notebook) {
        let language = notebook.header["lang"]?.lowercased().prefix { $0 != "-" }
        self = language == "zh" ? Self.chinese : Self.english
    }

    /// Whether a program ended because an exercise, in whatever language, is not solved yet.
    static func isNotSolved(_ message: String) -> Bool {
        [english, chinese].contains { message.contains($0.notSolved) }
    }
}
