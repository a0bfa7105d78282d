/// What stands behind a command: options with and without values, and the words between them.
///
/// Every command declares its options; anything undeclared is an error that names the nearest spelling.
struct Options {
    /// An option as a command declares it.
    struct Declaration {
        /// The spelling, dashes included.
        let name: String
        /// How many words follow it.
        let valueCount: Int

        /// An option without a value.
        static func flag(_ name: String) -> Declaration { Declaration(name: name, valueCount: 0) }
        /// An option with one value.
        static func value(_ name: String) -> Declaration { Declaration(name: name, valueCount: 1) }
        /// An option with a name and a value.
        static func pair(_ name: String) -> Declaration { Declaration(name: name, valueCount: 2) }
    }

    /// The words that belong to no option, in order.
    private(set) var words: [String] = []
    private var given: [String: [[String]]] = [:]

    /// Reads the arguments of `command`.
    init(_ arguments: [String], of command: String, declarations: [Declaration]) throws(UsageError) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("-"), argument != "-" else {
                words.append(argument)
                continue
            }
            guard let declaration = declarations.first(where: { $0.name == argument }) else {
                throw .unknownOption(argument, command: command, known: declarations.map(\.name))
            }
            if declaration.valueCount == 2, let pair = rest.first, pair.contains("=") {
                throw .joinedPair(option: argument, text: pair)
            }
            guard rest.count >= declaration.valueCount else {
                throw .missingValue(option: argument, command: command, count: declaration.valueCount)
            }
            given[argument, default: []].append(Array(rest.prefix(declaration.valueCount)))
            rest = rest.dropFirst(declaration.valueCount)
        }
    }

    /// Whether the flag was given.
    func has(_ name: String) -> Bool { given[name] != nil }

    /// The last value given to an option.
    func value(_ name: String) -> String? { given[name]?.last?.first }

    /// The name and value of every use of an option of two words.
    func pairs(_ name: String) -> [(name: String, value: String)] {
        (given[name] ?? []).map { ($0[0], $0[1]) }
    }

    /// The last value given to an option, as a whole number not below `minimum`.
    func number<Number: FixedWidthInteger>(
        _ name: String, minimum: Number
    ) throws(UsageError) -> Number? {
        guard let text = value(name) else { return nil }
        guard let number = Number(text), number >= minimum else {
            throw .badNumber(option: name, text: text, minimum: "\(minimum)")
        }
        return number
    }

    /// The last value given to an option, as a time in seconds: a year at most.
    func seconds(_ name: String) throws(UsageError) -> Duration? {
        guard let text = value(name) else { return nil }
        guard let seconds = Double(text), (0...3.2e7).contains(seconds) else {
            throw .badSeconds(option: name, text: text)
        }
        return .seconds(seconds)
    }
}
