/// A command line that cannot be understood; exit status 2.
enum UsageError: Error, Equatable, CustomStringConvertible {
    /// No command of this name.
    case unknownCommand(String)
    /// The command has no such option.
    case unknownOption(String, command: String, known: [String])
    /// The option stands at the end without its value.
    case missingValue(option: String, command: String, count: Int)
    /// The option's name and value are one word.
    case joinedPair(option: String, text: String)
    /// The option's value is no number, or too small a one.
    case badNumber(option: String, text: String, minimum: String)
    /// The option's value is no time.
    case badSeconds(option: String, text: String)
    /// Two notebooks of one call would write to the same place.
    case sameFolder(String, String, folder: String)
    /// The executed notebook would take the place of the notebook itself.
    case overwritesNotebook(String)
    /// The option's value is none of those it takes.
    case unknownChoice(option: String, text: String, choices: [String])
    /// The command needs other words.
    case wrongWords(command: String, expected: String)

    var description: String {
        switch self {
        case .unknownCommand(let name):
            let near = nearest(to: name, among: Command.allCases.map(\.rawValue))
            return "unknown command: \(name); \(near.map { "did you mean \($0)?" } ?? "see swiftnb --help")"
        case .unknownOption(let option, let command, let known):
            let near = nearest(to: option, among: known)
            return "unknown option: \(option); "
                + (near.map { "did you mean \($0)?" } ?? "see swiftnb \(command) --help")
        case .missingValue(let option, let command, let count):
            let what = count == 2 ? "a name and a value" : "a value"
            return "\(option) needs \(what); see swiftnb \(command) --help"
        case .joinedPair(let option, let text):
            let apart = text.replacing("=", with: " ", maxReplacements: 1)
            return "\(option) takes a name and a value as two words: \(text); write \(option) \(apart)"
        case .badNumber(let option, let text, let minimum):
            return "\(option) takes a whole number not below \(minimum): \(text); give another value"
        case .badSeconds(let option, let text):
            return "\(option) takes a number of seconds: \(text); give another value"
        case .sameFolder(let one, let other, let folder):
            return "\(one) and \(other) would both write to \(folder); run one of them with -o DIR"
        case .overwritesNotebook(let path):
            return "the run would write over \(path) itself; choose another folder with -o DIR"
        case .unknownChoice(let option, let text, let choices):
            return "\(option) takes \(choices.joined(separator: ", ")): \(text); give one of them"
        case .wrongWords(let command, let expected):
            let name = command.prefix { $0 != " " }
            return "\(command) expects \(expected); see swiftnb \(name) --help"
        }
    }
}

/// The candidate with the fewest edits from `word`, if they are few enough to be a slip.
private func nearest(to word: String, among candidates: [String]) -> String? {
    let scored = candidates.map { ($0, editDistance(Array(word), Array($0))) }
    guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= max(1, word.count / 3) else { return nil }
    return best.0
}

/// Levenshtein's distance: insertions, deletions and replacements that turn one word into the other.
private func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let replaced = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
        }
    }
    return row[right.count]
}
