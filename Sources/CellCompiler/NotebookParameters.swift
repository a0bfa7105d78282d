import NotebookModel
import SwiftParser
import SwiftSyntax

/// The variables of the `parameters` cell: what `-p NAME VALUE` may replace.
public struct NotebookParameters: Sendable {
    /// The types a parameter may have.
    enum Kind: String, Sendable {
        case int = "Int", double = "Double", bool = "Bool", string = "String"
        case ints = "[Int]", doubles = "[Double]", bools = "[Bool]", strings = "[String]"
    }

    /// One variable as it is declared.
    struct Variable: Sendable {
        let name: String
        let kind: Kind
        let defaultValue: String
        /// Bytes of the initial value in the cell's source.
        let range: Range<Int>
        let comment: String
    }

    /// Why given values do not fit.
    public enum Mistake: Error, Equatable, Sendable, CustomStringConvertible {
        /// The notebook has no variable of this name.
        case unknown(name: String, known: [String])
        /// The text is no value of the variable's type.
        case wrongType(name: String, value: String, expected: String)

        /// One line: what, and what there is.
        public var description: String {
            switch self {
            case .unknown(let name, let known):
                known.isEmpty
                    ? "unknown parameter: \(name); the notebook has no cell tagged parameters"
                    : "unknown parameter: \(name); the notebook has \(known.joined(separator: ", "))"
            case .wrongType(let name, let value, let expected):
                "parameter \(name) takes \(expected): \(value); give a value of that type"
            }
        }
    }

    private let notebook: Notebook
    private let cell: Int?
    let variables: [Variable]

    /// Finds the parameters of a notebook; there are none without a cell tagged `parameters`.
    public init(of notebook: Notebook) {
        self.notebook = notebook
        cell = notebook.cells.firstIndex { $0.kind == .code && $0.has(.parameters) }
        variables = cell.map { Self.variables(in: notebook.cells[$0].source) } ?? []
    }

    /// The notebook with values replaced, and the parameters as the report shows them.
    public func applying(
        _ given: [(name: String, value: String)]
    ) throws(Mistake) -> (notebook: Notebook, parameters: [RunParameter]) {
        var values: [String: String] = [:]
        for (name, value) in given {
            guard let variable = variables.first(where: { $0.name == name }) else {
                throw .unknown(name: name, known: variables.map { "\($0.name): \($0.kind.rawValue)" })
            }
            guard let literal = Self.literal(value, of: variable.kind) else {
                throw .wrongType(name: name, value: value, expected: variable.kind.rawValue)
            }
            values[name] = literal
        }
        var result = notebook
        if let cell {
            var bytes = Array(notebook.cells[cell].source.utf8)
            for variable in variables.reversed() {
                guard let value = values[variable.name] else { continue }
                bytes.replaceSubrange(variable.range, with: value.utf8)
            }
            result.cells[cell].source = String(decoding: bytes, as: UTF8.self)
        }
        let parameters = variables.map {
            RunParameter(name: $0.name, defaultValue: $0.defaultValue, given: values[$0.name])
        }
        return (result, parameters)
    }

    /// The parameters, a line each: name, type, default, the comment behind it.
    public var listing: String {
        guard !variables.isEmpty else { return "no parameters: no cell is tagged parameters" }
        let names = variables.map { "\($0.name): \($0.kind.rawValue) = \($0.defaultValue)" }
        let width = (names.map(\.count).max() ?? 0) + 2
        return zip(names, variables).map { name, variable in
            variable.comment.isEmpty
                ? name : name + String(repeating: " ", count: width - name.count) + variable.comment
        }.joined(separator: "\n")
    }

    // MARK: Reading declarations

    private static func variables(in source: String) -> [Variable] {
        var found: [Variable] = []
        for item in Parser.parse(source: source).statements {
            guard let declaration = item.item.as(VariableDeclSyntax.self) else { continue }
            for binding in declaration.bindings {
                guard let name = binding.pattern.as(IdentifierPatternSyntax.self)?.identifier.text,
                    let value = binding.initializer?.value, let kind = kind(of: binding, value: value)
                else { continue }
                let start = value.positionAfterSkippingLeadingTrivia.utf8Offset
                found.append(
                    Variable(
                        name: name, kind: kind, defaultValue: value.trimmedDescription,
                        range: start..<value.endPositionBeforeTrailingTrivia.utf8Offset,
                        comment: comment(behind: value)))
            }
        }
        return found
    }

    private static func kind(of binding: PatternBindingSyntax, value: ExprSyntax) -> Kind? {
        if let type = binding.typeAnnotation?.type.trimmedDescription {
            return Kind(rawValue: type.replacing("Float", with: "Double"))
        }
        if let array = value.as(ArrayExprSyntax.self), let first = array.elements.first {
            return literalKind(first.expression).flatMap { Kind(rawValue: "[\($0.rawValue)]") }
        }
        return literalKind(value)
    }

    private static func literalKind(_ value: ExprSyntax) -> Kind? {
        if let signed = value.as(PrefixOperatorExprSyntax.self) { return literalKind(signed.expression) }
        if value.is(IntegerLiteralExprSyntax.self) { return .int }
        if value.is(FloatLiteralExprSyntax.self) { return .double }
        if value.is(BooleanLiteralExprSyntax.self) { return .bool }
        return value.is(StringLiteralExprSyntax.self) ? .string : nil
    }

    private static func comment(behind value: ExprSyntax) -> String {
        for case .lineComment(let text) in value.trailingTrivia {
            return String(text.drop { $0 == "/" || $0 == " " })
        }
        return ""
    }

    // MARK: Writing values

    private static func literal(_ text: String, of kind: Kind) -> String? {
        switch kind {
        case .int: return Int(text).map { "\($0)" }
        case .double: return Double(text).flatMap { $0.isFinite ? "\($0)" : nil }
        case .bool: return Bool(text).map { "\($0)" }
        case .string: return quoted(text)
        case .ints: return list(text, of: .int)
        case .doubles: return list(text, of: .double)
        case .bools: return list(text, of: .bool)
        case .strings: return list(text, of: .string)
        }
    }

    /// `1,2,3` or `[1, 2, 3]`.
    private static func list(_ text: String, of kind: Kind) -> String? {
        let isBracketed = text.hasPrefix("[") && text.hasSuffix("]")
        let inner = isBracketed ? text.dropFirst().dropLast() : text[...]
        let elements = inner.split(separator: ",").map { element in
            literal(String(element.drop { $0 == " " }).trimmedEnd, of: kind)
        }
        guard !elements.contains(nil) else { return nil }
        return "[\(elements.compactMap { $0 }.joined(separator: ", "))]"
    }

    /// A Swift literal of the text; nothing in it is code.
    private static func quoted(_ text: String) -> String {
        var literal = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": literal += "\\\(scalar)"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                literal += "\\u{\(String(scalar.value, radix: 16))}"
            default: literal.unicodeScalars.append(scalar)
            }
        }
        return literal + "\""
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = Substring(self)
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
