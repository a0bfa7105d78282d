/// The way round for what cannot work in a cell though it is good Swift elsewhere.
enum Advice {
    /// One sentence for a message of the compiler, `nil` where its own words are enough.
    ///
    /// - Parameter guardNames: names that a `guard` of an earlier cell bound.
    static func on(_ message: String, guardNames: Set<String>) -> String? {
        for (words, advice) in known where message.contains(words) { return advice }
        if let match = message.wholeMatch(of: /cannot find '(\w+)' in scope/) {
            let name = String(match.1)
            if guardNames.contains(name) {
                return "a name that `guard` binds ends with its cell; there, keep the value in a variable "
                    + "of its own: `let kept = \(name)`"
            }
        }
        return nil
    }

    private static let known = [
        (
            "property wrappers are not yet supported in top-level code",
            "put the variable into a struct or class, or use the wrapper as a value: "
                + "`var x = Wrapper(wrappedValue: 1)`, `x.wrappedValue`"
        ),
        (
            "'lazy' cannot be used on an already-lazy global",
            "leave `lazy` out: a variable of a cell is made when its line runs; `static let` in a type waits"
        ),
        (
            "'main' attribute cannot be used in a module that contains top-level code",
            "leave `@main` out and call `main()` of the type in a cell"
        ),
        ("return invalid outside of a func", "put what can be left early into a function and call it"),
    ]
}
